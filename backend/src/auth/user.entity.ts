import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { ALIAS } from '../accounts/accounts.types';

/** What a username looks like once normalised: it becomes an alias. */
export const USERNAME = ALIAS;

/** NFKC, trimmed, lower case: one name cannot be registered in two spellings. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}

/** Who may sign in. */
@Entity('users')
@Unique('uq_users_username', ['username'])
@Check('ck_users_username', `username ~ '${USERNAME.source}'`)
@Check('ck_users_display_name', `length(display_name) BETWEEN 1 AND 80`)
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  /** Normalised: NFKC, lower case. */
  @Column({ type: 'text' })
  username: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  /** argon2id in PHC form. */
  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
