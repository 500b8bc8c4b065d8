import { afterEach, describe, expect, it } from 'vitest';
import { meAskedAhead } from './asked-ahead';

const ALICE = { user: { displayName: 'Alice Archer' } };
const asked = (answer: Response | undefined): void => {
  globalThis.bankAskedAhead = { session: 'alice', me: Promise.resolve(answer) };
};

afterEach(() => {
  globalThis.bankAskedAhead = undefined;
});

describe('who is signed in, asked ahead', () => {
  it('is given to the session that asked, once', async () => {
    asked(Response.json(ALICE));
    expect(await meAskedAhead('alice')).toEqual(ALICE);
    expect(await meAskedAhead('alice')).toBeNull();
  });

  it('is not given to another session, nor later', async () => {
    asked(Response.json(ALICE));
    expect(await meAskedAhead('bob')).toBeNull();
    expect(await meAskedAhead('alice')).toBeNull();
  });

  it('is nothing where the bank refused, or nothing came', async () => {
    asked(Response.json({ code: 'unauthenticated' }, { status: 401 }));
    expect(await meAskedAhead('alice')).toBeNull();
    asked(undefined);
    expect(await meAskedAhead('alice')).toBeNull();
  });
});
