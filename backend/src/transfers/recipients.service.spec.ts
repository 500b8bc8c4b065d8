import { maskName } from './recipients.service';

describe('a stranger’s name', () => {
  it.each([
    ['Bob Baker', 'B••• B•••'],
    ['Zoë', 'Z•••'],
    ['𝒜da Lovelace', '𝒜••• L•••'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});
