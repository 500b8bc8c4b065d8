import { booleanAttribute, ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatError, MatFormField, MatHint, MatInput, MatLabel } from '@angular/material/input';

/** A line of text with its label, its hint, and what is wrong with it: as the bank says, else as the page does. */
@Component({
  selector: 'bank-text-field',
  imports: [MatError, MatFormField, MatHint, MatInput, MatLabel, ReactiveFormsModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<mat-form-field appearance="outline" hideRequiredMarker class="wide">
    <mat-label>{{ label() }}</mat-label>
    <input
      matInput
      [formControl]="control()"
      [name]="name()"
      [autocomplete]="autocomplete()"
      [maxlength]="maxLength()"
      [attr.autocapitalize]="verbatim() ? 'none' : null"
      [attr.spellcheck]="verbatim() ? 'false' : null"
    />
    @if (hint()) {
      <mat-hint>{{ hint() }}</mat-hint>
    }
    @if (control().invalid) {
      <mat-error>{{ control().getError('server') ?? error() }}</mat-error>
    }
  </mat-form-field>`,
})
export class TextField {
  readonly control = input.required<FormControl<string>>();
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly error = input.required<string>();
  readonly maxLength = input.required<number>();
  readonly hint = input('');
  readonly autocomplete = input<AutoFill>('off');
  /** Whether it is a name for machines, which no keyboard should correct. */
  readonly verbatim = input(false, { transform: booleanAttribute });
}
