import { ApiSchema } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { LimitQuery } from '../platform/http/page.dto';
import { SESSION_CURSOR } from './session-page';
import { SessionDto } from './sessions.types';

@ApiSchema({ name: 'SessionPage' })
export class SessionPageDto {
  items: SessionDto[];

  /** Pass it back as `cursor`; null on the last page. */
  next: string | null;
}

export class SessionsQuery extends LimitQuery {
  /** The last `next`. */
  @IsOptional()
  @Matches(SESSION_CURSOR, { message: 'cursor must be the next of an earlier page' })
  cursor?: string;
}
