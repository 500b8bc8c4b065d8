import { beforeAll, describe, expect, inject, it } from 'vitest';
import { findings, widthsOnly } from './support/findings';
import { arriveAt, people, type People, screens } from './support/screens';
import { useVisitors } from './support/visitors';

const [url] = inject('urls');
const visit = useVisitors(url);
let who: People;

beforeAll(async () => {
  who = await people(url);
});

describe('in German everybody can use, and nothing is left in English on,', () => {
  it.each(screens)('$name', async (screen) => {
    const visitor = await visit({
      ...(screen.signedOut ? {} : { as: who.user }),
      locale: 'de-DE',
      reducedMotion: 'reduce',
    });
    await arriveAt(screen, visitor, who);
    expect(await findings(visitor.page, widthsOnly)).toEqual([]);
    expect(await visitor.page.locator('body').innerText()).not.toMatch(
      /\b(the|you|your|and|is|account number|Money|Notifications|Overview)\b/,
    );
  });
});
