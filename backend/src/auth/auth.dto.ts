import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, Length, Matches } from 'class-validator';
import { AccountDto } from '../accounts/accounts.types';
import { IsPlainText } from '../platform/http/plain-text.validator';
import { SessionDto } from '../sessions/sessions.types';

/** NFKC and lower case, so that one name cannot be registered in two spellings. */
const normaliseUsername = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : value;

@ApiSchema({ name: 'User' })
export class UserDto {
  id: string;

  /** @example alice */
  username: string;

  /** @example Alice Archer */
  displayName: string;
}

@ApiSchema({ name: 'Register' })
export class RegisterDto {
  /**
   * A letter, then 2-31 of letters, digits, dot, underscore, hyphen; case does not matter.
   * @example alice
   */
  @Transform(normaliseUsername)
  @IsString()
  @Matches(/^[a-z][a-z0-9._-]{2,31}$/, {
    message: 'username must start with a letter and have 3-32 letters, digits, dots, underscores or hyphens',
  })
  username: string;

  /** 10-128 characters; not the username and not one of the most common. */
  @ApiProperty({ format: 'password', example: 'correct-horse-battery' })
  @IsString()
  @Length(10, 128)
  password: string;

  /** @example Alice Archer */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 80)
  @IsPlainText()
  displayName: string;
}

@ApiSchema({ name: 'Login' })
export class LoginDto {
  /** @example alice */
  @Transform(normaliseUsername)
  @IsString()
  @Length(1, 64)
  username: string;

  @ApiProperty({ format: 'password', example: 'correct-horse-battery' })
  @IsString()
  @Length(1, 128)
  password: string;
}

@ApiSchema({ name: 'ChangePassword' })
export class ChangePasswordDto {
  @ApiProperty({ format: 'password' })
  @IsString()
  @Length(1, 128)
  currentPassword: string;

  /** 10-128 characters; not the username and not one of the most common. */
  @ApiProperty({ format: 'password' })
  @IsString()
  @Length(10, 128)
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
