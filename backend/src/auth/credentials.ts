import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { DomainError } from '../platform/errors/domain-error';
import { normalisePassword } from './password-rules';
import type { User } from './user.entity';

/** argon2id (the library's default variant) as OWASP's password storage cheat sheet has it: 19 MiB, 2 passes, 1 lane. */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing runs on libuv's four threads; one stays free for files and name look-ups. */
const HASHES_AT_ONCE = Math.min(3, availableParallelism());
/** About two to five seconds of hashing. */
const HASHES_WAITING_MAX = 512;

/** What a wrong password counts against. */
export interface FailureCount {
  /** @throws DomainError too_many_requests after too many failures, until their window is over */
  refuseLocked(): Promise<void>;
  failed(): Promise<void>;
  succeeded(): Promise<void>;
}

/** Hashes and checks passwords, off the event loop and a few at a time. */
@Injectable()
export class Credentials implements OnModuleInit {
  private readonly inTurn = inTurns(HASHES_AT_ONCE, HASHES_WAITING_MAX);
  /** Of a password nobody knows: checked for users who do not exist, so that they take as long as those who do. */
  private dummyHash = '';

  async onModuleInit(): Promise<void> {
    this.dummyHash = await this.hash(randomBytes(32).toString('base64url'));
  }

  /** @throws DomainError overloaded */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normalisePassword(password), ARGON2));
  }

  /**
   * Checks a password; a wrong one counts, for a user who is known or not, and a right one clears the count.
   *
   * The lock is looked at once more in its turn: however many guesses arrive at once, only as many as are checked at once
   * can slip past it.
   *
   * @param refusal what to tell whoever gave a wrong one
   * @throws DomainError invalid_credentials, too_many_requests while locked (even for the right password), overloaded
   */
  async check(count: FailureCount, user: User | null, password: string, refusal: string): Promise<User> {
    await count.refuseLocked();
    return this.inTurn(async () => {
      await count.refuseLocked();
      const matches = await verify(user?.passwordHash ?? this.dummyHash, normalisePassword(password));
      if (!user || !matches) {
        await count.failed();
        throw new DomainError('invalid_credentials', refusal);
      }
      await count.succeeded();
      return user;
    });
  }
}

/** Runs so many tasks at once while so many wait for their turn; further ones are refused with `overloaded`. */
export function inTurns(atOnce: number, waitingMax: number): <T>(task: () => Promise<T>) => Promise<T> {
  const limit = pLimit(atOnce);
  return async (task) => {
    // Those that are about to start are still counted as pending.
    if (limit.activeCount + limit.pendingCount >= atOnce + waitingMax)
      throw new DomainError('overloaded', 'Too many people sign in right now; try again in a moment.', {
        retryAfterSeconds: 2,
      });
    return limit(task);
  };
}
