import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { AccountDto } from '../accounts/account.dto';
import { ALIAS } from '../accounts/accounts.types';
import { HasCharacters, IsName } from '../platform/http/text.validators';
import { SessionDto } from '../sessions/session.dto';
import { type OpenedSession, SESSION_ID } from '../sessions/sessions.types';
import { IsNoNameOfTheBank } from './bank-names';
import { IsNewPassword } from './password-rules';
import { normaliseUsername, USERNAME } from './user.entity';

const DISPLAY_NAME_MAX = 80;

@ApiSchema({ name: 'User' })
export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** @example alice */
  @ApiProperty({ pattern: ALIAS.source })
  username: string;

  /** @example "Alice Archer" */
  displayName: string;

  createdAt: Date;
}

@ApiSchema({ name: 'Register' })
export class RegisterDto {
  /**
   * A letter, then 2-31 of letters, digits, dot, underscore, hyphen; case does not matter. Not one that the bank goes by.
   * @example alice
   */
  @ApiProperty({ pattern: '^[A-Za-z][A-Za-z0-9._-]{2,31}$' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normaliseUsername(value) : value))
  @Matches(USERNAME, {
    message: 'username must start with a letter and have 3-32 letters, digits, dots, underscores or hyphens',
  })
  @IsNoNameOfTheBank()
  username: string;

  /**
   * At least four different characters; not one of the most common, and nothing built on one's own name or the bank's.
   * @example correct-horse-battery
   */
  @IsNewPassword()
  password: string;

  /**
   * Without invisible or direction-changing characters, with something to see in it, and in one alphabet within a word.
   * Not one that the bank goes by.
   * @example "Alice Archer"
   */
  @IsName(DISPLAY_NAME_MAX)
  @IsNoNameOfTheBank()
  displayName: string;
}

@ApiSchema({ name: 'Login' })
export class LoginDto {
  /** @example merchant */
  @HasCharacters(1, 64)
  username: string;

  @ApiProperty({ format: 'password', example: 'merchant-makes-money' })
  @HasCharacters(1, 128)
  password: string;
}

@ApiSchema({ name: 'ChangePassword' })
export class ChangePasswordDto {
  @ApiProperty({ format: 'password' })
  @HasCharacters(1, 128)
  currentPassword: string;

  /** Other than the current one; the rules of `Register.password` hold. */
  @IsNewPassword()
  newPassword: string;
}

/** A session just opened: send `sessionId` as `Authorization: Bearer …`. */
@ApiSchema({ name: 'SignedIn' })
export class SignedInDto {
  /** Secret, told once. */
  @ApiProperty({ pattern: SESSION_ID.source })
  sessionId: string;

  expiresAt: Date;

  user: UserDto;
}

@ApiSchema({ name: 'Me' })
export class MeDto {
  user: UserDto;

  /** The primary account first, then newest first. */
  accounts: AccountDto[];

  session: SessionDto;

  /** Unread notifications. */
  @ApiProperty({ type: 'integer', example: 3 })
  unread: number;
}

export function toUserDto({ id, username, displayName, createdAt }: UserDto): UserDto {
  return { id, username, displayName, createdAt };
}

export function toSignedIn({ sessionId, expiresAt }: OpenedSession, user: UserDto): SignedInDto {
  return { sessionId, expiresAt, user };
}
