import { ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PartyDto } from '../accounts/accounts.types';
import { HasCharacters, HasForm, NO_CONTROLS } from '../platform/http/text.validators';

@ApiSchema({ name: 'Recipient' })
export class RecipientDto extends PartyDto {
  /** Whether the holder is connected now; null when that is not one's to know: told only where both have paid each other of late. */
  online: boolean | null;
}

@ApiSchema({ name: 'RecipientPage' })
export class RecipientPageDto {
  items: RecipientDto[];

  /** Always null: the list is short. */
  next: string | null;
}

export class RecipientsQuery {
  /** An exact alias or account number; one's recent counterparties when absent. */
  @IsOptional()
  @HasCharacters(1, 32)
  @HasForm(NO_CONTROLS, 'be text without control characters')
  q?: string;
}
