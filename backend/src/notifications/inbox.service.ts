import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, IsNull, LessThan, type Repository } from 'typeorm';
import { statement } from '../platform/database/unit-of-work';
import { DomainError } from '../platform/errors/domain-error';
import {
  type NotificationPageDto,
  type NotificationsQuery,
  type ReadNotificationsDto,
  UNREAD_MAX,
} from './notification.dto';
import { Notification } from './notification.entity';
import { COUNT_UNREAD, LATEST_COUNTERPARTIES, MARK_READ_UP_TO } from './notifications.sql';

/** Rows marked in one statement, so that none runs long on the inbox of a busy merchant. */
const MARKED_AT_ONCE = 5000;
/** Recent counterparties are those in so many of the latest notifications, and of them so many. */
const LATEST = 50;
const COUNTERPARTIES = 20;

/** What a user was told, newest first. */
@Injectable()
export class InboxService {
  constructor(
    private readonly dataSource: DataSource,
    @InjectRepository(Notification) private readonly notifications: Repository<Notification>,
  ) {}

  async list(userId: string, { limit, cursor, unread }: NotificationsQuery): Promise<NotificationPageDto> {
    const [found, count] = await Promise.all([
      this.notifications.find({
        where: {
          userId,
          ...(cursor === undefined ? {} : { id: LessThan(cursor) }),
          ...(unread === true ? { readAt: IsNull() } : {}),
        },
        order: { id: 'DESC' },
        take: limit + 1,
      }),
      this.unread(userId),
    ]);
    const items = found
      .slice(0, limit)
      .map(({ id, kind, createdAt, readAt, data }) => ({ id, kind, createdAt, readAt, data }));
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null, unread: count };
  }

  /** How many are unread; no more than a hundred are counted. */
  async unread(userId: string): Promise<number> {
    const [row] = await statement<{ unread: number }>(this.dataSource, COUNT_UNREAD, [userId, UNREAD_MAX]);
    return row?.unread ?? 0;
  }

  /** Aliases of whom the user dealt with of late, latest first. */
  async recentCounterparties(userId: string): Promise<string[]> {
    const values = [userId, LATEST, COUNTERPARTIES];
    const rows = await statement<{ alias: string }>(this.dataSource, LATEST_COUNTERPARTIES, values);
    return rows.map(({ alias }) => alias);
  }

  /** Marks the given ones of the user, or all there are now; unknown ids and those read before are passed over. */
  async markRead(userId: string, { ids, all }: ReadNotificationsDto): Promise<void> {
    if ((ids === undefined) === (all === undefined))
      throw DomainError.invalid('ids', 'must be given, or all: true, but not both');
    const readAt = new Date();
    if (ids !== undefined) {
      await this.notifications.update({ userId, id: In(ids), readAt: IsNull() }, { readAt });
      return;
    }
    const where = { userId, readAt: IsNull() };
    const newest = await this.notifications.findOne({ select: { id: true }, where, order: { id: 'DESC' } });
    let marked = newest ? MARKED_AT_ONCE : 0;
    while (newest && marked === MARKED_AT_ONCE) {
      const values = [userId, newest.id, readAt, MARKED_AT_ONCE];
      const [row] = await statement<{ marked: number }>(this.dataSource, MARK_READ_UP_TO, values);
      marked = row?.marked ?? 0;
    }
  }
}
