import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { AccountDto } from '../accounts/accounts.types';
import { HasCharacters } from '../platform/http/characters.validator';
import { IsPlainText } from '../platform/http/plain-text.validator';
import { SessionDto } from '../sessions/sessions.types';
import { IsNewPassword } from './password-rules';
import { normaliseUsername, USERNAME } from './username';

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
   * A letter, then 2-31 of letters, digits, dot, underscore, hyphen; case does not matter.
   * @example alice
   */
  @Transform(onText(normaliseUsername))
  @Matches(USERNAME, {
    message: 'username must start with a letter and have 3-32 letters, digits, dots, underscores or hyphens',
  })
  username: string;

  /**
   * Not the username and not one of the most common.
   * @example correct-horse-battery
   */
  @IsNewPassword()
  password: string;

  /** @example "Alice Archer" */
  @Transform(onText((text) => text.trim()))
  @HasCharacters(1, 80)
  @IsPlainText()
  displayName: string;
}

@ApiSchema({ name: 'Login' })
export class LoginDto {
  /** @example alice */
  @Transform(onText(normaliseUsername))
  @HasCharacters(1, 64)
  username: string;

  @ApiProperty({ format: 'password', example: 'correct-horse-battery' })
  @HasCharacters(1, 128)
  password: string;
}

@ApiSchema({ name: 'ChangePassword' })
export class ChangePasswordDto {
  @ApiProperty({ format: 'password' })
  @HasCharacters(1, 128)
  currentPassword: string;

  /** Not the username and not one of the most common. */
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
