import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { bind, run } from '../platform/database/statement';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { InboxService } from './inbox.service';
import { toPush } from './notification-push';
import { RECORD } from './notifications.sql';
import type { AddressedPush, NotificationDraft, RecordedBatch, Recording } from './notifications.types';
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
    const { writing, recorded } = this.recording(drafts);
    return recorded(await run(tx, writing));
  }

  /** What `record` runs, for who runs it together with other statements; of one draft or more. */
  recording(drafts: readonly NotificationDraft[]): Recording {
    const past = Date.now() - PAST_MS;
    const pushes = drafts.map(({ userId, kind, createdAt, data }): AddressedPush => {
      const id = newId(createdAt.getTime() < past ? createdAt : undefined);
      return [userId, toPush({ id, kind, createdAt, data })];
    });
    const writing = bind(RECORD, [
      pushes.map(([userId]) => userId),
      pushes.map(([, { id }]) => id),
      pushes.map(([, { kind }]) => kind),
      JSON.stringify(pushes.map(([, { data }]) => data)),
      drafts.map(({ createdAt }) => createdAt.getTime()),
      drafts.map(({ readAt }) => readAt?.getTime() ?? null),
      JSON.stringify(pushes.map(([userId, { id }]) => [userId, id])),
    ]);
    return { writing, recorded: ([row]) => ({ outboxId: row?.id ?? null, pushes }) };
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
