import type { DatabaseEngine } from '../../../domain/inventory/database-instance.js';
import type { EngineClient } from '../engine.js';
import { minioClient } from './minio/client.js';
import { mongodbClient } from './mongodb/client.js';
import { mysqlClient } from './mysql/client.js';
import { postgresqlClient } from './postgresql/client.js';
import { redisClient } from './redis/client.js';

/** Every kind of server that can be measured: one folder each. */
export const ENGINE_CLIENTS: readonly EngineClient[] = [
  postgresqlClient,
  mysqlClient,
  mongodbClient,
  redisClient,
  minioClient,
];

export function clientOf(engine: DatabaseEngine): EngineClient | undefined {
  return ENGINE_CLIENTS.find(({ engines }) => engines.includes(engine));
}
