import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { Config } from '../config/config';
import { connectDatabase, podDatabaseOptions } from './database-connection';
import { SchemaStatus } from './schema-status';
import { UnitsOfWork } from './unit-of-work';

/** The connection pool of this pod; every module adds its own entities to it. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config],
      // Waiting for the server is done in connectDatabase, whose message is made for people.
      useFactory: (config: Config) => ({
        ...podDatabaseOptions(config),
        autoLoadEntities: true,
        toRetry: () => false,
      }),
      dataSourceFactory: (options) => connectDatabase(options as PostgresDataSourceOptions),
    }),
  ],
  providers: [SchemaStatus, UnitsOfWork],
  exports: [SchemaStatus, UnitsOfWork],
})
export class DatabaseModule {}
