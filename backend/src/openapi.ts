import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { configurePaths, createHttpAdapter } from './app.setup';
import { loadConfig } from './platform/config/config';
import { createApiDocument } from './platform/http/api-document';

/** `node dist/openapi.js FILE`: writes the contract. Nothing is connected: only the shape of the application is read. */
async function main(file: string): Promise<void> {
  const config = loadConfig({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'memory:',
    TEST_SUPPORT: 'true',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createHttpAdapter(config), {
    logger: ['error', 'fatal'],
    preview: true,
  });
  configurePaths(app);
  writeFileSync(file, `${JSON.stringify(createApiDocument(app, config), null, 2)}\n`);
}

void main(process.argv[2] ?? 'openapi.json');
