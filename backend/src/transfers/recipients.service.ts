import { Injectable } from '@nestjs/common';
import { toParty } from '../accounts/account.dto';
import { AccountsService } from '../accounts/accounts.service';
import { PresenceService } from '../realtime/presence.service';
import { RecipientLookUps } from './recipient-look-ups';
import { TransferHistoryService } from './transfer-history.service';
import type { RecipientDto, RecipientPageDto } from './transfer.dto';

const RECENT = 10;

/** Finds whom to pay, without telling strangers more than they need. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: TransferHistoryService,
    private readonly presence: PresenceService,
    private readonly lookUps: RecipientLookUps,
  ) {}

  /** The exact alias or account number, or nobody; without one, the recent counterparties. */
  async find(userId: string, aliasOrNumber?: string): Promise<RecipientPageDto> {
    if (aliasOrNumber === undefined) return { items: await this.recent(userId), next: null };
    await this.lookUps.count(userId);
    const recent = await this.recent(userId);
    const account = await this.accounts.resolve(aliasOrNumber.trim().toLowerCase());
    if (!account) return { items: [], next: null };
    const met = recent.find(({ accountNumber }) => accountNumber === account.number);
    const name = account.holderId === userId ? account.holderName : maskName(account.holderName);
    return { items: [met ?? { ...toParty(account), holderName: name, online: null }], next: null };
  }

  private async recent(userId: string): Promise<RecipientDto[]> {
    const [accounts, known] = await Promise.all([
      this.history.recentCounterparties(userId, RECENT),
      this.accounts.acquaintancesOf(userId),
    ]);
    const online = await this.presence.online([...known]);
    return accounts.map((account) => ({
      ...toParty(account),
      online: account.holderId !== null && known.has(account.holderId) ? online.has(account.holderId) : null,
    }));
  }
}

/** The first letter of each word: enough to notice a wrong recipient, not enough to learn a name. */
export function maskName(name: string): string {
  return name
    .split(/\s+/u)
    .map((word) => `${[...word][0] ?? ''}•••`)
    .join(' ');
}
