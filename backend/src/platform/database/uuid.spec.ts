import { firstIdAt, newId } from './uuid';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MOMENT = new Date('2026-03-01T12:00:00.000Z');

describe('newId', () => {
  it('makes ids of version 7 that ascend', () => {
    const ids = Array.from({ length: 1000 }, () => newId());
    expect(ids.every((id) => V7.test(id))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('bears the moment it is given when that is not about now', () => {
    const ids = Array.from({ length: 100 }, () => newId(MOMENT));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(V7);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(MOMENT.getTime());
    }
  });
});

it('names what was made a moment ago in the order of now', () => {
  const ids = [newId(), newId(new Date(Date.now() - 1000)), newId()];
  expect([...ids].sort()).toEqual(ids);
});

describe('firstIdAt', () => {
  it('is below every id of its moment and above every one before', () => {
    const bound = firstIdAt(MOMENT);
    expect(newId(MOMENT) > bound).toBe(true);
    expect(newId(new Date(MOMENT.getTime() - 1)) < bound).toBe(true);
  });

  it('takes moments that no id can bear', () => {
    expect(firstIdAt(new Date('0001-01-01T00:00:00Z'))).toBe('00000000-0000-7000-8000-000000000000');
    expect(firstIdAt(new Date(8.64e15)) > newId()).toBe(true);
  });
});
