import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';

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

@ApiSchema({ name: 'Drain' })
export class DrainDto {
  /**
   * Name of the pod, as `GET /system` tells it.
   * @example pod-1
   */
  @IsString()
  @Length(1, 253)
  pod: string;

  /** Until it comes back. */
  @ApiProperty({ type: 'integer', minimum: 3, maximum: 60, example: 10 })
  @IsInt()
  @Min(3)
  @Max(60)
  seconds: number;
}
