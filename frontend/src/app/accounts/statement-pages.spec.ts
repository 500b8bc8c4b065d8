import { describe, expect, it } from 'vitest';
import { StatementPages } from './statement-pages';

const entries = (low: number, high: number) => Array.from({ length: high - low + 1 }, (_, i) => ({ seq: low + i }));

describe('the pages of a statement', () => {
  it('names the pages that a stretch needs', () => {
    const pages = new StatementPages(100, 10);
    expect(pages.missing(95, 105)).toEqual([1, 0]);
    expect(pages.end(0)).toBe(101);
  });

  it('needs nothing once the stretch is there', () => {
    const pages = new StatementPages(100, 10);
    pages.put(entries(1, 200));
    expect(pages.missing(95, 105)).toEqual([]);
    expect(pages.get(100)).toEqual({ seq: 100 });
  });

  it('asks again for a page that grew at its end', () => {
    const pages = new StatementPages(100, 10);
    pages.put(entries(1, 50));
    expect(pages.missing(1, 50)).toEqual([]);
    expect(pages.missing(1, 51)).toEqual([0]);
  });

  it('lets go of the pages that were not looked at for longest', () => {
    const pages = new StatementPages(100, 3);
    for (let page = 0; page < 3; page++) pages.put(entries(page * 100 + 1, page * 100 + 100));
    pages.touch(1, 1);
    pages.put(entries(301, 400));
    expect(pages.get(1)).toBeDefined();
    expect(pages.get(101)).toBeUndefined();
    expect(pages.get(301)).toBeDefined();
  });
});
