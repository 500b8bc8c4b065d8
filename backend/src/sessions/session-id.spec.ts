import { bearerSessionId, handleOf, hashOf, isSessionId, newSessionId } from './session-id';

describe('session ids', () => {
  it('are 256 random bits in base64url', () => {
    const ids = Array.from({ length: 100 }, newSessionId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(Buffer.from(id, 'base64url')).toHaveLength(32);
    expect(ids.every(isSessionId)).toBe(true);
  });

  it('show neither themselves nor their hash in the handle', () => {
    const id = newSessionId();
    const handle = handleOf(hashOf(id));
    expect(handle).toMatch(/^[0-9a-f]{32}$/);
    expect(hashOf(id)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(id)).not.toContain(handle);
    expect(handleOf(hashOf(id))).toBe(handle);
  });
});

describe('bearerSessionId', () => {
  const id = newSessionId();

  it.each([`Bearer ${id}`, `bearer ${id}`, `BEARER   ${id}`])('finds the id in %j', (header) => {
    expect(bearerSessionId(header)).toBe(id);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    id,
    `Basic ${id}`,
    `Bearer${id}`,
    `Bearer ${id}x`,
    `Bearer ${id.slice(1)}`,
    `Bearer ${id.slice(1)}=`,
    `Bearer ${id} `,
    `Bearer ${id},Bearer ${id}`,
  ])('finds none in %j', (header) => {
    expect(bearerSessionId(header)).toBeNull();
  });
});
