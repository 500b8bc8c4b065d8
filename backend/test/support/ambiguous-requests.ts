/**
 * Requests that two servers could read in two ways. What is hidden behind one is another request for those who end the first
 * one early, and its body for the others.
 */
export const ambiguousRequests: [name: string, ask: (hidden: string) => string][] = [
  [
    'both lengths',
    (hidden) =>
      head(`Content-Length: ${String(hidden.length + 5)}`, 'Transfer-Encoding: chunked') + `0\r\n\r\n${hidden}`,
  ],
  [
    'chunked, then a length',
    (hidden) => head('Transfer-Encoding: chunked', 'Content-Length: 4') + `0\r\n\r\n${hidden}`,
  ],
  ['two lengths', (hidden) => head('Content-Length: 0', `Content-Length: ${String(hidden.length)}`) + hidden],
  ['a list of lengths', (hidden) => head(`Content-Length: 0, ${String(hidden.length)}`) + hidden],
  ['a length with a sign', (hidden) => head('Content-Length: +0') + hidden],
  ['a length below zero', (hidden) => head('Content-Length: -1') + hidden],
  ['an unknown encoding', (hidden) => head('Transfer-Encoding: xchunked') + `0\r\n\r\n${hidden}`],
  ['an encoding after chunked', (hidden) => head('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${hidden}`],
  [
    'two encodings',
    (hidden) => head('Transfer-Encoding: chunked', 'Transfer-Encoding: identity') + `0\r\n\r\n${hidden}`,
  ],
  ['blanks before the colon', (hidden) => head('Transfer-Encoding : chunked') + `0\r\n\r\n${hidden}`],
  ['a folded header', (hidden) => head('Transfer-Encoding:', ' chunked') + `0\r\n\r\n${hidden}`],
  [
    'line ends without CR',
    (hidden) => `GET /api/me HTTP/1.1\nHost: bank\nContent-Length: ${String(hidden.length)}\n\n${hidden}`,
  ],
  ['a CR inside a header', (hidden) => head(`X: a\rContent-Length: ${String(hidden.length)}`) + hidden],
  ['a zero byte in a header', (hidden) => head(`X: a\0`, 'Content-Length: 0') + hidden],
  ['a chunk size that is none', (hidden) => head('Transfer-Encoding: chunked') + `0x0\r\n\r\n${hidden}`],
  ['a chunk size too large', (hidden) => head('Transfer-Encoding: chunked') + `fffffffffffffffff0\r\n\r\n${hidden}`],
  ['a chunk size below zero', (hidden) => head('Transfer-Encoding: chunked') + `-1\r\n\r\n${hidden}`],
  ['a chunk longer than it says', (hidden) => head('Transfer-Encoding: chunked') + `1\r\nab\r\n0\r\n\r\n${hidden}`],
  [
    'an obsolete version',
    (hidden) => `POST /api/logout HTTP/0.9\r\nHost: bank\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  ],
];

function head(...headers: string[]): string {
  return `${['POST /api/nothing HTTP/1.1', 'Host: bank', ...headers].join('\r\n')}\r\n\r\n`;
}
