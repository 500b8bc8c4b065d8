import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOB, settle, TestBank } from '../../testing/bank';
import { PeopleStore } from './people.store';

const PATH = '/api/recipients';

let bank: TestBank;
let people: PeopleStore;

beforeEach(async () => {
  vi.useFakeTimers();
  bank = new TestBank();
  await bank.enter();
  people = TestBed.inject(PeopleStore);
});

afterEach(() => vi.useRealTimers());

const stranger = (index: number) => ({ accountNumber: String(4_100_000_000 + index), alias: null, holderName: 'S' });

describe('the people one deals with', () => {
  it('are shown at once when they are new, and asked for a moment later', async () => {
    people.met([BOB]);
    expect(people.recent.value()?.map(({ alias }) => alias)).toEqual(['bob']);
    (await bank.request('GET', PATH)).flush({ items: [{ ...BOB, online: true }], next: null });
    await settle();
    expect(people.recent.value()?.[0]?.online).toBe(true);
  });

  it('are asked for seldom while strangers pay all the time', async () => {
    let requests = 0;
    for (let index = 0; index < 100; index++) {
      people.met([stranger(index)]);
      await vi.advanceTimersByTimeAsync(100);
      for (const open of bank.http.match(({ url }) => url === PATH)) {
        requests++;
        open.flush({ items: [], next: null });
      }
    }
    expect(requests).toBe(1);
    await vi.advanceTimersByTimeAsync(15_000);
    await settle();
    expect(bank.http.match(({ url }) => url === PATH)).toHaveLength(1);
  });

  it('stay few', () => {
    people.met(Array.from({ length: 500 }, (_, index) => stranger(index)));
    expect(people.recent.value()).toHaveLength(20);
  });
});
