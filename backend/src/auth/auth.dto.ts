import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { AccountDto } from '../accounts/accounts.types';
import { HasCharacters } from '../platform/http/characters.validator';
import { IsName } from '../platform/http/plain-text.validator';
import { type OpenedSession, SessionDto } from '../sessions/sessions.types';
import { IsNoNameOfTheBank } from './bank-names';
import { IsNewPassword } from './new-password.validator';
import { normaliseUsername, USERNAME } from './username';

const DISPLAY_NAME_MAX = 80;

/** Applied before validation; what is no text is left for the validators to refuse. */
const onText =
  (change: (text: string) => string) =>
  ({ value }: { value: unknown }): unknown =>
    typeof value === 'string' ? change(value) : value;

@ApiSchema({ name: 'User' })
export class UserDto {
  id: string;

  /** @example alice */
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
  @Transform(onText(normaliseUsername))
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

  /** @example "Alice Archer" */
  @IsName(DISPLAY_NAME_MAX)
  @IsNoNameOfTheBank()
  displayName: string;
}

@ApiSchema({ name: 'Login' })
export class LoginDto {
  /** @example merchant */
  @Transform(onText(normaliseUsername))
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
