import { readNumber, readText, type Row } from './rows.js';

/** What the first query tells: everything that decides which others can be asked. */
export interface Server {
  readonly version: string;
  /** `server_version_num`: 90624, 150013, 180000. */
  readonly versionNumber: number;
  readonly isStandby: boolean;
  readonly hasCheckpointer: boolean;
  /** The role may see what all sessions do; otherwise much is NULL. */
  readonly seesAll: boolean;
  readonly uptimeSeconds: number | null;
  readonly maxConnections: number | null;
  /** Kept for superusers, and since 16 for other privileged roles. */
  readonly reservedConnections: number;
  readonly freezeMaxAge: number | null;
  readonly multixactFreezeMaxAge: number | null;
  readonly autovacuum: boolean | null;
  readonly archiveMode: string | null;
  readonly dataChecksums: string | null;
}

/** undefined: it is no answer to `server`. */
export function readServer(row: Row | undefined): Server | undefined {
  const versionNumber = readNumber(row, 'version_number');
  if (row === undefined || versionNumber === null) return undefined;
  const reserved = (readNumber(row, 'superuser_reserved') ?? 0) + (readNumber(row, 'reserved') ?? 0);
  return {
    version: readText(row, 'version') ?? '',
    versionNumber,
    isStandby: row['standby'] === true,
    hasCheckpointer: row['has_checkpointer'] === true,
    seesAll: row['sees_all'] === true,
    uptimeSeconds: readNumber(row, 'uptime_seconds'),
    maxConnections: readNumber(row, 'max_connections'),
    reservedConnections: reserved,
    freezeMaxAge: readNumber(row, 'freeze_max_age'),
    multixactFreezeMaxAge: readNumber(row, 'multixact_freeze_max_age'),
    autovacuum: typeof row['autovacuum'] === 'boolean' ? row['autovacuum'] : null,
    archiveMode: readText(row, 'archive_mode'),
    dataChecksums: readText(row, 'data_checksums'),
  };
}
