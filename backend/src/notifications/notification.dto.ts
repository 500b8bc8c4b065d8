import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, Equals, IsArray, IsBoolean, IsOptional } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiProperty,
  ApiSchema,
  getSchemaPath,
  IntersectionType,
  PartialType,
} from '@nestjs/swagger';
import { IsAccountNumber, IsCurrencyCode, PartyDto } from '../accounts/account.dto';
import { AreIds, CursorQuery } from '../platform/http/parameters.dto';
import type { NotificationKind, SecurityNotificationData, TransferNotificationData } from './notification.types';

export const NOTIFICATION_KINDS = [
  'transfer.received',
  'transfer.sent',
  'grant.received',
  'session.opened',
  'password.changed',
  'login.refused',
] as const satisfies readonly NotificationKind[];

/** Unread notifications are counted up to here: pages show `99+`. */
export const UNREAD_MAX = 100;

/** Data of `transfer.received`, `transfer.sent` and `grant.received`, from the owner's side. */
@ApiSchema({ name: 'TransferNotificationData' })
export class TransferNotificationDataDto implements TransferNotificationData {
  @ApiProperty({ format: 'uuid' })
  transferId: string;

  @IsAccountNumber()
  accountNumber: string;

  /** Seq of the owner's entry. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  seq: number;

  /** Minor units, negative when the money left. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 2500 })
  amount: number;

  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  /** Minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 102500 })
  balanceAfter: number;

  counterparty: PartyDto;

  memo: string | null;
}

/** Data of `session.opened`, `password.changed` and `login.refused`. */
@ApiSchema({ name: 'SecurityNotificationData' })
export class SecurityNotificationDataDto implements SecurityNotificationData {
  /**
   * Null when it did not tell.
   * @example "Chrome on Windows"
   */
  device: string | null;

  /** @example 203.0.113.7 */
  address: string;
}

@ApiExtraModels(TransferNotificationDataDto, SecurityNotificationDataDto)
@ApiSchema({ name: 'Notification' })
export class NotificationDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: NOTIFICATION_KINDS, enumName: 'NotificationKind' })
  kind: NotificationKind;

  createdAt: Date;

  readAt: Date | null;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(TransferNotificationDataDto) }, { $ref: getSchemaPath(SecurityNotificationDataDto) }],
  })
  data: TransferNotificationDataDto | SecurityNotificationDataDto;
}

@ApiSchema({ name: 'NotificationPage' })
export class NotificationPageDto {
  items: NotificationDto[];

  /** Pass it back as `cursor`; null on the last page. */
  @ApiProperty({ format: 'uuid' })
  next: string | null;

  /** All unread ones, not just this page's; no more than 100 are counted, so 100 stands for that many or more. */
  @ApiProperty({ type: 'integer', example: 3, minimum: 0, maximum: UNREAD_MAX })
  unread: number;
}

export class NotificationsQuery extends CursorQuery {
  /** Only unread ones. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  unread?: boolean;
}

@ApiSchema({ name: 'SomeNotifications' })
export class SomeNotificationsDto {
  /** Which to mark read. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @AreIds()
  ids: string[];
}

@ApiSchema({ name: 'AllNotifications' })
export class AllNotificationsDto {
  /** Mark every one read. */
  // An enum of booleans is one that generators for Java and C# cannot compile.
  @ApiProperty({ type: 'boolean', not: { enum: [false] }, example: true })
  @Equals(true, { message: '$property must be true' })
  all: true;
}

/** May be absent, but not null. */
const ABSENT = { skipNullProperties: false };

/** Some or all, but not both. */
export class ReadNotificationsDto extends IntersectionType(
  PartialType(SomeNotificationsDto, ABSENT),
  PartialType(AllNotificationsDto, ABSENT),
) {}

/** Says so in the contract. */
export function ApiReadNotifications(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(SomeNotificationsDto, AllNotificationsDto),
    ApiBody({
      schema: { oneOf: [SomeNotificationsDto, AllNotificationsDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
    }),
  );
}
