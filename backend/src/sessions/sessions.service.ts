import Bowser from 'bowser';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../platform/errors/domain-error';
import { handleOf } from './session-id';
import type { SessionDto, SessionPageDto } from './session.dto';
import { SessionStore } from './session.store';
import type { ActiveSession, SessionOrigin } from './sessions.types';

const NAME_MAX_LENGTH = 40;

/** What a user sees of and does to own sessions. */
@Injectable()
export class SessionsService {
  constructor(private readonly store: SessionStore) {}

  /** One's live sessions, newest first. */
  async list(session: ActiveSession): Promise<SessionPageDto> {
    const sessions = await this.store.list(session.userId);
    const newestFirst = sessions.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    return { items: newestFirst.map((each) => this.describe(each, session.hash)), next: null };
  }

  /**
   * Ends one of one's sessions, by its handle.
   *
   * @throws DomainError not_found when no live session of one's own has it
   */
  async revoke(session: ActiveSession, handle: string): Promise<void> {
    const sessions = await this.store.list(session.userId);
    const found = sessions.find(({ hash }) => handleOf(hash) === handle.toLowerCase());
    if (!found) throw new DomainError('not_found', 'None of your sessions has this id.');
    await this.store.end(session.userId, found.hash, 'revoked');
  }

  revokeOthers(session: ActiveSession): Promise<void> {
    return this.store.endOthers(session.userId, session.hash, 'revoked');
  }

  /** A session as its owner sees it, `current` when it is the one that asks. */
  describe(session: ActiveSession, currentHash: string): SessionDto {
    const { hash, address, userAgent, createdAt, lastSeenAt, expiresAt } = session;
    const device = deviceName(userAgent);
    return { id: handleOf(hash), current: hash === currentHash, device, address, createdAt, lastSeenAt, expiresAt };
  }

  /** The device that a request comes from, in words; null when it does not tell. */
  deviceOf(origin: SessionOrigin): string | null {
    return deviceName(origin.userAgent);
  }
}

/**
 * A user agent in words a person recognises, e.g. `Chrome on Windows`; of a program that is no browser, its name. Null when
 * it says nothing.
 */
export function deviceName(userAgent: string): string | null {
  if (userAgent === '') return null;
  const { browser, os } = Bowser.parse(userAgent);
  const product = /^[\w.-]+(?=\/)/.exec(userAgent)?.[0];
  const program = [browser.name, product].find(Boolean);
  const names = [program, os.name].flatMap((name) => (name ? [name.slice(0, NAME_MAX_LENGTH)] : []));
  return names.length > 0 ? names.join(' on ') : null;
}
