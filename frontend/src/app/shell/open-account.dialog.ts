import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import {
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { Api } from '../api/api';
import { openAccount } from '../api/fn/accounts/open-account';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { showFieldError, showFieldErrors } from '../core/field-errors';
import { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { TextField } from '../ui/text-field';

@Component({
  selector: 'bank-open-account-dialog',
  imports: [
    MatButton,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    ReactiveFormsModule,
    TextField,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<h2 mat-dialog-title>{{ t.title }}</h2>
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
      <mat-dialog-content>
        <p class="soft">{{ t.lead }}</p>
        <bank-text-field
          name="name"
          [maxLength]="80"
          [control]="form.controls.name"
          [label]="t.name"
          [error]="t.nameRequired"
        />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ cancel }}</button>
        <button matButton="filled" type="submit" [disabled]="busy()">{{ busy() ? t.submitting : t.submit }}</button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    .soft {
      margin-bottom: 1.25rem;
    }
  `,
})
export class OpenAccountDialog {
  private readonly api = inject(Api);
  private readonly accounts = inject(AccountsStore);
  private readonly toasts = inject(ToastsStore);
  private readonly dialog = inject<MatDialogRef<OpenAccountDialog>>(MatDialogRef);

  protected readonly t = texts.openAccount;
  protected readonly cancel = texts.cancel;
  protected readonly busy = signal(false);
  protected readonly form = new FormGroup({
    name: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.pattern(/\S/)] }),
  });

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    try {
      const account = await this.api.invoke(openAccount, { body: { name: this.form.getRawValue().name.trim() } });
      this.accounts.add(account);
      this.toasts.show({ icon: 'check', text: this.t.opened(account.name) });
      this.dialog.close();
    } catch (error) {
      const failure = Failure.from(error);
      const words = failure.code === 'limit_exceeded' ? texts.accountMenu.full : explain(failure);
      if (!showFieldErrors(this.form, failure)) showFieldError(this.form, 'name', words);
    } finally {
      this.busy.set(false);
    }
  }
}
