import type { BoundStatement } from '../platform/database/statement';
import type { NotificationKind, NotificationPush, SecurityNoticeData, TransferNoticeData } from './realtime.events';

/** A notification to be written; its id is given to it then. */
export interface NotificationDraft {
  userId: string;
  kind: NotificationKind;
  createdAt: Date;
  data: TransferNoticeData | SecurityNoticeData;
  /** Set on what is no news to the user, who did it. */
  readAt: Date | null;
}

/** A push and the user it is for, as pods pass it on. */
export type AddressedPush = [userId: string, push: NotificationPush];

/** Notifications written by one transaction, to be published once it is committed. */
export interface RecordedBatch {
  /** Null when there was nothing to record. */
  outboxId: number | null;
  pushes: AddressedPush[];
}

/** What writes notifications, and what was recorded once its rows are there. */
export interface Recording {
  writing: BoundStatement;
  recorded: (rows: { id: number }[]) => RecordedBatch;
}
