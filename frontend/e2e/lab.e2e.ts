import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { findings } from './support/findings';
import { BankWithLab } from './support/lab';
import type { Visitor } from './support/visitor';
import { useVisitors } from './support/visitors';

const [plain] = inject('urls');
const visit = useVisitors(plain);
let withLab: BankWithLab;
let trainer: Client;

beforeAll(async () => {
  withLab = await BankWithLab.open();
  trainer = await Client.register(withLab.url, 'Tina Trainer');
});
afterAll(() => withLab.close());

const RACE = '/lab/races?ways=naive,ordered&accounts=2&clients=8&seconds=4&seed=1';
/** Long enough for others to come, however slow the machine; whoever starts it stops it. */
const LONG_RACE = RACE.replace('seconds=4', 'seconds=30');

async function arrive(path: string): Promise<Visitor> {
  return (await visit({ as: trainer, at: withLab.url })).watch(path);
}

const money = (visitor: Visitor, way: string) => visitor.page.locator(`[data-way=${way}]`).getByTestId('money');
const phase = (visitor: Visitor, name: string): Promise<void> =>
  visitor.page.locator(`[data-testid=phase][data-phase=${name}]`).waitFor();

async function race(visitor: Visitor): Promise<void> {
  await visitor.button('Start the race').click();
  await phase(visitor, 'running');
  await phase(visitor, 'done');
}

/** Steps by the arrow keys, each when the one before it was answered or waits. */
async function step(visitor: Visitor, script: string): Promise<void> {
  for (const letter of script) {
    const [side, key] = letter === 'A' ? ['left', 'ArrowLeft'] : ['right', 'ArrowRight'];
    const steps = visitor.page.getByTestId(side).locator('li');
    const before = await steps.count();
    await visitor.page.keyboard.press(key);
    await steps.nth(before).waitFor();
  }
}

describe('a race on the page', () => {
  it('shows money lost by one way and kept by the other, and the bank beside it holds', async () => {
    const visitor = await arrive('/');
    await visitor.page.getByRole('navigation').getByRole('link', { name: 'Lab' }).click();
    await visitor.open(RACE);
    await race(visitor);
    expect(await money(visitor, 'naive').getAttribute('class')).toContain('damaged');
    expect(await money(visitor, 'ordered').textContent()).toBe('Money 1,000.00 at the start, 1,000.00 now');
    await visitor.page.locator('[data-way=ordered] summary').click();
    await visitor.sees('export const ordered: Way');
    const proof = await fetch(`${withLab.url}/api/ledger/integrity`, {
      headers: { authorization: `Bearer ${trainer.sessionId}` },
    });
    expect(proof.status).toBe(200);
    expect(await withLab.remains()).toEqual([]);
  });

  it('goes on when the page is loaded anew in the middle, and a second visitor watches it to its end', async () => {
    const visitor = await arrive(LONG_RACE);
    await visitor.button('Start the race').click();
    await phase(visitor, 'running');
    await visitor.page.reload();
    await phase(visitor, 'running');
    const other = await arrive('/lab/races');
    await phase(other, 'running');
    await other.button('Stop').click();
    await Promise.all([phase(visitor, 'cancelled'), phase(other, 'cancelled')]);
    expect(await money(visitor, 'naive').textContent()).toBe(await money(other, 'naive').textContent());
  });

  it('leaves nothing when the browser is closed in the middle', async () => {
    const visitor = await arrive(RACE);
    await visitor.button('Start the race').click();
    await phase(visitor, 'running');
    await visitor.page.close();
    const lab = `${withLab.url}/lab/api`;
    const { race: left } = (await (await fetch(lab)).json()) as { race: { id: string } };
    // The stream ends with the race.
    expect(await (await fetch(`${lab}/races/${left.id}`)).text()).toMatch(/"phase":"done"[^\n]*\n\n$/);
    expect(await withLab.remains()).toEqual([]);
  });

  it('keeps the whole choice in the address', async () => {
    const visitor = await arrive('/lab/races');
    await visitor.button('Serializable').click();
    await visitor.page.getByRole('checkbox', { name: 'All pay one' }).check();
    await visitor.page.getByRole('spinbutton', { name: 'Clients' }).fill('12');
    await visitor.page.getByRole('spinbutton', { name: 'Clients' }).press('Tab');
    await visitor.page.waitForURL(({ searchParams }) =>
      ['ways', 'hot', 'clients'].every(
        (name, i) => searchParams.get(name) === ['naive,ordered,serializable', 'yes', '12'][i],
      ),
    );
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: 'Serializable', pressed: true }).waitFor();
    expect(await visitor.page.getByRole('spinbutton', { name: 'Clients' }).inputValue()).toBe('12');
  });
});

describe('a duel on the page', () => {
  it('is stepped by the arrow keys to the verdict of the database', async () => {
    const visitor = await arrive('/lab/duels?case=deadlock');
    await visitor.page.getByTestId('left').getByText('BEGIN').waitFor();
    await step(visitor, 'ABABA');
    await visitor.page.locator('[data-testid=left] [data-status=waiting]').waitFor();
    await step(visitor, 'B');
    await visitor.sees(/ERROR 40P01: deadlock detected/);
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowLeft', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) {
      const enabled = visitor.button(key === 'ArrowLeft' ? /Step left/ : /Step right/);
      if (await enabled.isEnabled()) await step(visitor, key === 'ArrowLeft' ? 'A' : 'B');
    }
    await visitor.page.locator('[data-testid=verdict][data-finding=ended-by-database]').waitFor();
    await visitor.page.keyboard.press('r');
    await visitor.page.getByTestId('left').locator('li').first().waitFor({ state: 'detached' });
  });

  it('ends ten short by the mistake, and exact by the remedy', async () => {
    const visitor = await arrive('/lab/duels?case=lost-update');
    await visitor.page.getByTestId('left').getByText('BEGIN').waitFor();
    await step(visitor, 'ABABABABAB');
    await visitor.sees('10.00 are missing');
    await visitor.page.getByRole('radio', { name: 'The remedy' }).click();
    await visitor.page.getByTestId('left').locator('li').first().waitFor({ state: 'detached' });
    await visitor.page.getByTestId('left').getByText('BEGIN').waitFor();
    await step(visitor, 'ABABAAA');
    await step(visitor, 'BBB');
    await visitor.page.locator('[data-testid=verdict][data-finding=exact]').waitFor();
  });
});

describe('the lab', () => {
  it.each([
    { name: 'a race', path: RACE, act: race },
    { name: 'a duel', path: '/lab/duels?case=double-spend', act: (visitor: Visitor) => step(visitor, 'ABABAB') },
  ])('of $name can be used by everybody, in every window and colours', async ({ path, act }) => {
    const visitor = await visit({ as: trainer, at: withLab.url, reducedMotion: 'reduce' });
    await visitor.watch(path);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    await visitor.page
      .getByText(/Start the race|BEGIN/)
      .first()
      .waitFor();
    await act(visitor);
    expect(await findings(visitor.page)).toEqual([]);
  });
});

describe('a bank without a lab', () => {
  it('has no menu entry, asks for nothing, and says so at the address', async () => {
    const user = await Client.register(plain);
    const visitor = await (await visit({ as: user })).watch('/');
    const asked: string[] = [];
    visitor.page.on('request', (request) => asked.push(request.url()));
    expect(await visitor.page.getByRole('navigation').getByRole('link', { name: 'Lab' }).count()).toBe(0);
    await visitor.page.getByRole('navigation').getByRole('link', { name: 'System' }).click();
    await visitor.sees('The ledger adds up');
    expect(asked.filter((address) => address.includes('/lab'))).toEqual([]);
    await visitor.open('/lab/races');
    await visitor.sees('There is no lab here');
  });
});
