import { describe, expect, it } from 'vitest';
import { InboxFeed } from './inbox-feed';

const item = (id: string, read = false) => ({ id, read });
const page = (ids: string[], next: string | null = null) => ({ items: ids.map((id) => item(id)), next });
const ids = (feed: InboxFeed<{ id: string }>): string => feed.items.map(({ id }) => id).join('');

describe('the inbox', () => {
  it('shows the newest first, in whatever order they come', () => {
    const feed = new InboxFeed();
    for (const id of ['b', 'd', 'a', 'c']) feed.push(item(id));
    expect(ids(feed)).toBe('dcba');
  });

  it('takes each notification once', () => {
    const feed = new InboxFeed();
    expect(feed.push(item('a'))).toBe(true);
    expect(feed.push(item('a'))).toBe(false);
    expect(ids(feed)).toBe('a');
  });

  it('joins the first page with what was pushed while it was loading', () => {
    const feed = new InboxFeed();
    feed.push(item('e'));
    const fresh = feed.takeNewest(page(['d', 'c'], 'c'));
    expect(ids(feed)).toBe('edc');
    expect(fresh.map(({ id }) => id)).toEqual(['d', 'c']);
    expect(feed.next).toBe('c');
  });

  it('keeps the older ones when the first page reaches them', () => {
    const feed = new InboxFeed();
    feed.takeNewest(page(['d', 'c'], 'c'));
    feed.takeOlder(page(['b', 'a'], null));
    const fresh = feed.takeNewest(page(['e', 'd'], 'd'));
    expect(ids(feed)).toBe('edcba');
    expect(fresh.map(({ id }) => id)).toEqual(['e']);
    expect(feed.next).toBeNull();
  });

  it('drops what lies behind a hole, to be loaded anew', () => {
    const feed = new InboxFeed();
    feed.takeNewest(page(['b', 'a'], null));
    feed.takeNewest(page(['h', 'g'], 'g'));
    expect(ids(feed)).toBe('hg');
    expect(feed.next).toBe('g');
  });

  it('believes the server about what was read meanwhile', () => {
    const feed = new InboxFeed<{ id: string; read: boolean }>();
    feed.push(item('a'));
    feed.takeNewest({ items: [item('a', true)], next: null });
    expect(feed.items).toEqual([item('a', true)]);
  });

  it('shows nothing more when the server has nothing', () => {
    const feed = new InboxFeed();
    feed.takeNewest(page([]));
    expect(feed.items).toEqual([]);
    expect(feed.next).toBeNull();
  });

  it('lets the oldest go in a rush, back to where a page ended, and finds them again there', () => {
    const feed = new InboxFeed(4);
    feed.takeNewest(page(['d', 'c'], 'c'));
    feed.takeOlder(page(['b', 'a'], null));
    feed.push(item('e'));
    expect(ids(feed)).toBe('edc');
    expect(feed.next).toBe('c');
    feed.takeOlder(page(['b', 'a'], null));
    expect(ids(feed)).toBe('edcba');
    expect(feed.next).toBeNull();
  });

  it('stays bounded when nothing but pushes comes and the newest page is read now and then', () => {
    const feed = new InboxFeed(4);
    feed.takeNewest(page(['a'], null));
    for (const id of 'bcdefg') feed.push(item(id));
    expect(feed.overfull).toBe(true);
    feed.takeNewest(page(['g', 'f'], 'f'));
    expect(ids(feed)).toBe('gf');
    expect(feed.next).toBe('f');
  });
});
