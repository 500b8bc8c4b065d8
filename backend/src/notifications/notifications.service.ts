import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { InboxService } from './inbox.service';
import { toPush } from './notification-push';
import { RECORD } from './notifications.sql';
import type { AddressedPush, NotificationDraft, RecordedBatch } from './notifications.types';
import { Outbox } from './outbox';
import { PodMessages } from './realtime/pod-messages';
import { PresenceWatch } from './realtime/presence-watch';
import { PushDelivery } from './realtime/push-delivery';

/** How the rest of the bank tells users what happened. */
@Injectable()
export class NotificationsService implements OnModuleInit {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly accounts: AccountsService,
    private readonly integrity: IntegrityService,
    private readonly inbox: InboxService,
    private readonly outbox: Outbox,
    private readonly messages: PodMessages,
    private readonly delivery: PushDelivery,
    private readonly watch: PresenceWatch,
  ) {}

  onModuleInit(): void {
    this.messages.onQuestion('forget', () => {
      this.accounts.forget();
      this.integrity.forget();
      this.watch.forget();
      return true;
    });
  }

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
    this.delivery.deliver(batch.pushes);
    this.outbox.send(batch);
  }

  /** How many unread notifications a user has. */
  unread(userId: string): Promise<number> {
    return this.inbox.unread(userId);
  }

  /**
   * Has every pod drop what it remembers of accounts and users; for a bank that was reset.
   *
   * @throws DomainError dependency_unavailable when not every pod has said that it did
   */
  async allPods(question: 'forget'): Promise<void> {
    const { complete } = await this.messages.ask(question, null);
    if (!complete)
      throw new DomainError('dependency_unavailable', 'Not every pod has dropped what it remembers; try again.', {
        retryAfterSeconds: 2,
      });
  }
}
