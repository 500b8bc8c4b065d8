import { Injectable } from '@angular/core';
import type { DuelName, DuelState, Form, LabInfo, RaceChoice, RaceState, SideName } from '@banking-demo/lab';
import { basePath } from '../core/base-path';

/** What the lab said no to, in its words; null when it did not answer, or is not there. */
export class LabFailure extends Error {
  constructor(readonly detail: string | null) {
    super(detail ?? 'The lab does not answer');
  }
}

/** Calls to the lab, which is a process of its own beside the bank and knows no sessions. */
@Injectable({ providedIn: 'root' })
export class LabClient {
  describe(): Promise<LabInfo> {
    return this.call('GET', '');
  }

  startRace(choice: RaceChoice): Promise<{ id: string; started: boolean }> {
    return this.call('POST', '/races', choice);
  }

  async endRace(id: string): Promise<void> {
    await this.call('DELETE', `/races/${id}`);
  }

  /** Hears every state of a race until it is over, or until the returned function is called. */
  watchRace(id: string, onState: (state: RaceState) => void, onLost: () => void): () => void {
    return this.watch(`/races/${id}`, onState, onLost, ({ phase }) => phase !== 'preparing' && phase !== 'running');
  }

  openDuel(name: DuelName, form: Form): Promise<DuelState> {
    return this.call('POST', '/duels', { case: name, form });
  }

  step(id: string, session: SideName): Promise<DuelState> {
    return this.call('POST', `/duels/${id}/steps`, { session });
  }

  async endDuel(id: string): Promise<void> {
    await this.call('DELETE', `/duels/${id}`);
  }

  watchDuel(id: string, onState: (state: DuelState) => void, onLost: () => void): () => void {
    return this.watch(`/duels/${id}`, onState, onLost, () => false);
  }

  private watch<State>(
    path: string,
    onState: (state: State) => void,
    onLost: () => void,
    isLast: (state: State) => boolean,
  ): () => void {
    const source = new EventSource(`${basePath()}/lab/api${path}`);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const state = JSON.parse(data) as State;
      if (isLast(state)) source.close();
      onState(state);
    };
    source.onerror = () => {
      // Otherwise the browser connects again by itself.
      if (source.readyState === EventSource.CLOSED) onLost();
    };
    return () => source.close();
  }

  /** @throws LabFailure */
  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${basePath()}/lab/api${path}`, {
      method,
      // The page may be closed meanwhile; a duel is to end all the same.
      keepalive: method === 'DELETE',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).catch(() => undefined);
    if (response?.status === 204) return undefined as T;
    // Without a lab it is the bank's page that answers here.
    const isJson = response?.headers.get('content-type')?.includes('json') === true;
    const answer: unknown = isJson ? await response.json() : null;
    if (response?.ok && isJson) return answer as T;
    throw new LabFailure((answer as { detail?: string } | null)?.detail ?? null);
  }
}
