import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { me, settle, TestBank } from '../../testing/bank';
import { draw, overflowing, part } from '../../testing/browser';
import { IdentityStore } from '../core/identity.store';
import { AccountChip } from './account-chip';

const LONG = 'Rainyday'.repeat(10);

/** Somebody with a second account of the longest name, and the largest balance. */
async function drawn(width: number) {
  await page.viewport(width, 740);
  const bank = new TestBank();
  await bank.enter();
  const mine = me('alice-id', 5);
  const [main] = mine.accounts;
  if (!main) throw new Error('Alice has an account.');
  const second = { ...main, number: '4000000047', name: LONG, balance: Number.MAX_SAFE_INTEGER, seq: 0 };
  TestBed.inject(IdentityStore).me.update(() => ({ ...mine, accounts: [main, second] }));
  await settle();
  const { host } = await draw(AccountChip, {}, 160);
  return host;
}

describe.each([360, 1280])('the menu of accounts, %d px wide', (width) => {
  let host: HTMLElement;
  beforeEach(async () => {
    host = await drawn(width);
    await page.getByTestId('account').click();
    await expect.element(page.getByRole('menuitem', { name: LONG })).toBeVisible();
  });

  it('holds a name of 80 letters and the largest balance, whole', () => {
    const panel = part(document, '.mat-mdc-menu-panel');
    expect(overflowing(panel)).toEqual([]);
    expect(panel.innerText).toContain('€90,071,992,547,409.91');
    const { left, right } = panel.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(innerWidth);
  });

  it('shows in the header which account is chosen, in the room there is', async () => {
    await page.getByRole('menuitem', { name: LONG }).click();
    await settle();
    expect(overflowing(host)).toEqual([]);
    expect(host.innerText).toContain('4000000047');
  });
});
