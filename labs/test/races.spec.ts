import { Race } from '../src/races/race';
import type { LaneState, RaceChoice } from '../src/races/race.types';
import type { WayName } from '../src/ways/way';
import { usePremises } from './support/premises';

const premises = usePremises();

const CHOICE: RaceChoice = { ways: [], accounts: 2, hot: false, clients: 8, seconds: 3, seed: 1 };

async function run(choice: Partial<RaceChoice>): Promise<LaneState[]> {
  const race = new Race({ ...CHOICE, ...choice }, premises);
  await race.over;
  expect([race.state.phase, race.state.problem]).toEqual(['done', null]);
  return race.state.lanes;
}

function isDamaged({ moneyAtStart, moneyNow, overdrawn }: LaneState): boolean {
  return moneyNow !== moneyAtStart || overdrawn > 0;
}

describe('a race', () => {
  it.each<WayName>(['ordered', 'optimistic', 'serializable', 'batched', 'sender-first'])(
    'with %s loses nothing and overdraws nobody',
    async (way) => {
      const [lane] = await run({ ways: [way] });
      expect(lane).toMatchObject({ moneyAtStart: 1000_00, moneyNow: 1000_00, overdrawn: 0, failed: 0 });
      expect(lane?.moved).toBeGreaterThan(0);
    },
  );

  it('with ordered, optimistic, serializable and batched ends no payment in a deadlock', async () => {
    const lanes = await run({ ways: ['ordered', 'optimistic', 'serializable', 'batched'] });
    expect(lanes.map(({ deadlocks }) => deadlocks)).toEqual([0, 0, 0, 0]);
  });

  it.each<WayName>(['naive', 'check-then-move'])('with %s does damage in one of five', async (way) => {
    for (let seed = 1; seed <= 5; seed++) {
      const [lane] = await run({ ways: [way], seed });
      if (lane && isDamaged(lane)) return;
    }
    throw new Error('five races without damage');
  });

  it('with check-then-move loses nothing, only overdraws', async () => {
    const [lane] = await run({ ways: ['check-then-move'], seconds: 2 });
    expect(lane?.moneyNow).toBe(lane?.moneyAtStart);
  });

  it.each<WayName>(['ordered', 'batched'])('pays into one account when it is hot, with %s', async (way) => {
    const [lane] = await run({ ways: [way], hot: true, accounts: 50, seconds: 2 });
    expect(lane).toMatchObject({ moneyNow: lane?.moneyAtStart, refused: 0, deadlocks: 0, failed: 0 });
  });
});

describe('a race that is cancelled', () => {
  it('ends at once and leaves no session and no table', async () => {
    const race = new Race({ ...CHOICE, ways: ['naive', 'sender-first'], seconds: 30 }, premises);
    await new Promise<void>((resolve) => {
      race.watch(({ lanes }) => {
        if (lanes.some(({ moved }) => moved > 0)) resolve();
      });
    });
    await race.cancel();
    expect(race.state.phase).toBe('cancelled');
    const session = await premises.session('test');
    const { rows } = await session.query(
      `SELECT application_name AS what FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()
       UNION ALL SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname LIKE 'race%'`,
    );
    await session.close();
    expect(rows).toEqual([]);
  });
});
