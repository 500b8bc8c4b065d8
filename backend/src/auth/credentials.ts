import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { DomainError } from '../platform/errors/domain-error';
import { HashSlots } from './hash-slots';
import { LoginThrottle } from './login-throttle';
import { normalisePassword } from './password-rules';
import type { User } from './user.entity';

/** argon2id (the library's default variant) as OWASP's password storage cheat sheet has it: 19 MiB, 2 passes, 1 lane. */
const ARGON2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing runs on libuv's four threads; one stays free for files and name look-ups. */
const HASHES_AT_ONCE = Math.min(3, availableParallelism());
/** About two to five seconds of hashing. */
const HASHES_WAITING_MAX = 512;

/** Hashes and checks passwords, off the event loop and a few at a time. */
@Injectable()
export class Credentials implements OnModuleInit {
  private readonly slots = new HashSlots(HASHES_AT_ONCE, HASHES_WAITING_MAX);
  /** Of a password nobody knows: checked for users who do not exist, so that they take as long as those who do. */
  private nobodysHash = '';

  constructor(private readonly throttle: LoginThrottle) {}

  async onModuleInit(): Promise<void> {
    this.nobodysHash = await this.hash(randomBytes(32).toString('base64url'));
  }

  hash(password: string): Promise<string> {
    return this.slots.run(() => hash(normalisePassword(password), ARGON2));
  }

  /**
   * Checks a password; a wrong one counts against the username, known or not, and a right one clears the count.
   *
   * The lock is looked at once more inside the slot: however many guesses arrive at once, only as many as there are slots
   * can slip past it.
   *
   * @param refusal what to tell whoever gave a wrong one
   * @throws DomainError invalid_credentials, too_many_requests while the name is locked (even for the right password),
   * overloaded
   */
  async check(username: string, user: User | null, password: string, refusal: string): Promise<User> {
    await this.throttle.refuseLocked(username);
    return this.slots.run(async () => {
      await this.throttle.refuseLocked(username);
      const matches = await verify(user?.passwordHash ?? this.nobodysHash, normalisePassword(password));
      if (!user || !matches) {
        await this.throttle.failed(username);
        throw new DomainError('invalid_credentials', refusal);
      }
      await this.throttle.succeeded(username);
      return user;
    });
  }
}
