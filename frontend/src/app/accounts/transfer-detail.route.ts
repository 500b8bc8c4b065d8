import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { ActivatedRoute, Router } from '@angular/router';
import { TransferDetailDialog } from './transfer-detail.dialog';

/** Gives the dialog an address of its own: links lead to it, going back closes it, and the list stays as it was. */
@Component({
  selector: 'bank-transfer-detail-route',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '',
})
export class TransferDetailRoute {
  private readonly dialogs = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private dialog: MatDialogRef<TransferDetailDialog> | undefined;
  private left = false;

  readonly transferId = input.required<string>();

  constructor() {
    effect(() => {
      const transferId = this.transferId();
      untracked(() => this.open(transferId));
    });
    inject(DestroyRef).onDestroy(() => {
      this.left = true;
      this.dialog?.close();
    });
  }

  private open(transferId: string): void {
    const previous = this.dialog;
    const dialog = this.dialogs.open(TransferDetailDialog, {
      data: transferId,
      width: '32rem',
      maxWidth: 'calc(100vw - 1rem)',
      autoFocus: 'h2',
    });
    this.dialog = dialog;
    previous?.close();
    dialog.afterClosed().subscribe(() => {
      // Its own links lead elsewhere; any other way of closing leads back to the list.
      if (this.left || this.dialog !== dialog || this.router.currentNavigation()) return;
      void this.router.navigate(['..'], { relativeTo: this.route, queryParamsHandling: 'preserve' });
    });
  }
}
