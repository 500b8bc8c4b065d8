import { program } from './load-pod';
import { bookkeeping, failures, table, type Ending } from './report';

const calm = { answered: 300, repeated: 0, failed: [] };
const ending: Ending = { ...calm, posted: 10, received: 10, pushed: 9, lost: 0, proof: { holds: true } };

describe('what a trial in a cluster finds wrong', () => {
  it('is nothing when every request was answered, repeated or not', () => {
    expect(failures(calm)).toEqual([]);
    expect(failures({ ...calm, repeated: 12 })).toEqual([]);
    expect(bookkeeping(ending)).toEqual([]);
  });

  it('is requests that failed for good, or that nobody answered', () => {
    expect(failures({ ...calm, failed: ['POST /transfer: 500', 'x'] })).toEqual([
      '2 requests failed, the first: POST /transfer: 500',
    ]);
    expect(failures({ answered: 0, repeated: 40, failed: [] })).toEqual(['no request was answered at all']);
  });

  it.each([
    [{ received: 9 }, '10 transfers were answered, the merchant received 9'],
    [{ received: 11 }, '10 transfers were answered, the merchant received 11'],
    [{ lost: 2 }, '2 notifications were lost'],
    [{ proof: { holds: false } }, 'the ledger does not prove itself'],
    [{ proof: {} }, 'the ledger does not prove itself'],
  ])('is books that disagree: %j', (wrong, problem) => {
    expect(bookkeeping({ ...ending, ...wrong })).toEqual([problem]);
  });
});

describe('the table', () => {
  it('has a line for each step, and below them what is wrong', () => {
    const text = table([
      { name: 'install', seconds: 41.23, problems: [], note: 'fast' },
      { name: 'backends killed', seconds: 7, counts: { answered: 312, repeated: 8, failed: ['x'] }, problems: ['oh'] },
    ]);
    expect(text.split('\n')).toEqual([
      'step              seconds   answered   repeated   failed',
      'install              41.2                                  ok   fast',
      'backends killed       7.0        312          8        1   NOT OK',
      '',
      'backends killed: oh',
    ]);
  });
});

describe('the load', () => {
  it('is one file that Node reads without any package', () => {
    const imports = [...program().matchAll(/from '([^']+)'/g)].map(([, name]) => name ?? '');
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !name.startsWith('node:'))).toEqual([]);
  });
});
