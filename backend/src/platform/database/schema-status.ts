import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlState } from './sql-state';

const UNDEFINED_TABLE = '42P01';

/** Whether the database has every migration this version needs. Further ones, of a later version, are no obstacle. */
@Injectable()
export class SchemaStatus {
  private current = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Names of the migrations still to run. Once there are none, the database is not asked again. */
  async pending(): Promise<string[]> {
    if (this.current) return [];
    const done = await this.executed();
    const missing = this.dataSource.migrations
      .map(({ name, constructor }) => name ?? constructor.name)
      .filter((name) => !done.has(name));
    this.current = missing.length === 0;
    return missing;
  }

  private async executed(): Promise<Set<string>> {
    try {
      const rows: { name: string }[] = await this.dataSource.query('SELECT name FROM migrations');
      return new Set(rows.map(({ name }) => name));
    } catch (error) {
      if (sqlState(error) === UNDEFINED_TABLE) return new Set();
      throw error;
    }
  }
}
