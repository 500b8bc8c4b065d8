import { ApiSchema } from '@nestjs/swagger';
import { SessionDto } from './sessions.types';

@ApiSchema({ name: 'SessionPage' })
export class SessionPageDto {
  items: SessionDto[];

  /** Always null: a user has fifty sessions at most. */
  next: string | null;
}
