import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_HEADERS, STRICT_TRANSPORT } from './web-page';

const NGINX = join(__dirname, '../../../../docker/nginx');

/** Its `add_header` lines, but for the one that depends on the request. */
function headersOfNginx(): Record<string, string> {
  const lines = readFileSync(join(NGINX, 'security.conf'), 'utf8').matchAll(
    /^add_header (\S+) (?:"([^"]*)"|'([^']*)'|(\S+)) always;$/gm,
  );
  const headers = [...lines].map(([, name = '', double, single, plain]) => [name, double ?? single ?? plain ?? '']);
  return Object.fromEntries(headers.filter(([, value]) => !value?.startsWith('$'))) as Record<string, string>;
}

describe('the headers of the page', () => {
  it('are the same from a pod and from the web image', () => {
    expect(headersOfNginx()).toEqual(PAGE_HEADERS);
  });

  it('ask for https with the same words, and over https alone', () => {
    const map = /map \$forwarded_proto \$strict_transport_security \{([^}]*)\}/.exec(
      readFileSync(join(NGINX, 'nginx.conf'), 'utf8'),
    );
    const lines = map?.[1]?.trim().split(/\s*\n\s*/);
    expect(lines).toEqual([`https '${STRICT_TRANSPORT}';`, "default '';"]);
    expect(readFileSync(join(NGINX, 'security.conf'), 'utf8')).toContain(
      'add_header Strict-Transport-Security $strict_transport_security always;',
    );
  });

  it('let no script connect to another place, sockets included', () => {
    expect(PAGE_HEADERS['Content-Security-Policy']).toMatch(/(?:^|; )connect-src 'self'(?:;|$)/);
  });
});
