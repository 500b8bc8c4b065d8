import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Api } from '../api/api';
import { exportStatement } from '../api/fn/accounts/export-statement';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { Failure } from '../core/problem';
import { locale, texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { moneyStyle } from '../ui/money-text';
import { saveFile } from '../ui/save-file';
import { FilterInAddress } from './filter-in-address';
import { isSound, narrowing } from './statement-filter';

/** The statement of the chosen days as a file. */
@Component({
  selector: 'bank-statement-download',
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<button matButton="tonal" type="button" [disabled]="busy() || !account()" (click)="download()">
    <mat-icon svgIcon="download" />{{ busy() ? t.downloading : t.download }}
  </button>`,
})
export class StatementDownload {
  private readonly api = inject(Api);
  private readonly toasts = inject(ToastsStore);
  private readonly filter = inject(FilterInAddress);

  protected readonly t = texts.activity;
  protected readonly account = inject(AccountsStore).active;
  protected readonly busy = signal(false);

  protected async download(): Promise<void> {
    const number = this.account()?.number;
    const filter = this.filter.current();
    if (number === undefined || this.busy() || !isSound(filter)) return;
    this.busy.set(true);
    const { from, to } = narrowing(filter);
    try {
      const file = await this.api.invoke(exportStatement, { number, from, to, ...csvFormat(locale) });
      saveFile(file, `statement-${number}.csv`);
    } catch (error) {
      const detail = explain(Failure.from(error));
      this.toasts.show({ icon: 'alert', text: this.t.downloadFailed, detail, failed: true });
    } finally {
      this.busy.set(false);
    }
  }
}

/** As the spreadsheets of that locale read columns and decimals. */
function csvFormat(of: Intl.LocalesArgument): { separator: 'comma' | 'semicolon'; decimal: 'point' | 'comma' } {
  const isComma = moneyStyle(of, 2).decimal === ',';
  return isComma ? { separator: 'semicolon', decimal: 'comma' } : { separator: 'comma', decimal: 'point' };
}
