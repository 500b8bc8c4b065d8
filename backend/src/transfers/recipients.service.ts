import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { toParty } from '../accounts/accounts.types';
import { Config } from '../platform/config/config';
import { RateLimiter } from '../platform/limits/rate-limiter';
import { PresenceService } from '../realtime/presence.service';
import type { RecipientDto, RecipientPageDto } from './recipient.dto';
import { TransferHistoryService } from './transfer-history.service';

const RECENT = 10;
/** Enough for typing a name, too few for listing the customers. */
const LOOK_UPS = { points: 60, seconds: 60, rule: 'A user may look up 60 recipients a minute.' };

/** Finds whom to pay, without telling strangers more than they need. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly config: Config,
    private readonly accounts: AccountsService,
    private readonly history: TransferHistoryService,
    private readonly presence: PresenceService,
    private readonly limiter: RateLimiter,
  ) {}

  /** The exact alias or account number, or nobody; without one, the recent counterparties. */
  async find(userId: string, aliasOrNumber?: string): Promise<RecipientPageDto> {
    if (aliasOrNumber === undefined) return { items: await this.recent(userId), next: null };
    if (this.config.rateLimits === 'strict') await this.limiter.consume('recipients', userId, LOOK_UPS);
    const recent = await this.recent(userId);
    const account = await this.accounts.resolve(aliasOrNumber.trim().toLowerCase());
    if (!account) return { items: [], next: null };
    const met = recent.find(({ accountNumber }) => accountNumber === account.number);
    const name = account.holderId === userId ? account.holderName : maskName(account.holderName);
    return { items: [met ?? { ...toParty(account), holderName: name, online: null }], next: null };
  }

  private async recent(userId: string): Promise<RecipientDto[]> {
    const accounts = await this.history.recentCounterparties(userId, RECENT);
    const online = await this.presence.online(accounts.flatMap(({ holderId }) => holderId ?? []));
    return accounts.map((account) => ({
      ...toParty(account),
      online: account.holderId !== null && online.has(account.holderId),
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
