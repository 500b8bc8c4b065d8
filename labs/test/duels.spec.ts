import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DUEL_NAMES, DUELS } from '../src/duels/catalogue';
import { Duel } from '../src/duels/duel';
import type { DuelName, DuelState, Form, SideName } from '../src/duels/duel.types';
import { usePremises } from './support/premises';

const premises = usePremises();

/** Plays a case to its end: steps by the script (A is left, B is right), and then whoever can go on. */
async function play(name: DuelName, form: Form, script: string): Promise<DuelState> {
  const duel = await Duel.open(DUELS[name], form, premises);
  try {
    let { state } = duel;
    for (const letter of `${script}${'AB'.repeat(20)}`) {
      const side: SideName = letter === 'A' ? 'left' : 'right';
      if (duel.canStep(side)) state = await duel.step(side);
      if (state.verdict) break;
    }
    return state;
  } finally {
    await duel.close();
  }
}

function errorsOf(state: DuelState): string[] {
  return [...state.left.steps, ...state.right.steps].flatMap(({ answer }) =>
    answer?.kind === 'error' ? answer.code : [],
  );
}

const SHUFFLED = ['ABAB', 'BABA', 'AABB', 'BBAA', 'ABBA', 'BAAB'];

describe('a duel by its script', () => {
  it.each<[DuelName, DuelState['verdict'], string[]]>([
    ['lost-update', { finding: 'money-missing', amount: 10_00 }, []],
    ['double-spend', { finding: 'overdrawn', amount: 10_00 }, []],
    ['deadlock', { finding: 'ended-by-database', amount: null }, ['40P01']],
    ['write-skew', { finding: 'overdrawn', amount: 80_00 }, []],
    ['serializable-abort', { finding: 'ended-by-database', amount: null }, ['40001']],
    ['optimistic-conflict', { finding: 'money-made', amount: 10_00 }, []],
    ['key-before-lock', { finding: 'paid-twice', amount: 10_00 }, []],
    ['limit-phantom', { finding: 'limit-exceeded', amount: 20_00 }, []],
  ])('%s always shows the mistake', async (name, verdict, errors) => {
    for (let again = 0; again < 3; again++) {
      const state = await play(name, 'mistake', DUELS[name].script);
      expect(state.verdict).toEqual(verdict);
      expect(errorsOf(state)).toEqual(errors);
    }
  });

  it.each(DUEL_NAMES)('%s is sound with the remedy, in whatever order', async (name) => {
    for (const script of [DUELS[name].script, ...SHUFFLED]) {
      const state = await play(name, 'remedy', script);
      expect([script, state.verdict]).toEqual([script, { finding: 'exact', amount: null }]);
      // Who retries has met an error before; nobody else has, and nobody ever a deadlock.
      expect(errorsOf(state).filter((code) => code !== '40001' || name !== 'serializable-abort')).toEqual([]);
    }
  });
});

describe('a deadlock', () => {
  it('is told as a wait for the other session, then as the verdict of the database for exactly one side', async () => {
    const duel = await Duel.open(DUELS.deadlock, 'mistake', premises);
    for (const side of ['left', 'right', 'left', 'right', 'left'] as const) await duel.step(side);
    expect(duel.state.left.status).toBe('waiting');
    expect(duel.canStep('left')).toBe(false);
    const { left, right } = await duel.step('right');
    const answers = [left, right].map(({ steps }) => steps[2]?.answer?.kind).sort();
    expect(answers).toEqual(['error', 'rows']);
    expect([left.next, right.next]).toContain('ROLLBACK');
    await duel.close();
  });
});

describe('steps one after the other', () => {
  it.each<DuelName>(['lost-update', 'double-spend', 'write-skew', 'optimistic-conflict', 'key-before-lock'])(
    '%s does no harm when one side is done before the other begins',
    async (name) => {
      const state = await play(name, 'mistake', 'AAAAAAAAAA');
      expect(state.verdict).toEqual({ finding: 'exact', amount: null });
    },
  );
});

describe('what a third session sees', () => {
  it('is only what is committed', async () => {
    const duel = await Duel.open(DUELS['lost-update'], 'mistake', premises);
    const before = duel.state.seen;
    for (let steps = 0; steps < 4; steps++) await duel.step('left');
    expect(duel.state.seen).toEqual(before);
    await duel.step('left');
    expect(duel.state.seen).toEqual([
      { owner: 'Anna', balance: '90.00' },
      { owner: 'Ben', balance: '100.00' },
      { owner: 'Shop', balance: '10.00' },
    ]);
    await duel.close();
  });
});

describe('a duel that is closed in the middle', () => {
  it('leaves no session, lock or table', async () => {
    const duel = await Duel.open(DUELS.deadlock, 'mistake', premises);
    for (const side of ['left', 'right', 'left', 'right', 'left'] as const) await duel.step(side);
    await duel.close();
    const session = await premises.session('test');
    const { rows } = await session.query(
      `SELECT application_name AS what FROM pg_stat_activity WHERE application_name LIKE 'lab duel%' AND usename = current_user
       UNION ALL SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname LIKE 'duel%'`,
    );
    await session.close();
    expect(rows).toEqual([]);
  });
});

describe('what the bank does about it', () => {
  it.each(DUEL_NAMES)('%s quotes a line that stands in the code', (name) => {
    const { file, line } = DUELS[name].bank;
    const path = join(__dirname, '..', '..', file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8').includes(line)).toBe(true);
  });
});
