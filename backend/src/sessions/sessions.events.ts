import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/**
 * Why a session ended, or in the case of `replaced` its id, which another one follows. `expired` is for whoever finds that
 * one is gone: Redis drops it without a word.
 */
export type SessionEndReason = 'logout' | 'revoked' | 'password-changed' | 'replaced' | 'expired' | 'reset';

export interface SessionEnded {
  userId: string;
  hash: string;
  reason: SessionEndReason;
}

/** What happened to sessions, told on the pod where it was done; whoever has sockets to close passes it on to the others. */
@Injectable()
export class SessionEvents {
  readonly ended = new Subject<SessionEnded>();
}
