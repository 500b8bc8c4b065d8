import type { Notification } from '../api/models/notification';
import type { TransferNotificationData } from '../api/models/transfer-notification-data';
import { texts } from '../core/texts';
import type { IconName } from '../ui/icons';
import { formatMoney } from '../ui/money';

export interface NotificationView {
  icon: IconName;
  title: string;
  /** The part of the title that is somebody's name. */
  name: string;
  detail: string;
  /** The screen that tells more. */
  path: string;
  query: Record<string, string>;
  /** Whether money came in. */
  gain: boolean;
}

/** A notification in words. */
export function viewOf(notification: Notification): NotificationView {
  const { data, kind } = notification;
  if ('transferId' in data) return transferView(kind, data);
  const title =
    kind === 'password.changed'
      ? texts.inbox.passwordChanged
      : kind === 'login.refused'
        ? texts.inbox.loginRefused
        : texts.inbox.sessionOpened;
  const detail = texts.inbox.origin(data.device ?? texts.security.unknownDevice, data.address);
  return {
    icon: kind === 'session.opened' ? 'laptop' : 'key',
    title,
    detail,
    path: '/security',
    query: {},
    name: '',
    gain: false,
  };
}

function transferView(kind: Notification['kind'], data: TransferNotificationData): NotificationView {
  const amount = formatMoney(Math.abs(data.amount), data.currency);
  const name = data.counterparty.holderName;
  const path = `/activity/${data.transferId}`;
  const about = { detail: data.memo ?? '', path, query: { account: data.accountNumber }, name };
  if (kind === 'grant.received')
    return { icon: 'gift', title: texts.inbox.grant(amount), ...about, name: '', gain: true };
  if (kind === 'transfer.sent') return { icon: 'out', title: texts.inbox.sent(amount, name), ...about, gain: false };
  return { icon: 'in', title: texts.inbox.received(amount, name), ...about, gain: true };
}
