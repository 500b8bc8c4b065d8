import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IDENTITY } from './schema.sql';

/** Which database this is, among all there are. */
@Injectable()
export class DatabaseIdentity {
  constructor(private readonly dataSource: DataSource) {}

  /** The same for whoever is connected to this database, by whatever address and role; it tells nothing else. */
  async fingerprint(): Promise<string> {
    const rows: { identity: string }[] = await this.dataSource.query(IDENTITY);
    const [row] = rows;
    if (!row) throw new Error('PostgreSQL does not know the database it is asked in');
    return hash('sha256', row.identity).slice(0, 16);
  }
}
