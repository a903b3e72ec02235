/** What is asked, by slot. The same for the driver and for the shell; all of it reads only. */
export const MAX_TIME_MS = 5_000;

interface Ask {
  readonly command: Readonly<Record<string, unknown>>;
  /** Without a replica set there is nothing to ask. */
  readonly setOnly?: true;
  readonly rights: string;
}

const MONITOR = 'the role clusterMonitor on the database admin';

export const ASKS = {
  buildInfo: { command: { buildInfo: 1 }, rights: MONITOR },
  // Sections that are large and not judged are left out; the oplog's is there on demand only.
  serverStatus: {
    command: { serverStatus: 1, oplog: 1, locks: 0, tcmalloc: 0, sharding: 0, security: 0, transportSecurity: 0 },
    rights: MONITOR,
  },
  replSetStatus: { command: { replSetGetStatus: 1 }, setOnly: true, rights: MONITOR },
  replSetConfig: { command: { replSetGetConfig: 1 }, setOnly: true, rights: MONITOR },
  databases: { command: { listDatabases: 1 }, rights: MONITOR },
} as const satisfies Record<string, Ask>;

export type Slot = keyof typeof ASKS;
export const SLOTS = Object.keys(ASKS) as readonly Slot[];

/** Error codes of the server: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
export const UNAUTHORIZED = 13;
export const AUTHENTICATION_FAILED = 18;
export const MAX_TIME_EXPIRED = 50;
/** No replica set, or not set up yet: an answer, and no failure. */
export const NO_REPLICA_SET: ReadonlySet<number> = new Set([76, 94, 123]);
export const SHUTTING_DOWN: ReadonlySet<number> = new Set([91, 11_600]);
