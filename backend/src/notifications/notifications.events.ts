import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { NotificationPush } from './notification.types';

/** A push and the user it is for, as pods pass it on. */
export type AddressedPush = [userId: string, push: NotificationPush];

/** What was recorded, told on every pod of the bank: at least once, soon after it was committed on whichever pod. */
@Injectable()
export class NotificationEvents {
  readonly recorded = new Subject<readonly AddressedPush[]>();
}
