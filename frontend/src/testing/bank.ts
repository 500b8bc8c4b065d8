import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { vi } from 'vitest';
import { Api } from '../app/api/api';
import { ApiConfiguration, provideApiConfiguration } from '../app/api/api-configuration';
import type { Entry } from '../app/api/models/entry';
import type { Me } from '../app/api/models/me';
import type { Transfer } from '../app/api/models/transfer';
import { healthInterceptor, problemInterceptor, sessionInterceptor } from '../app/core/http.interceptors';
import { AccountsStore } from '../app/core/accounts.store';
import { basePath } from '../app/core/base-path';
import { Connection } from '../app/core/connection';
import { Live } from '../app/core/live';
import { SessionStore } from '../app/core/session.store';

export const ALICE = { accountNumber: '4000000021', alias: 'alice', holderName: 'Alice Archer' };
export const BOB = { accountNumber: '4000000039', alias: 'bob', holderName: 'Bob Baker' };
const SOME_DAY = '2026-11-23T08:00:00.000Z';

/** The page's stores on a transport that the test answers by hand. */
export class TestBank {
  readonly http: HttpTestingController;

  constructor() {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor, healthInterceptor, problemInterceptor])),
        provideHttpClientTesting(),
        provideRouter([]),
        provideApiConfiguration(basePath()),
        // Without the build there is no metadata for the generated class's constructor.
        { provide: Api, useFactory: () => new Api(inject(ApiConfiguration), inject(HttpClient)) },
      ],
    });
    this.http = TestBed.inject(HttpTestingController);
  }

  /** The one request under way to this path, once it is made. */
  async request(method: string, path: string): Promise<TestRequest> {
    await settle();
    return this.http.expectOne((request) => request.method === method && request.url === path);
  }

  async none(method: string, path: string): Promise<void> {
    await settle();
    this.http.expectNone((request) => request.method === method && request.url === path);
  }

  /** Signs somebody in, as far as the stores are concerned; nothing connects. */
  async enter(userId = 'alice-id', seq = 5): Promise<void> {
    vi.spyOn(TestBed.inject(Connection), 'open').mockResolvedValue();
    TestBed.inject(SessionStore).open(`session of ${userId}`, false);
    TestBed.inject(Live).start();
    TestBed.inject(AccountsStore);
    (await this.request('GET', '/api/me')).flush(me(userId, seq));
    const path = `/api/accounts/${ALICE.accountNumber}/entries`;
    (await this.request('GET', path)).flush({ items: descending(seq), next: null });
    (await this.request('GET', '/api/notifications')).flush({ items: [], next: null, unread: 0 });
    (await this.request('GET', '/api/recipients')).flush({ items: [], next: null });
    await settle();
  }
}

/** Lets effects and answered promises run. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    TestBed.tick();
    await Promise.resolve();
    await Promise.resolve();
  }
}

export function me(userId: string, seq: number): Me {
  return {
    user: { id: userId, username: 'alice', displayName: 'Alice Archer', createdAt: SOME_DAY },
    accounts: [
      {
        number: ALICE.accountNumber,
        name: 'Main account',
        alias: 'alice',
        currency: 'EUR',
        balance: seq * 100,
        seq,
        openedAt: SOME_DAY,
      },
    ],
    session: {
      id: 's',
      current: true,
      device: 'Chrome on Linux',
      address: '127.0.0.1',
      createdAt: SOME_DAY,
      lastSeenAt: SOME_DAY,
      expiresAt: SOME_DAY,
    },
    unread: 0,
  };
}

export function entry(seq: number): Entry {
  return {
    seq,
    transferId: `transfer-${String(seq)}`,
    amount: 100,
    currency: 'EUR',
    balanceAfter: seq * 100,
    counterparty: BOB,
    memo: null,
    createdAt: SOME_DAY,
  };
}

export function transferOf(seq: number, amount: number): Transfer {
  return {
    id: `transfer-${String(seq)}`,
    kind: 'payment',
    direction: 'out',
    amount,
    currency: 'EUR',
    memo: null,
    createdAt: SOME_DAY,
    from: ALICE,
    to: BOB,
    accountNumber: ALICE.accountNumber,
    seq,
    balanceAfter: 0,
  };
}

export function problem(code: string, detail = code): { code: string; detail: string; requestId: string } {
  return { code, detail, requestId: 'r' };
}

function descending(seq: number): Entry[] {
  return Array.from({ length: seq }, (_, index) => entry(seq - index));
}
