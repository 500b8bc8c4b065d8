import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatIconButton } from '@angular/material/button';
import { MatError, MatFormField, MatInput, MatLabel, MatSuffix } from '@angular/material/input';
import { MatIcon } from '@angular/material/icon';
import { texts } from '../core/texts';

/** A password that can be looked at; named and marked so that password managers know which one is meant. */
@Component({
  selector: 'bank-password-field',
  imports: [MatError, MatFormField, MatIcon, MatIconButton, MatInput, MatLabel, MatSuffix, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<mat-form-field appearance="outline" hideRequiredMarker class="wide">
    <mat-label>{{ label() }}</mat-label>
    <input
      matInput
      [type]="shown() ? 'text' : 'password'"
      [formControl]="control()"
      [autocomplete]="autocomplete()"
      [name]="name()"
      autocapitalize="none"
      spellcheck="false"
      maxlength="128"
    />
    <button
      matIconButton
      matSuffix
      type="button"
      [attr.aria-label]="shown() ? t.hidePassword : t.showPassword"
      [attr.aria-pressed]="shown()"
      (click)="shown.set(!shown())"
    >
      <mat-icon [svgIcon]="shown() ? 'eye-off' : 'eye'" />
    </button>
    @if (control().invalid) {
      <mat-error>{{ control().getError('server') ?? error() }}</mat-error>
    }
  </mat-form-field>`,
})
export class PasswordField {
  readonly control = input.required<FormControl<string>>();
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly error = input.required<string>();
  readonly autocomplete = input.required<'current-password' | 'new-password'>();

  protected readonly t = texts.signIn;
  protected readonly shown = signal(false);
}
