import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
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
import { Api } from '../api/api';
import { getTransfer } from '../api/fn/transfers/get-transfer';
import type { Transfer } from '../api/models/transfer';
import { explain } from '../core/explain';
import { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { Fault } from '../ui/fault';
import { MomentPipe } from '../ui/moment.pipe';
import { MoneyPipe } from '../ui/money.pipe';

/** One transfer with both sides; the other side's balance is nobody's business. */
@Component({
  selector: 'bank-transfer-detail-dialog',
  imports: [
    Avatar,
    Fault,
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatIcon,
    MatIconButton,
    MomentPipe,
    MoneyPipe,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './transfer-detail.dialog.html',
  styleUrl: './transfer-detail.dialog.scss',
})
export class TransferDetailDialog {
  private readonly api = inject(Api);
  private readonly id = inject<string>(MAT_DIALOG_DATA);

  protected readonly t = texts.detail;
  protected readonly closeLabel = texts.close;
  protected readonly retryLabel = texts.retry;
  protected readonly transfer = signal<Transfer | null>(null);
  protected readonly fault = signal<string | null>(null);
  protected readonly heading = computed(() => {
    const transfer = this.transfer();
    return transfer ? this.t.kind[transfer.kind] : this.t.title;
  });
  protected readonly amount = computed(() => {
    const transfer = this.transfer();
    return transfer ? (transfer.direction === 'in' ? transfer.amount : -transfer.amount) : 0;
  });
  /** Whom one can pay from here: the other side, if it is somebody. */
  protected readonly counterparty = computed(() => {
    const transfer = this.transfer();
    if (!transfer || transfer.kind === 'grant') return null;
    const party = transfer.direction === 'in' ? transfer.from : transfer.to;
    return party.alias ?? party.accountNumber;
  });

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.fault.set(null);
    try {
      this.transfer.set(await this.api.invoke(getTransfer, { id: this.id }));
    } catch (error) {
      const failure = Failure.from(error);
      this.fault.set(failure.code === 'validation_failed' ? texts.problems.not_found : explain(failure));
    }
  }
}
