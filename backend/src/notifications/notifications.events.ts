import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { AddressedPush } from './notifications.types';

/** What was recorded, told on every pod of the bank: at least once, soon after it was committed on whichever pod. */
@Injectable()
export class NotificationEvents {
  readonly recorded = new Subject<readonly AddressedPush[]>();
}
