import { Injectable } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { InboxService } from './inbox.service';
import { NotificationEvents } from './notifications.events';
import { RECORD } from './notifications.sql';
import { type AddressedPush, type NotificationDraft, type RecordedBatch, toPush } from './notifications.types';
import { Outbox } from './outbox';

/** How the rest of the bank tells users what happened. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly inbox: InboxService,
    private readonly events: NotificationEvents,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes notifications to their users' inboxes in the caller's transaction, with one outbox row that outlives a crash
   * after the commit; everybody concerned is told once it is durable.
   */
  record(tx: UnitOfWork, drafts: readonly NotificationDraft[]): void {
    if (drafts.length === 0) return;
    const pushes = drafts.map(({ userId, kind, createdAt, data }): AddressedPush => {
      return [userId, toPush({ id: newId(createdAt), kind, createdAt, data })];
    });
    const batch = { outboxId: newId(), pushes };
    tx.write(RECORD, [
      pushes.map(([userId]) => userId),
      pushes.map(([, { id }]) => id),
      pushes.map(([, { kind }]) => kind),
      JSON.stringify(pushes.map(([, { data }]) => data)),
      drafts.map(({ createdAt }) => createdAt.getTime()),
      drafts.map(({ readAt }) => readAt?.getTime() ?? null),
      batch.outboxId,
      JSON.stringify(pushes.map(([userId, { id }]) => [userId, id])),
    ]);
    tx.afterCommit(() => {
      this.publish(batch);
    });
  }

  /** Records a notification that belongs to no other transaction. */
  async notify(draft: NotificationDraft): Promise<void> {
    await this.unitsOfWork.run((tx) => {
      this.record(tx, [draft]);
    });
  }

  /** Returns at once and never fails: what cannot be sent now is sent later. */
  private publish(batch: RecordedBatch): void {
    this.events.recorded.next(batch.pushes);
    this.outbox.send(batch);
  }

  /** How many unread notifications a user has. */
  unread(userId: string): Promise<number> {
    return this.inbox.unread(userId);
  }
}
