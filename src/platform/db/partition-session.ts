import type pg from 'pg';

/** Another session holds a lock we need: worth another try, because our own time limit ended the wait. */
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK_DETECTED = '40P01';
const RETRYABLE_CODES: ReadonlySet<string> = new Set([LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED]);

export interface MaintenanceLimits {
  /** A maintenance step that waits for a lock makes everybody else wait behind it: keep this short. */
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly attempts: number;
  readonly pauseMs: number;
}

export const MAINTENANCE_LIMITS: MaintenanceLimits = {
  lockTimeoutMs: 3_000,
  statementTimeoutMs: 600_000,
  attempts: 5,
  pauseMs: 500,
};

/** The SQLSTATE of a database error, or undefined for any other. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Back to what the connection started with; a connection that cannot be cleaned is closed. */
async function giveBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('reset all; select pg_advisory_unlock_all()');
    client.release();
  } catch {
    client.release(true);
  }
}

/**
 * Lends one connection, outside a transaction, with limits fit for maintenance. No setting and no advisory lock
 * reaches the next user of the pool.
 */
export async function withMaintenanceSession<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  limits: MaintenanceLimits = MAINTENANCE_LIMITS,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(
      `select set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
              set_config('timezone', 'UTC', false), set_config('plan_cache_mode', 'auto', false)`,
      [`${limits.lockTimeoutMs}ms`, `${limits.statementTimeoutMs}ms`],
    );
    const result = await work(client);
    await giveBack(client);
    return result;
  } catch (error) {
    // Whatever state the failure left it in goes with the connection.
    client.release(true);
    throw error;
  }
}

/** Repeats a step that is safe to repeat while another session's lock stops it. */
export async function retryOnLock<T>(
  step: () => Promise<T>,
  limits: MaintenanceLimits = MAINTENANCE_LIMITS,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      const code = sqlStateOf(error);
      if (code === undefined || !RETRYABLE_CODES.has(code) || attempt >= limits.attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs * attempt));
    }
  }
}
