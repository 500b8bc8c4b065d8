import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { ProblemDto } from '../platform/errors/problem.dto';
import { KEY, NOT_A_KEY } from '../platform/http/idempotency-key';
import { TransferDto, TransferRequestDto } from './transfer.dto';

export const BULK_MAX_PAYMENTS = 500;
const NO_LIST = { name: 'isNoList', validator: { validate: (value: unknown) => !Array.isArray(value) } };

@ApiSchema({ name: 'BulkPayment' })
export class BulkPaymentDto extends TransferRequestDto {
  /**
   * The payment's own idempotency key, another one for each.
   * @example salary-2026-11-4711
   */
  @ApiProperty({ pattern: KEY.source, minLength: 1, maxLength: 64 })
  @Matches(KEY, { message: NOT_A_KEY })
  key: string;
}

@ApiSchema({ name: 'BulkTransferRequest' })
export class BulkTransferRequestDto {
  @ApiProperty({ type: [BulkPaymentDto], minItems: 1, maxItems: BULK_MAX_PAYMENTS })
  @IsArray({ message: 'must be a list of payments' })
  @ArrayMinSize(1, { message: 'must hold a payment at least' })
  @ArrayMaxSize(BULK_MAX_PAYMENTS, { message: `must hold at most ${String(BULK_MAX_PAYMENTS)} payments` })
  // Of a list, the validator behind this looks at the items; an empty one would pass.
  @ValidateBy(NO_LIST, { each: true, message: 'must be payments' })
  @ValidateNested({ each: true, message: 'must be payments' })
  @Type(() => BulkPaymentDto)
  payments: BulkPaymentDto[];

  /**
   * Make all of them or none; otherwise each is made or refused by itself.
   * @example true
   */
  @IsBoolean({ message: 'must be true or false' })
  atomic: boolean;
}

@ApiSchema({ name: 'BulkTransferResults' })
@ApiExtraModels(TransferDto, ProblemDto)
export class BulkTransferResultsDto {
  /** Of each payment, in their order: its transfer, or why there is none. Where they are atomic, either all are transfers or none is. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ $ref: getSchemaPath(TransferDto) }, { $ref: getSchemaPath(ProblemDto) }] },
  })
  results: (TransferDto | ProblemDto)[];
}
