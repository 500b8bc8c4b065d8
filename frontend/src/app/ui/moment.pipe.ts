import { Pipe, type PipeTransform } from '@angular/core';
import { formatDay, formatMoment, formatShort } from './moments';

/** A moment (ISO 8601) in the browser's locale and time zone: `short` is the time today, else the day. */
@Pipe({ name: 'moment' })
export class MomentPipe implements PipeTransform {
  transform(moment: string, form: 'short' | 'day' | 'full' = 'full'): string {
    if (form === 'short') return formatShort(moment);
    return form === 'day' ? formatDay(moment) : formatMoment(moment);
  }
}
