import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity.service';
import { statement } from '../platform/database/statement';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/http/domain-error';
import { InboxService } from './inbox.service';
import { toPush } from './notification-push';
import { RECORD } from './notifications.sql';
import type { AddressedPush, NotificationDraft, RecordedBatch } from './notifications.types';
import { Outbox } from './outbox';
import { PodMessages } from './realtime/pod-messages';
import { PresenceWatch } from './realtime/presence-watch';
import { PushDelivery } from './realtime/push-delivery';

/** What is dated back further than this, as a seeded history is, gets an id that bears its date. */
const PAST_MS = 60_000;

/** How the rest of the bank tells users what happened. */
@Injectable()
export class NotificationsService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
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
   * Writes notifications to their users' inboxes in the caller's transaction, and one outbox row that outlives a crash
   * between the commit and `publish`.
   */
  async record(tx: EntityManager, drafts: readonly NotificationDraft[]): Promise<RecordedBatch> {
    if (drafts.length === 0) return { outboxId: null, pushes: [] };
    const past = Date.now() - PAST_MS;
    const notifications = drafts.map((draft) => ({
      ...draft,
      id: newId(draft.createdAt.getTime() < past ? draft.createdAt : undefined),
    }));
    const [row] = await statement<{ id: number }>(tx, RECORD, [
      notifications.map(({ userId }) => userId),
      notifications.map(({ id }) => id),
      notifications.map(({ kind }) => kind),
      JSON.stringify(notifications.map(({ data }) => data)),
      notifications.map(({ createdAt }) => createdAt.toISOString()),
      notifications.map(({ readAt }) => readAt?.toISOString() ?? null),
      JSON.stringify(notifications.map(({ userId, id }) => [userId, id])),
    ]);
    const pushes = notifications.map((notification): AddressedPush => [notification.userId, toPush(notification)]);
    return { outboxId: row?.id ?? null, pushes };
  }

  /** Tells everybody a committed batch concerns. Returns at once and never fails: what cannot be sent now is sent later. */
  publish(batch: RecordedBatch): void {
    this.delivery.deliver(batch.pushes);
    this.outbox.send(batch);
  }

  /** Records and publishes a notification that belongs to no other transaction. */
  async notify(draft: NotificationDraft): Promise<void> {
    this.publish(await this.dataSource.transaction((tx) => this.record(tx, [draft])));
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
