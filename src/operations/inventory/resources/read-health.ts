import { DEFAULT_SCHEDULE } from '../../../domain/collection/run.js';
import { DatabaseStatus } from '../../../domain/inventory/database-instance.js';
import type { DetailedHealth } from '../../../domain/inventory/detailed-health.js';
import { ServerStatus } from '../../../domain/inventory/server.js';
import { DeviceHealth } from '../../../domain/inventory/storage-device.js';
import { PoolHealth } from '../../../domain/inventory/storage-pool.js';
import type { CallContext } from '../../context.js';
import { COUNTS, LATE, LATE_LIMIT, WORST, WORST_LIMIT } from './health-statements.js';

/** Three ticks without a word: one may be lost to a restart, one to a slow host. */
const LATE_INTERVALS = 3;

/** The state of the fleet: counts, late collections, and the worst findings by name. */
export async function readDetailedHealth(context: CallContext): Promise<DetailedHealth> {
  const { pool, knex } = context.database;
  const schedule = await knex('collection_schedules').where({ name: 'collection' }).first('intervalSeconds', 'paused');
  const intervalSeconds = Number(schedule?.intervalSeconds ?? DEFAULT_SCHEDULE.intervalSeconds);
  // While it is paused nobody is late.
  const lateAfterSeconds = schedule?.paused === true ? null : intervalSeconds * LATE_INTERVALS;
  const [counts, late, worst] = await Promise.all([
    pool.query<CountRow>(COUNTS),
    pool.query<LateRow>(LATE, [lateAfterSeconds, LATE_LIMIT]),
    pool.query<WorstRow>(WORST, [WORST_LIMIT]),
  ]);
  const certificates = countUp(counts.rows, 'certificates', ['expired', 'expiring', 'valid']);
  return {
    at: new Date().toISOString(),
    status: judge(worst.rows, countUp(counts.rows, 'servers', ServerStatus.options).total),
    servers: countUp(counts.rows, 'servers', ServerStatus.options),
    devices: countUp(counts.rows, 'devices', DeviceHealth.options),
    pools: countUp(counts.rows, 'pools', PoolHealth.options),
    databases: countUp(counts.rows, 'databases', DatabaseStatus.options),
    certificates: {
      total: certificates.total,
      expired: certificates.expired,
      expiringWithin30Days: certificates.expiring,
    },
    collections: {
      intervalSeconds,
      lastCompletedAt: await readLastCompleted(context),
      late: late.rows.map(({ total: _total, lastSeenAt, ...row }) => ({
        ...row,
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
        link: linkTo('server', row.serverId),
      })),
      lateTotal: late.rows[0]?.total ?? 0,
    },
    worst: worst.rows.map((row) => ({ ...row, link: linkTo(row.resourceType, row.id) })),
  };
}

interface CountRow {
  readonly what: string;
  readonly key: string;
  readonly count: number;
}

interface LateRow {
  readonly serverId: string;
  readonly serverName: string;
  readonly lastSeenAt: Date | null;
  readonly total: number;
}

type WorstRow = Omit<DetailedHealth['worst'][number], 'link'>;

function countUp<K extends string>(
  rows: readonly CountRow[],
  what: string,
  keys: readonly K[],
): Record<K, number> & { total: number } {
  const own = rows.filter((row) => row.what === what);
  const counts = Object.fromEntries(keys.map((key) => [key, own.find((row) => row.key === key)?.count ?? 0]));
  const total = own.reduce((sum, row) => sum + row.count, 0);
  return { ...(counts as Record<K, number>), total };
}

function judge(worst: readonly WorstRow[], servers: number): DetailedHealth['status'] {
  if (worst.some(({ severity }) => severity === 'critical')) return 'critical';
  if (worst.length > 0) return 'warning';
  return servers === 0 ? 'unknown' : 'healthy';
}

const PATHS: Readonly<Record<WorstRow['resourceType'], string>> = {
  server: 'servers',
  storage_device: 'storage',
  storage_pool: 'pools',
  database: 'databases',
  certificate: 'certificates',
};

function linkTo(type: WorstRow['resourceType'], id: string): string {
  return `/api/infrastructure/${PATHS[type]}/${id}`;
}

async function readLastCompleted({ database }: CallContext): Promise<string | null> {
  const row = await database.knex('collection_runs').where({ state: 'completed' }).max({ at: 'finishedAt' }).first();
  return (row?.at as Date | null | undefined)?.toISOString() ?? null;
}
