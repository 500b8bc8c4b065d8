import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { getTransfer } from '../api/fn/transfers/get-transfer';
import { AccountsStore } from '../core/accounts.store';
import { Calls } from '../core/calls';
import { explain } from '../core/explain';
import { loaded } from '../core/loaded';
import type { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { Facts } from '../ui/facts';
import { LoadedView } from '../ui/loaded-view';
import { formatMoney } from '../ui/money';
import { MomentPipe } from '../ui/moment.pipe';
import { MoneyPipe } from '../ui/money.pipe';
import { PartyCard } from '../ui/party-card';
import { Provenance } from '../ui/provenance';

/** One transfer with both sides; the other side's balance is nobody's business. */
@Component({
  selector: 'bank-transfer-detail-dialog',
  imports: [
    Facts,
    LoadedView,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatIcon,
    MatIconButton,
    MomentPipe,
    MoneyPipe,
    PartyCard,
    Provenance,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './transfer-detail.dialog.html',
  styleUrl: './transfer-detail.dialog.scss',
})
export class TransferDetailDialog {
  private readonly calls = inject(Calls);
  private readonly accounts = inject(AccountsStore);
  private readonly id = inject<string>(MAT_DIALOG_DATA);

  protected readonly t = texts.detail;
  protected readonly closeLabel = texts.close;
  protected readonly transfer = loaded({
    params: () => this.id,
    load: (id, signal) => this.calls.ask(getTransfer, { id }, signal),
  });
  protected readonly heading = computed(() => {
    const transfer = this.transfer.value();
    return transfer ? this.t.kind[transfer.kind] : this.t.title;
  });
  protected readonly amount = computed(() => {
    const transfer = this.transfer.value();
    return transfer ? (transfer.direction === 'in' ? transfer.amount : -transfer.amount) : 0;
  });
  protected readonly facts = computed(() => {
    const transfer = this.transfer.value();
    if (!transfer) return [];
    const { memo, balanceAfter, currency, seq, id } = transfer;
    return [
      memo ? { name: this.t.memo, value: memo, form: 'words' as const } : { name: this.t.memo, value: this.t.noMemo },
      { name: this.t.balanceAfter, value: formatMoney(balanceAfter, currency), form: 'figure' as const },
      { name: this.t.entry, value: String(seq), form: 'figure' as const },
      { name: this.t.reference, value: id, form: 'reference' as const },
    ];
  });
  /** Whom one can pay from here: the other side, if it is somebody. */
  protected readonly counterparty = computed(() => {
    const transfer = this.transfer.value();
    if (!transfer || transfer.kind === 'grant') return null;
    const party = transfer.direction === 'in' ? transfer.from : transfer.to;
    return party.alias ?? party.accountNumber;
  });

  constructor() {
    // The list below is that of the account which the transfer moved.
    effect(() => {
      const number = this.transfer.value()?.accountNumber;
      const shown = untracked(this.accounts.active)?.number;
      if (number !== undefined && shown !== undefined && number !== shown) {
        untracked(() => this.accounts.choose(number, { replaceUrl: true }));
      }
    });
  }

  /** An id that is none is a transfer that does not exist. */
  protected readonly says = (failure: Failure): string =>
    failure.code === 'validation_failed' ? texts.problems.not_found : explain(failure);
}
