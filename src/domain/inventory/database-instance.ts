import { z } from 'zod';

export const DatabaseEngine = z.enum(['postgresql', 'mysql', 'mariadb', 'mongodb', 'redis', 'minio']);
export type DatabaseEngine = z.infer<typeof DatabaseEngine>;

/**
 * `login_required`: it answers, and gives its measures to a login only. `offline`: it is meant to run and does not.
 * `stopped`: it is installed, and neither runs nor is meant to.
 */
export const DatabaseStatus = z.enum(['online', 'login_required', 'starting', 'offline', 'stopped', 'unknown']);
export type DatabaseStatus = z.infer<typeof DatabaseStatus>;

export const DatabaseFinding = z.object({
  severity: z.enum(['info', 'warning', 'critical']),
  /** snake_case, stable. */
  code: z.string(),
  message: z.string(),
});
export type DatabaseFinding = z.infer<typeof DatabaseFinding>;

/** A database server found on a host. */
export const DatabaseObservation = z.object({
  /** `<engine>:<port>`, `<engine>:socket:<path>`, `<engine>:container:<name>:<port>`: the same at every collection. */
  identity: z.string(),
  engine: DatabaseEngine,
  version: z.string().nullable(),
  /** As seen from the host: 127.0.0.1 for what listens on every address. */
  address: z.string().nullable(),
  port: z.int().min(1).max(65_535).nullable(),
  socketPath: z.string().nullable(),
  containerId: z.string().nullable(),
  containerName: z.string().nullable(),
  /** What gave it away: listener, process, socket, container, package. */
  foundBy: z.array(z.string()),
  status: DatabaseStatus,
  statusReason: z.string().nullable(),
  /** primary, standby, replica, arbiter, …; null when not known. */
  role: z.string().nullable(),
  findings: z.array(DatabaseFinding),
  /** Plain JSON, camelCase: what was measured, by topic. A part that could not be read is absent. */
  details: z.record(z.string(), z.unknown()),
});
export type DatabaseObservation = z.infer<typeof DatabaseObservation>;
