import type { AccountsService } from '../../src/accounts/accounts.service';
import type { OwnedAccount } from '../../src/accounts/accounts.types';
import type { EntriesQuery } from '../../src/accounts/entry.dto';
import { StatementsService } from '../../src/accounts/statements.service';
import { LedgerHistoryService } from '../../src/ledger/ledger-history.service';
import { toMinor } from '../../src/ledger/money';
import { Clock } from '../../src/platform/lifecycle/clock';
import { payment, TestLedger } from '../support/database';

/** A call looks at so many entries in search of a text. */
const LOOKED_AT = 10_000;
const ENTRIES = 23_000;
const BATCH = 1_000;
/** The only ones that are large and have a memo: the fifth, and the last. */
const RARE_SEQS = [5, ENTRIES];

describe('the search in a long statement', () => {
  let ledger: TestLedger;
  let statements: StatementsService;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    const [payer, payee] = [await ledger.open(0), await ledger.open(10_000_000)];
    // The payee's first entry is its funds; all others are small, but for the rare ones.
    for (let seq = 1; seq <= ENTRIES; seq += BATCH)
      await ledger.post(
        Array.from({ length: BATCH }, (_, i) => {
          const rare = RARE_SEQS.includes(seq + i);
          return payment({ fromId: payee, toId: payer, amount: toMinor(rare ? 900 : 1), memo: rare ? 'Rare' : null });
        }),
      );
    const [own, other] = [account(payer, 'Payer'), account(payee, 'Payee')];
    const directory = {
      own: () => Promise.resolve(own),
      parties: () => Promise.resolve(new Map([own, other].map((each) => [each.id, each]))),
    } as unknown as AccountsService;
    const history = new LedgerHistoryService(ledger.dataSource);
    statements = new StatementsService(new Clock(), directory, ledger.service, history);
  });

  afterAll(() => ledger.drop());

  function account(id: number, holderName: string): OwnedAccount {
    const openedAt = new Date(0);
    return { id, number: String(id), alias: null, holderId: null, holderName, name: '', currency: 'EUR', openedAt };
  }

  async function page(query: Partial<EntriesQuery>): Promise<{ seqs: number[]; next: string | null }> {
    const { items, next } = await statements.entries('', '', { limit: 50, ...query });
    return { seqs: items.map(({ seq }) => seq), next };
  }

  it('looks at a bounded number of entries, and says from where to go on when that is not all', async () => {
    const first = await page({ q: 'rare' });
    expect(first).toEqual({ seqs: [ENTRIES], next: String(ENTRIES - LOOKED_AT + 1) });
    const second = await page({ q: 'rare', before: Number(first.next) });
    expect(second).toEqual({ seqs: [], next: String(ENTRIES - 2 * LOOKED_AT + 1) });
    expect(await page({ q: 'rare', before: Number(second.next) })).toEqual({ seqs: [5], next: null });
  });

  it('does so in ascending order too', async () => {
    expect(await page({ q: 'rare', after: 0 })).toEqual({ seqs: [5], next: String(LOOKED_AT) });
    expect(await page({ q: 'rare', after: LOOKED_AT })).toEqual({ seqs: [], next: String(2 * LOOKED_AT) });
    expect(await page({ q: 'rare', after: 2 * LOOKED_AT })).toEqual({ seqs: [ENTRIES], next: null });
  });

  it('finds by size what no index has, further in one go', async () => {
    expect(await page({ min: 2 })).toEqual({ seqs: [ENTRIES, 5], next: null });
    expect(await page({ direction: 'out' })).toEqual({ seqs: [], next: null });
    expect(await page({ max: 1, limit: 2 })).toEqual({ seqs: [ENTRIES - 1, ENTRIES - 2], next: String(ENTRIES - 2) });
  });
});
