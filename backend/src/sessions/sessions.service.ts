import { Injectable } from '@nestjs/common';
import type { SessionPageDto } from './session.dto';
import type { ActiveSession } from './sessions.types';

@Injectable()
export class SessionsService {
  list(_session: ActiveSession): Promise<SessionPageDto> {
    return Promise.reject(new Error('not written'));
  }
  revoke(_session: ActiveSession, _id: string): Promise<void> {
    return Promise.reject(new Error('not written'));
  }
  revokeOthers(_session: ActiveSession): Promise<void> {
    return Promise.reject(new Error('not written'));
  }
}
