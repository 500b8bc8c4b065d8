import { bearerSessionId, handleOf, headerFault, hashOf, isSessionId, newSessionId } from './session-id';

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

describe('headerFault', () => {
  const id = newSessionId();

  it.each([
    [undefined, /^Send the session id as "Authorization: Bearer <sessionId>"; POST \/api\/login answers it/],
    ['', /^Send the session id/],
    [id, /^Put "Bearer " before/],
    ['Bearer', /^"Bearer" comes without a session id/],
    ['bearer  ', /^"Bearer" comes without a session id/],
    ['Bearer undefined', /^"undefined" came in place of a session id/],
    ['Bearer null', /^"null" came in place/],
    ['Bearer None', /^"None" came in place/],
    ['Bearer [object Object]', /^"\[object Object\]" came in place/],
    ['Bearer [object Promise]', /^"\[object Promise\]" came in place/],
    ['Bearer {{sessionId}}', /^A placeholder came in place/],
    ['Bearer ${sessionId}', /^A placeholder/],
    ['Bearer <sessionId>', /^A placeholder/],
    ['Bearer $TOKEN', /^A placeholder/],
    [`Bearer "${id}"`, /^What came is no session id: that has 43 letters/],
    [`Bearer Bearer ${id}`, /^What came is no session id/],
    ['Bearer eyJhbGciOiJub25lIn0.e30.', /^What came is no session id/],
    ['Basic YWxpY2U6c2VjcmV0', /must be "Bearer" and a session id, not "Basic"; POST/],
    ['Digest username="alice"', /not "Digest"/],
    [`Token ${id}`, /not "Token"/],
    ['alice:secret', /must be "Bearer" and a session id; POST/],
  ])('tells of %j what it is', (header, said) => {
    expect(headerFault(header)).toMatch(said);
  });

  it('repeats nothing that may be a secret', () => {
    for (const header of ['Basic c2VjcmV0', 'Bearer secret', 'secret', 'secret secret secret', 'Bearer {secret}'])
      expect(headerFault(header)).not.toMatch(/secret|c2Vj/);
  });
});
