import type { NamedStatement } from '../platform/database/unit-of-work';

/**
 * Writes the inbox rows of a batch and its one outbox row ($7, $8). One array per column ($1-$6), that of the data as one
 * JSON document, since an array of texts would have all their quotes escaped. Times ($5, $6) are milliseconds since 1970.
 */
export const RECORD: NamedStatement = {
  name: 'notifications_record',
  text: `
    WITH inbox AS (
      INSERT INTO notifications (user_id, id, kind, data, created_at, read_at)
      SELECT user_id, id, kind, data, to_timestamp(created_ms / 1000), to_timestamp(read_ms / 1000)
        FROM ROWS FROM (
          unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), jsonb_array_elements($4::jsonb),
          unnest($5::float8[]), unnest($6::float8[])
        ) AS draft (user_id, id, kind, data, created_ms, read_ms)
    )
    INSERT INTO outbox (id, payload) VALUES ($7::uuid, $8::jsonb)`,
};

/** Unread ones of a user ($1), counted up to $2. */
export const COUNT_UNREAD: NamedStatement = {
  name: 'notifications_count_unread',
  text: `
    SELECT count(*) AS unread FROM (
      SELECT FROM notifications WHERE user_id = $1 AND read_at IS NULL LIMIT $2
    ) AS found`,
};

/** Marks at most $4 of the user's ($1) unread ones up to the id $2 as read at $3, and answers how many there were. */
export const MARK_READ_UP_TO: NamedStatement = {
  name: 'notifications_mark_read_up_to',
  text: `
    WITH due AS (
      SELECT id FROM notifications WHERE user_id = $1 AND id <= $2 AND read_at IS NULL ORDER BY id LIMIT $4
    ), marked AS (
      UPDATE notifications n SET read_at = $3 FROM due WHERE n.user_id = $1 AND n.id = due.id RETURNING 1
    )
    SELECT count(*) AS marked FROM marked`,
};

/** Aliases of those a user ($1) dealt with in the latest $2 notifications, at most $3, latest first. */
export const LATEST_COUNTERPARTIES: NamedStatement = {
  name: 'notifications_latest_counterparties',
  text: `
    SELECT alias FROM (
      SELECT data #>> '{counterparty,alias}' AS alias, id
        FROM notifications WHERE user_id = $1 ORDER BY id DESC LIMIT $2
    ) latest
    WHERE alias IS NOT NULL GROUP BY alias ORDER BY max(id::text) DESC LIMIT $3`,
};

/** Notifications by user ($1) and id ($2), pairwise; what is gone is left out. */
export const FIND_PAIRS: NamedStatement = {
  name: 'notifications_find_pairs',
  text: `
    SELECT n.user_id AS "userId", n.id, n.kind, n.data, n.created_at AS "createdAt"
      FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS pair (user_id, id, position)
      JOIN notifications n ON n.user_id = pair.user_id AND n.id = pair.id
     ORDER BY pair.position`,
};

/** Takes at most $2 outbox rows older than $1 milliseconds that no other pod holds. */
export const TAKE_OUTBOX: NamedStatement = {
  name: 'outbox_take',
  text: `
    SELECT id, payload FROM outbox WHERE created_at < now() - $1 * interval '1 millisecond'
     ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`,
};

export const DELETE_OUTBOX: NamedStatement = {
  name: 'outbox_delete',
  text: 'DELETE FROM outbox WHERE id = ANY($1::uuid[])',
};

export const COUNT_OUTBOX: NamedStatement = {
  name: 'outbox_count',
  text: 'SELECT count(*) AS pending FROM outbox',
};
