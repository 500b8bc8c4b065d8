import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { contrast, draw, ground, part, prefer } from '../../testing/browser';
import { Connection, type ConnectionState } from '../core/connection';
import { Health } from '../core/health';
import { ConnectionChip } from './connection-chip';

const states: ConnectionState[] = ['connecting', 'live', 'delayed', 'degraded', 'offline'];

/** The chip at a moment: what is known of the connection is set by hand. */
async function chip(state: ConnectionState, answeredMsAgo = 0, width?: number): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    providers: [
      {
        provide: Connection,
        useValue: { state: signal(state), pod: signal('pod-7'), online: signal(true) } satisfies Partial<Connection>,
      },
      {
        provide: Health,
        useValue: { lastAnswerAt: signal(Date.now() - answeredMsAgo) } satisfies Partial<Health>,
      },
    ],
  });
  const { host } = await draw(ConnectionChip, {}, width);
  return part(host, '.chip');
}

/** What tells one state from another without its colour. */
function form(state: HTMLElement): string {
  const { borderRadius, backgroundColor, borderTopWidth, animationName } = getComputedStyle(part(state, '.dot'));
  return JSON.stringify([borderRadius, contrast(backgroundColor, 'white') < 1.1, borderTopWidth, animationName]);
}

afterEach(() => prefer());

describe('the connection chip', () => {
  it.each([
    ['live', 'Live'],
    ['delayed', 'Delayed'],
    ['degraded', 'Degraded'],
    ['offline', 'Offline'],
  ] as const)('says %s as "%s", to those who listen too', async (state, words) => {
    const drawn = await chip(state);
    expect(part(drawn, '[role=status]').innerText).toBe(words);
    expect(drawn.tabIndex).toBe(0);
  });

  it('names the pod while all is well, and else how old the last answer is', async () => {
    expect((await chip('live', 60_000)).innerText).toContain('pod-7');
    TestBed.resetTestingModule();
    const stale = await chip('offline', 65_000);
    expect(stale.innerText).not.toContain('pod-7');
    expect(part(stale, '.detail').innerText).toMatch(/^1m [5-9]s$/);
    TestBed.resetTestingModule();
    expect((await chip('delayed', 1_000)).querySelector('.detail')).toBeNull();
  });

  it.each(['light', 'dark'] as const)('can be read in each state, in %s', async (scheme) => {
    await prefer({ scheme });
    for (const state of states) {
      const drawn = await chip(state);
      expect(contrast(getComputedStyle(drawn).color, ground(drawn)), state).toBeGreaterThanOrEqual(4.5);
      TestBed.resetTestingModule();
    }
  });

  it('tells trouble from trouble by form, not by colour alone', async () => {
    const forms: string[] = [];
    for (const state of ['delayed', 'degraded', 'offline'] as const) {
      forms.push(form(await chip(state)));
      TestBed.resetTestingModule();
    }
    expect(new Set(forms).size).toBe(3);
  });

  it('keeps live and offline apart where colours are forced', async () => {
    await prefer({ forcedColours: true });
    const live = ground(part(await chip('live'), '.dot'));
    TestBed.resetTestingModule();
    const offline = ground(part(await chip('offline'), '.dot'));
    expect(contrast(live, offline)).toBeGreaterThanOrEqual(3);
  });
});
