import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import { explain } from '../core/explain';
import { showFieldError, showFieldErrors } from '../core/field-errors';
import { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { PasswordField } from '../ui/password-field';
import { Rules } from '../ui/rules';
import { TextField } from '../ui/text-field';
import { AuthCard } from './auth-card';
import { AuthStore } from './auth.store';
import { localPath } from './local-path';

const USERNAME = /^[a-z][a-z0-9._-]{2,31}$/i;

@Component({
  selector: 'bank-register-page',
  imports: [
    AuthCard,
    MatButton,
    MatIcon,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    Rules,
    TextField,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './register.page.html',
  styleUrl: './sign-in.page.scss',
})
export class RegisterPage {
  private readonly auth = inject(AuthStore);
  private readonly router = inject(Router);

  /** Where to go on, from the query. */
  readonly return = input<string>();

  protected readonly t = texts.register;
  protected readonly shared = texts.signIn;
  protected readonly form = inject(NonNullableFormBuilder).group({
    displayName: ['', [Validators.required, Validators.pattern(/\S/), Validators.maxLength(80)]],
    username: ['', [Validators.required, Validators.pattern(USERNAME)]],
    password: ['', [Validators.required, Validators.minLength(10), Validators.maxLength(128)]],
  });
  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);

  private readonly username = toSignal(this.form.controls.username.valueChanges, { initialValue: '' });
  private readonly password = toSignal(this.form.controls.password.valueChanges, { initialValue: '' });

  protected readonly usernameRules = computed(() => {
    const name = this.username();
    return [
      { text: this.t.rules.usernameStart, met: /^[a-z]/i.test(name) },
      { text: this.t.rules.usernameLength, met: name.length >= 3 && name.length <= 32 },
      { text: this.t.rules.usernameAlphabet, met: /^[a-z0-9._-]+$/i.test(name) },
    ];
  });
  protected readonly passwordRules = computed(() => {
    const password = this.password();
    const named = this.username() !== '' && password.toLowerCase() === this.username().toLowerCase();
    return [
      { text: this.t.rules.passwordLength, met: password.length >= 10 && password.length <= 128 },
      { text: this.t.rules.passwordNotName, met: password !== '' && !named },
    ];
  });

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    const rulesMet = this.passwordRules().every(({ met }) => met);
    if (this.form.invalid || !rulesMet || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.auth.register(this.form.getRawValue());
      await this.router.navigateByUrl(localPath(this.return()));
    } catch (error) {
      this.refused(Failure.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  private refused(failure: Failure): void {
    if (failure.code === 'username_taken') showFieldError(this.form, 'username', explain(failure));
    else if (!showFieldErrors(this.form, failure)) {
      this.failure.set(failure.code === 'unreachable' ? this.shared.away : explain(failure));
    }
  }
}
