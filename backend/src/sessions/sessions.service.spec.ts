import { deviceName } from './sessions.service';

describe('deviceName', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['curl/8.5.0', 'curl'],
    ['', null],
    ['\u0000', null],
  ])('reads %j as %j', (userAgent, device) => {
    expect(deviceName(userAgent)).toBe(device);
  });

  it('is short however long the agent is', () => {
    expect(deviceName(`${'x'.repeat(5000)}/1.0`)?.length).toBeLessThanOrEqual(84);
  });
});
