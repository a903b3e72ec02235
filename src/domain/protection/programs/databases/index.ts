import type { Program } from '../program.js';
import { BROKER_TOOLS } from './broker-tools.js';
import { CLIENT_PROGRAMS } from './clients.js';
import { LARGE_DATABASES } from './large-databases.js';
import { MYSQL_TOOLS } from './mysql-tools.js';
import { OTHER_DATABASES } from './other-databases.js';
import { POSTGRESQL } from './postgresql.js';
import { POSTGRESQL_TOOLS } from './postgresql-tools.js';
import { REDIS } from './redis.js';
import { SEARCH_ENGINES } from './search-engines.js';

/** Clients and tools of databases. */
export const DATABASES_PROGRAMS: readonly Program[] = [
  ...CLIENT_PROGRAMS,
  ...REDIS,
  ...POSTGRESQL,
  ...OTHER_DATABASES,
  ...BROKER_TOOLS,
  ...LARGE_DATABASES,
  ...MYSQL_TOOLS,
  ...POSTGRESQL_TOOLS,
  ...SEARCH_ENGINES,
];
