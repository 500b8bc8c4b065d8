import { requestIdOf } from './http-hooks';

describe('requestIdOf', () => {
  it.each(['abc', '0198c5a0-0000-7000-8000-000000000000', 'Root=1-67891233:abc/def'])('follows %s', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  });

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['a long one', 'x'.repeat(65)],
    ['one that would break a log line', 'a"b'],
    ['a line break', 'a\nb'],
  ])('makes its own for %s', (_, id) => {
    const made = requestIdOf({ headers: id === undefined ? {} : { 'x-request-id': id } });
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });
});
