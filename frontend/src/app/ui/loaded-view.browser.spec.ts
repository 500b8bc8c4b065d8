import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { part } from '../../testing/browser';
import { Failure } from '../core/problem';
import { Empty } from './empty';
import { LoadedView } from './loaded-view';

@Component({
  selector: 'bank-loaded-test',
  imports: [Empty, LoadedView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-loaded [of]="rows" [empty]="rows.value()?.length === 0" [lines]="4">
    <ul>
      @for (row of rows.value(); track row) {
        <li>{{ row }}</li>
      }
    </ul>
    <bank-empty icon="bell" heading="Nothing yet" hint="It will come." />
  </bank-loaded>`,
})
class Rows {
  readonly value = signal<readonly string[] | null>(null);
  readonly failure = signal<Failure | null>(null);
  readonly loading = signal(true);
  reloads = 0;
  readonly rows = {
    value: this.value.asReadonly(),
    failure: this.failure.asReadonly(),
    loading: this.loading.asReadonly(),
    reload: () => {
      this.reloads++;
      this.loading.set(true);
    },
  };
}

const unreachable = new Failure('unreachable', 'No answer came.');

async function drawn(state: { value?: readonly string[]; failure?: Failure; loading?: boolean }) {
  const fixture = TestBed.createComponent(Rows);
  const rows = fixture.componentInstance;
  rows.value.set(state.value ?? null);
  rows.failure.set(state.failure ?? null);
  rows.loading.set(state.loading ?? false);
  await fixture.whenStable();
  const host = part(fixture.nativeElement as HTMLElement, 'bank-loaded');
  const shows = (selector: string): boolean => {
    const found = host.querySelector(selector);
    return found?.checkVisibility() ?? false;
  };
  return {
    rows,
    fixture,
    host,
    shown: {
      skeleton: shows('.skeleton'),
      fault: shows('bank-fault'),
      empty: shows('bank-empty'),
      content: shows('ul'),
      stale: shows('.notice'),
    },
  };
}

const nothing = { skeleton: false, fault: false, empty: false, content: false, stale: false };

describe('what is loaded', () => {
  it('is a skeleton of as many lines as wanted, and says that it is busy, before anything came', async () => {
    const { shown, host } = await drawn({ loading: true });
    expect(shown).toEqual({ ...nothing, skeleton: true });
    expect(host.querySelectorAll('.skeleton')).toHaveLength(4);
    expect(part(host, '.skeleton').offsetHeight).toBeGreaterThan(20);
    expect(host.getAttribute('aria-busy')).toBe('true');
  });

  it('is a fault alone when it could not be had, with a way to try again that shows it works', async () => {
    const { shown, rows, fixture } = await drawn({ failure: unreachable });
    expect(shown).toEqual({ ...nothing, fault: true });
    await expect.element(page.getByRole('alert')).toHaveTextContent('The bank cannot be reached right now.');
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(rows.reloads).toBe(1);
    await fixture.whenStable();
    await expect.element(page.getByRole('button', { name: 'Trying' })).toBeDisabled();
  });

  it('is what stands for nothing, alone, when there is nothing', async () => {
    const { shown } = await drawn({ value: [] });
    expect(shown).toEqual({ ...nothing, empty: true });
  });

  it('is its content, alone, and stays it while it is loaded anew', async () => {
    const { shown } = await drawn({ value: ['One'], loading: true });
    expect(shown).toEqual({ ...nothing, content: true });
  });

  it('stays its content when it could not be loaded anew, and says that it is old', async () => {
    const { shown, host } = await drawn({ value: ['One'], failure: unreachable });
    expect(shown).toEqual({ ...nothing, content: true, stale: true });
    expect(part(host, '[role=alert]').innerText).toContain('The bank cannot be reached right now.');
  });
});
