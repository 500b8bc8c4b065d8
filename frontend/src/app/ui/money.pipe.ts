import { Pipe, type PipeTransform } from '@angular/core';
import { formatMoney, type Sign } from './money';

/** Minor units as money in the browser's locale. */
@Pipe({ name: 'money' })
export class MoneyPipe implements PipeTransform {
  transform(minor: number, currency: string, sign: Sign = 'auto'): string {
    return formatMoney(minor, currency, sign);
  }
}
