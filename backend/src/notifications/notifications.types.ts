import type { NotificationData, NotificationKind, NotificationPush } from './notification.types';

/** A notification to be written; its id is given to it then. */
export interface NotificationDraft {
  userId: string;
  kind: NotificationKind;
  createdAt: Date;
  data: NotificationData;
  /** Set on what is no news to the user, who did it. */
  readAt: Date | null;
}

/** A push and the user it is for, as pods pass it on. */
export type AddressedPush = [userId: string, push: NotificationPush];

/** Notifications written by one transaction, and the outbox row that stands for all of them. */
export interface RecordedBatch {
  outboxId: string;
  pushes: AddressedPush[];
}
