import { HttpContext } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, signal, viewChild } from '@angular/core';
import { FormGroupDirective, NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Api } from '../api/api';
import { changePassword } from '../api/fn/auth/change-password';
import { explain } from '../core/explain';
import { showFieldError, showFieldErrors } from '../core/field-errors';
import { RENEWS_SESSION } from '../core/http.interceptors';
import { IdentityStore } from '../core/identity.store';
import { Failure } from '../core/problem';
import { SessionStore } from '../core/session.store';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { PasswordField } from '../ui/password-field';

@Component({
  selector: 'bank-password-card',
  imports: [MatButton, MatIcon, PasswordField, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<section class="card" aria-labelledby="password-heading">
    <h2 id="password-heading">{{ t.password }}</h2>
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
      @if (failure()) {
        <p class="notice error small" role="alert"><mat-icon svgIcon="alert" />{{ failure() }}</p>
      }
      <input type="text" name="username" autocomplete="username" hidden [value]="user()?.username ?? ''" />
      <bank-password-field
        name="currentPassword"
        autocomplete="current-password"
        [control]="form.controls.currentPassword"
        [label]="t.current"
        [error]="t.currentRequired"
      />
      <bank-password-field
        name="newPassword"
        autocomplete="new-password"
        [control]="form.controls.newPassword"
        [label]="t.next"
        [error]="t.nextLength"
      />
      <button matButton="filled" type="submit" [disabled]="busy()">{{ busy() ? t.changing : t.change }}</button>
    </form>
  </section>`,
  styles: `
    form {
      display: grid;
      gap: 0.5rem;
      margin-top: 1.25rem;
    }

    button {
      justify-self: start;
    }

    @media (max-width: 599px) {
      button {
        justify-self: stretch;
      }
    }
  `,
})
export class PasswordCard {
  private readonly api = inject(Api);
  private readonly session = inject(SessionStore);
  private readonly toasts = inject(ToastsStore);
  private readonly formElement = viewChild.required(FormGroupDirective);

  protected readonly t = texts.security;
  protected readonly user = inject(IdentityStore).user;
  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly form = inject(NonNullableFormBuilder).group({
    currentPassword: ['', Validators.required],
    newPassword: ['', [Validators.required, Validators.minLength(10), Validators.maxLength(128)]],
  });

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    this.compare();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.session.renew(() => this.change());
      this.toasts.show({ icon: 'check', text: this.t.changed });
      this.formElement().resetForm();
    } catch (error) {
      const failure = Failure.from(error);
      if (failure.code === 'invalid_credentials') showFieldError(this.form, 'currentPassword', this.t.currentWrong);
      else if (!showFieldErrors(this.form, failure)) this.failure.set(explain(failure));
    } finally {
      this.busy.set(false);
    }
  }

  /** Resolves with the id under which the session goes on. */
  private async change(): Promise<string> {
    const context = new HttpContext().set(RENEWS_SESSION, true);
    const { sessionId } = await this.api.invoke(changePassword, { body: this.form.getRawValue() }, context);
    return sessionId;
  }

  private compare(): void {
    const { currentPassword, newPassword } = this.form.getRawValue();
    if (newPassword === '' || this.form.controls.newPassword.invalid) return;
    if (newPassword === currentPassword) showFieldError(this.form, 'newPassword', this.t.nextSame);
    else if (newPassword.toLowerCase() === this.user()?.username) {
      showFieldError(this.form, 'newPassword', this.t.nextNotName);
    }
  }
}
