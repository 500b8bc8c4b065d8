import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { problem, settle, TestBank, transferOf } from '../../testing/bank';
import { overflowing, part } from '../../testing/browser';
import { TransferDetailDialog } from './transfer-detail.dialog';

const LONG = 'Rainyday'.repeat(10);
const ID = 'transfer-9';

async function opened(): Promise<TestBank> {
  const bank = new TestBank();
  await bank.enter();
  TestBed.inject(MatDialog).open(TransferDetailDialog, { data: ID, width: '30rem' });
  await settle();
  return bank;
}

afterEach(() => TestBed.inject(MatDialog).closeAll());

describe.each([
  [360, 'ltr'],
  [360, 'rtl'],
  [1280, 'ltr'],
] as const)('the detail of a transfer, %d px wide, %s', (width, direction) => {
  afterEach(() => document.documentElement.removeAttribute('dir'));

  it('holds names of 80 letters, the longest memo and the largest amount', async () => {
    await page.viewport(width, 740);
    document.documentElement.dir = direction;
    const bank = await opened();
    const transfer = transferOf(9, Number.MAX_SAFE_INTEGER);
    (await bank.request('GET', `/api/transfers/${ID}`)).flush({
      ...transfer,
      memo: 'M'.repeat(140),
      from: { ...transfer.from, holderName: LONG },
      to: { ...transfer.to, holderName: LONG },
    });
    await expect.element(page.getByText('Your balance after')).toBeVisible();
    const dialog = part(document, 'mat-dialog-container');
    expect(overflowing(dialog)).toEqual([]);
    expect(dialog.innerText).toContain('90,071,992,547,409.91');
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
  });
});

it('a transfer that is nobody’s says so in the dialog', async () => {
  const bank = await opened();
  (await bank.request('GET', `/api/transfers/${ID}`)).flush(problem('not_found'), { status: 404, statusText: 'No' });
  await expect.element(page.getByRole('alert')).toHaveTextContent('This does not exist, or is not yours.');
});
