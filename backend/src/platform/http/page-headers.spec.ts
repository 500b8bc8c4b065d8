import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_HEADERS } from './page-headers';

const NGINX = join(__dirname, '../../../../docker/nginx/security.conf');

/** Its `add_header` lines, but for the one that depends on the request. */
function headersOfNginx(): Record<string, string> {
  const lines = readFileSync(NGINX, 'utf8').matchAll(/^add_header (\S+) (?:"([^"]*)"|'([^']*)'|(\S+)) always;$/gm);
  const headers = [...lines].map(([, name = '', double, single, plain]) => [name, double ?? single ?? plain ?? '']);
  return Object.fromEntries(headers.filter(([, value]) => !value?.startsWith('$'))) as Record<string, string>;
}

describe('the headers of the page', () => {
  it('are the same from a pod and from the web image', () => {
    expect(headersOfNginx()).toEqual(PAGE_HEADERS);
  });

  it('let no script connect to another place, sockets included', () => {
    expect(PAGE_HEADERS['Content-Security-Policy']).toMatch(/(?:^|; )connect-src 'self'(?:;|$)/);
  });
});
