import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config';

const LAB = 'postgres://lab:secret@127.0.0.1:5432/lab';

describe('the configuration of the lab', () => {
  it('names everything that is wrong at once', () => {
    const read = (): unknown => readConfig({ LAB_DATABASE_URL: 'nonsense', PORT: 'x', LAB_CONNECTIONS: '3' });
    expect(read).toThrow(/LAB_DATABASE_URL[^]*PORT[^]*LAB_CONNECTIONS/);
  });

  it('takes secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-'));
    const file = join(folder, 'url');
    writeFileSync(file, `${LAB}\n`);
    expect(readConfig({ LAB_DATABASE_URL_FILE: file }).databaseUrl).toBe(LAB);
    rmSync(folder, { recursive: true });
    expect(() => readConfig({ LAB_DATABASE_URL_FILE: file })).toThrow(/cannot be read/);
  });

  it.each(['postgres://lab:x@h/bank', 'postgres://bank:x@h/lab'])(
    'refuses a lab that would be the bank itself: %s',
    (databaseUrl) => {
      const env = { LAB_DATABASE_URL: databaseUrl, LAB_ADMIN_DATABASE_URL: 'postgres://bank:x@h/bank' };
      expect(() => readConfig(env)).toThrow(/another database and another role/);
    },
  );
});
