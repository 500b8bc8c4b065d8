import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

@ApiSchema({ name: 'Persona' })
export class PersonaDto {
  /** @example alice */
  username: string;

  /** @example "Alice Archer" */
  displayName: string;

  /** For the demo only. */
  password: string;
}

@ApiSchema({ name: 'Personas' })
export class PersonasDto {
  items: PersonaDto[];
}

@ApiSchema({ name: 'Reset' })
export class ResetDto {
  /** Must be the word `reset`. */
  @ApiProperty({ enum: ['reset'] })
  @IsIn(['reset'])
  confirm: 'reset';
}
