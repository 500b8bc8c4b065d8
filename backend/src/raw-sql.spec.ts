import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = __dirname;
/** How a statement begins; words of prose are followed by others. */
const STATEMENT =
  /['"`]\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|TRUNCATE|WITH \w+ AS|(CREATE|ALTER|DROP) \w+)\b/;

it('raw SQL stands in *.sql.ts alone', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(sql|spec)\.ts$/.test(file) && !file.startsWith('migrations'))
    .filter((file) => STATEMENT.test(readFileSync(join(source, file), 'utf8')));
  expect(files).toEqual([]);
});
