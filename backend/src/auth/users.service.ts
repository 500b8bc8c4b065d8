import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { violatedConstraint } from '../platform/database/database-errors';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { DomainError } from '../platform/errors/domain-error';
import type { ActiveSession } from '../sessions/sessions.types';
import { User, USERNAME } from './user.entity';

/** The users table. */
@Injectable()
export class UsersService {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  byId(id: string): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  /** The user of that name, already normalised; a name that nobody can have is not looked up. */
  async byUsername(username: string): Promise<User | null> {
    return USERNAME.test(username) ? this.users.findOneBy({ username }) : null;
  }

  /** The user of a session. */
  async holderOf(session: ActiveSession): Promise<User> {
    const user = await this.byId(session.userId);
    if (!user) throw new DomainError('unauthenticated', 'The user of this session is gone; register again.');
    return user;
  }

  /**
   * A password change ends the sessions it finds: one opened with the old password a moment later has to end itself.
   *
   * @throws DomainError invalid_credentials when the password is no longer the one that was checked
   */
  async refuseStale(user: User): Promise<void> {
    if ((await this.byId(user.id))?.passwordHash !== user.passwordHash) throw passwordChangedMeanwhile();
  }

  /** @throws DomainError username_taken */
  async add(tx: UnitOfWork, user: User): Promise<void> {
    try {
      await tx.manager.insert(User, user);
    } catch (error) {
      if (violatedConstraint(error) === 'uq_users_username')
        throw new DomainError('username_taken', `The username ${user.username} is taken.`, { cause: error });
      throw error;
    }
  }

  /** @returns false when the password is no longer the one that was checked */
  async replacePassword(tx: UnitOfWork, user: User, passwordHash: string): Promise<boolean> {
    const { affected } = await tx.manager.update(
      User,
      { id: user.id, passwordHash: user.passwordHash },
      { passwordHash },
    );
    return affected === 1;
  }
}

export function passwordChangedMeanwhile(): DomainError {
  return new DomainError('invalid_credentials', 'The password was changed meanwhile.');
}
