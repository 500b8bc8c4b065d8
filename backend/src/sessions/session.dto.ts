import { ApiSchema } from '@nestjs/swagger';
import { SessionDto } from './sessions.types';

@ApiSchema({ name: 'SessionPage' })
export class SessionPageDto {
  items: SessionDto[];

  /** Pass it back as `cursor`; null on the last page. */
  next: string | null;
}
