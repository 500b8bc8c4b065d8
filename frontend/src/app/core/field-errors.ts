import type { FormGroup } from '@angular/forms';
import type { Failure } from './problem';

/** Puts what the server says about single fields at these fields, until they are edited; returns whether it named any. */
export function showFieldErrors(form: FormGroup, { fields }: Failure): boolean {
  const known = fields.filter(({ field }) => form.contains(field));
  for (const { field, message } of known) showFieldError(form, field, message);
  return known.length > 0;
}

export function showFieldError(form: FormGroup, field: string, message: string): void {
  const control = form.get(field);
  control?.setErrors({ server: message });
  control?.markAsTouched();
}
