import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatFormField, MatInput, MatLabel } from '@angular/material/input';
import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { MoneyInput } from './money-input';

@Component({
  selector: 'bank-money-test',
  imports: [MatFormField, MatInput, MatLabel, MoneyInput, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<mat-form-field>
      <mat-label>Amount</mat-label>
      <input matInput [formControl]="amount" bankMoney="EUR" />
    </mat-form-field>
    <button type="button">Elsewhere</button>`,
})
class Amount {
  readonly amount = new FormControl<number | null>(null);
}

async function drawn() {
  const fixture = TestBed.createComponent(Amount);
  await fixture.whenStable();
  const locator = page.getByRole('textbox', { name: 'Amount' });
  await locator.click();
  const field = locator.element() as HTMLInputElement;
  return { field, control: fixture.componentInstance.amount };
}

describe('the field for an amount', () => {
  it('shows money while one types, with the caret where one is', async () => {
    const { field, control } = await drawn();
    await userEvent.keyboard('1234567');
    expect(field.value).toBe('1,234,567');
    expect(control.value).toBe(123_456_700);
    await userEvent.keyboard('{Home}{ArrowRight}9');
    expect(field.value).toBe('19,234,567');
    expect(field.selectionStart).toBe(2);
  });

  it('completes the cents when it is left', async () => {
    const { field } = await drawn();
    await userEvent.keyboard('12.5');
    expect(field.value).toBe('12.5');
    await page.getByRole('button', { name: 'Elsewhere' }).click();
    expect(field.value).toBe('12.50');
  });

  it('goes back and forth step by step by the keys, and its value with it', async () => {
    const { field, control } = await drawn();
    await userEvent.keyboard('1234');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect([field.value, control.value]).toEqual(['123', 12_300]);
    await userEvent.keyboard('{Control>}zz{/Control}');
    expect([field.value, control.value]).toEqual(['1', 100]);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect([field.value, control.value]).toEqual(['12', 1_200]);
    await userEvent.keyboard('{Control>}y{/Control}');
    expect(field.value).toBe('123');
  });

  it('goes back to before what was pasted', async () => {
    const { field, control } = await drawn();
    await userEvent.keyboard('12');
    const pasted = new DataTransfer();
    pasted.setData('text', '€ 1.234,50');
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: pasted, cancelable: true, bubbles: true }));
    expect(control.value).toBe(123_450);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect([field.value, control.value]).toEqual(['12', 1_200]);
  });

  it('takes no letters', async () => {
    const { field, control } = await drawn();
    await userEvent.keyboard('1a2b-');
    expect([field.value, control.value]).toEqual(['12', 1_200]);
  });
});
