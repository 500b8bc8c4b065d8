import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EXECUTED_MIGRATIONS, MISSING_TABLES } from './schema.sql';
import { sqlState } from './database-errors';

const UNDEFINED_TABLE = '42P01';

/** Whether the database is as this version needs it. It is asked every time, for it may be lost while pods run. */
@Injectable()
export class SchemaStatus {
  constructor(private readonly dataSource: DataSource) {}

  /** What is missing, in words for an operator; null when nothing is. Migrations of a later version are no obstacle. */
  async problem(): Promise<string | null> {
    const done = await this.executed();
    const pending = this.dataSource.migrations
      .map(({ name, constructor }) => name ?? constructor.name)
      .filter((name) => !done.has(name));
    if (pending.length > 0) return `still to run (npm run migrate): ${pending.join(', ')}`;
    const missing = await this.missingTables();
    return missing.length === 0 ? null : `migrated once, but now without its tables: ${missing.join(', ')}`;
  }

  private async executed(): Promise<Set<string>> {
    try {
      const rows: { name: string }[] = await this.dataSource.query(EXECUTED_MIGRATIONS);
      return new Set(rows.map(({ name }) => name));
    } catch (error) {
      if (sqlState(error) === UNDEFINED_TABLE) return new Set();
      throw error;
    }
  }

  private async missingTables(): Promise<string[]> {
    const tables = this.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    const rows: { name: string }[] = await this.dataSource.query(MISSING_TABLES, [tables]);
    return rows.map(({ name }) => name);
  }
}
