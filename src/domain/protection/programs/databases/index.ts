import type { Program } from '../program.js';
import { CLIENT_PROGRAMS } from './clients.js';
import { OTHER_DATABASES } from './other-databases.js';
import { POSTGRESQL } from './postgresql.js';
import { REDIS } from './redis.js';

/** Clients and tools of databases. */
export const DATABASES_PROGRAMS: readonly Program[] = [...CLIENT_PROGRAMS, ...REDIS, ...POSTGRESQL, ...OTHER_DATABASES];
