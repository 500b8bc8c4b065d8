import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { HANDLE } from './sessions.types';

/** What a user sees of an own session. */
@ApiSchema({ name: 'Session' })
export class SessionDto {
  /** An opaque handle for revoking it; never the session id. */
  @ApiProperty({ pattern: HANDLE.source })
  id: string;

  /** Whether this request came with it. */
  current: boolean;

  /**
   * Null when it did not tell.
   * @example "Chrome on Windows"
   */
  device: string | null;

  /** @example 203.0.113.7 */
  address: string;

  createdAt: Date;

  /** Kept to the minute. */
  lastSeenAt: Date;

  /** When it ends if it is not used again. */
  expiresAt: Date;
}

@ApiSchema({ name: 'SessionPage' })
export class SessionPageDto {
  items: SessionDto[];

  /** Always null: a user has fifty sessions at most. */
  next: string | null;
}
