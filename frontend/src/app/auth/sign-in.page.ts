import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router, RouterLink } from '@angular/router';
import type { Login } from '../api/models/login';
import type { Persona } from '../api/models/persona';
import { explain } from '../core/explain';
import { showFieldErrors } from '../core/field-errors';
import { FirstScreen } from '../core/first-screen';
import { Failure } from '../core/problem';
import { SessionStore } from '../core/session.store';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { PasswordField } from '../ui/password-field';
import { TextField } from '../ui/text-field';
import { AuthCard } from './auth-card';
import { AuthStore } from './auth.store';
import { localPath } from './local-path';

@Component({
  selector: 'bank-sign-in-page',
  imports: [
    AuthCard,
    Avatar,
    MatButton,
    MatCheckbox,
    MatIcon,
    MatProgressBar,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    TextField,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sign-in.page.html',
  styleUrl: './sign-in.page.scss',
})
export class SignInPage {
  private readonly auth = inject(AuthStore);
  private readonly router = inject(Router);
  private readonly session = inject(SessionStore);

  /** Where to go on, from the query. */
  readonly return = input<string>();

  protected readonly t = texts.signIn;
  protected readonly firstScreen = inject(FirstScreen);
  protected readonly form = inject(NonNullableFormBuilder).group({
    username: ['', Validators.required],
    password: ['', Validators.required],
    remember: false,
  });
  protected readonly personas = this.auth.personas;
  /** Whom one is signing in as: a persona's username, or '' by the form. */
  protected readonly entering = signal<string | null>(null);
  protected readonly busy = computed(() => this.entering() !== null);
  protected readonly failure = signal<string | null>(null);
  /** Why one is here, when one did not choose to be. */
  protected readonly notice = computed(() => {
    const how = this.session.ended();
    return how === null || this.failure() !== null ? null : this.t.ended[how];
  });

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    const { username, password, remember } = this.form.getRawValue();
    await this.enter('', { username, password }, remember);
  }

  protected async step(persona: Persona): Promise<void> {
    if (!this.busy()) await this.enter(persona.username, persona, false);
  }

  private async enter(tapped: string, { username, password }: Login, remember: boolean): Promise<void> {
    this.entering.set(tapped);
    this.failure.set(null);
    try {
      await this.auth.signIn({ username, password }, remember);
      await this.router.navigateByUrl(localPath(this.return()));
    } catch (error) {
      this.refused(Failure.from(error));
    } finally {
      this.entering.set(null);
    }
  }

  private refused(failure: Failure): void {
    if (showFieldErrors(this.form, failure)) return;
    if (failure.code === 'unreachable') this.failure.set(this.t.away);
    else if (failure.code === 'too_many_requests') this.failure.set(`${this.t.locked} ${wait(failure)}`);
    else this.failure.set(explain(failure));
  }
}

function wait({ retryAfterSeconds }: Failure): string {
  if (retryAfterSeconds === null) return '';
  return retryAfterSeconds > 90 ? texts.waitMinutes(Math.ceil(retryAfterSeconds / 60)) : texts.wait(retryAfterSeconds);
}
