import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../../scripts/stack/folders';
import { migrate } from '../../../scripts/stack/pods';

/** A migration that this checkout does not have. */
export interface LaterMigration {
  /** Ends with its time, as TypeORM wants it. */
  name: string;
  statements: string[];
  /** Whether it is no transaction, which statements with CONCURRENTLY demand. */
  alone?: boolean;
}

/** The bank as it could be some time from now: this checkout's build with further migrations. */
export class LaterVersion {
  private constructor(
    private readonly folder: string,
    /** Folder of the built backend. */
    readonly dist: string,
  ) {}

  /** @param folder a new one, which gets the build and the log of migrating */
  static build(folder: string, migrations: readonly LaterMigration[]): LaterVersion {
    const backend = join(folder, 'backend');
    mkdirSync(backend, { recursive: true });
    cpSync(join(checkout, 'backend', 'dist'), join(backend, 'dist'), { recursive: true });
    cpSync(join(checkout, 'backend', 'package.json'), join(backend, 'package.json'));
    symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(checkout, 'backend', 'node_modules'), join(backend, 'node_modules'));
    for (const migration of migrations)
      writeFileSync(join(backend, 'dist', 'migrations', `${migration.name}.js`), program(migration));
    return new LaterVersion(folder, join(backend, 'dist'));
  }

  migrate(databaseUrl: string): Promise<void> {
    return migrate(databaseUrl, this.folder, { build: this.dist });
  }
}

function program({ name, statements, alone = false }: LaterMigration): string {
  return `exports.${name} = class ${name} {
    transaction = ${String(!alone)};
    async up(runner) { for (const statement of ${JSON.stringify(statements)}) await runner.query(statement); }
    async down() {}
  };`;
}
