import { RemoteError, type RemoteErrorClass } from '../../platform/ssh/remote-errors.js';
import type { DatabaseStatus } from '../../domain/inventory/database-instance.js';
import type { MeasureAccess } from '../collector.js';
import type { EngineClient, Login, Measurement } from './engine.js';
import { toPlainDetails, withoutSecret } from './plain-details.js';
import { reachDatabase } from './reach-database.js';
import type { FoundEndpoint, KeptMeasurement, KnownDatabase } from './schema.js';

/** For everything that is asked of one database. */
const TOTAL_MS = 15_000;
const MAX_FINDINGS = 100;

export interface Measured {
  readonly measurement: KeptMeasurement;
  readonly loginRefused: boolean;
  readonly errors: readonly RemoteError[];
}

/** Measures one database within its time. Never rejects but when the whole collection is aborted. */
export async function measureOne(
  database: KnownDatabase,
  client: EngineClient,
  access: MeasureAccess,
  totalMs = TOTAL_MS,
): Promise<Measured> {
  const { endpoint } = database;
  const reach = reachDatabase(endpoint, access.open);
  const limit = new AbortController();
  const signal = AbortSignal.any([access.signal, limit.signal]);
  const isOver = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(overdue(endpoint, totalMs)), { once: true });
  });
  const timer = setTimeout(() => limit.abort(), totalMs);
  let login: Login | undefined;
  const work = async (): Promise<Measurement> => {
    login = await access.credentialOf(endpoint.identity);
    const { connect, forward } = reach;
    return client.measure({
      endpoint,
      connect,
      forward,
      runLocal: access.run,
      login,
      signal,
      ...recall(database, access),
    });
  };
  try {
    return keep(endpoint, await Promise.race([work(), isOver]), login);
  } catch (error) {
    access.signal.throwIfAborted();
    return keep(endpoint, measurementOfFailure(endpoint, error), login);
  } finally {
    clearTimeout(timer);
    limit.abort();
    isOver.catch(() => undefined);
    await reach.close();
  }
}

/** What earlier collections left: the last good measurement with its age, and the last of any kind. */
function recall({ last, lastGood }: KnownDatabase, access: MeasureAccess) {
  const age = lastGood?.ageSeconds ?? null;
  const elapsedSeconds = age === null || access.elapsedSeconds === undefined ? undefined : age + access.elapsedSeconds;
  return { previous: recalled(lastGood?.measurement), last: recalled(last), elapsedSeconds };
}

function recalled(kept: KeptMeasurement | null | undefined): Measurement | undefined {
  if (kept === null || kept === undefined) return undefined;
  const { engine, ...rest } = kept;
  return { ...rest, ...(engine === undefined ? {} : { engine }), errors: [] };
}

function overdue({ identity }: FoundEndpoint, totalMs: number): RemoteError {
  return new RemoteError(
    'command_timeout',
    `${identity} was not measured within ${totalMs / 1000} s; it answers slowly or hangs.`,
  );
}

const STATUS_OF_CLASS: Partial<Record<RemoteErrorClass, DatabaseStatus>> = { connection_refused: 'offline' };

export function measurementOfFailure({ identity }: FoundEndpoint, error: unknown): Measurement {
  const problem = error instanceof Error ? error.message : String(error);
  const failure =
    error instanceof RemoteError
      ? error
      : new RemoteError('protocol_error', `${identity} could not be measured: ${problem.slice(0, 300)}`);
  return {
    status: STATUS_OF_CLASS[failure.errorClass] ?? 'unknown',
    statusReason: failure.message,
    version: null,
    role: null,
    details: {},
    findings: [],
    values: {},
    errors: [failure],
  };
}

function keep({ identity }: FoundEndpoint, measurement: Measurement, login: Login | undefined): Measured {
  const secret = login?.password;
  // A password that is an ordinary word would blot out half of the details; a real one is never there by chance.
  const deepSecret = secret !== undefined && secret.length >= 8 && secret !== login?.user ? secret : undefined;
  const details = toPlainDetails(measurement.details);
  const excess = new RemoteError(
    'output_too_large',
    `${identity} tells more about itself than is kept; its details are left out.`,
  );
  const { engine } = measurement;
  return {
    measurement: {
      status: measurement.status,
      statusReason: withoutSecret(measurement.statusReason, secret)?.slice(0, 500) ?? null,
      version: withoutSecret(measurement.version, deepSecret)?.slice(0, 200) ?? null,
      ...(engine === undefined ? {} : { engine }),
      role: withoutSecret(measurement.role, deepSecret)?.slice(0, 100) ?? null,
      details: withoutSecret(details ?? {}, deepSecret),
      findings: measurement.findings
        .slice(0, MAX_FINDINGS)
        .map((finding) => ({ ...finding, message: withoutSecret(finding.message, secret).slice(0, 500) })),
      values: Object.fromEntries(
        Object.entries(measurement.values).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
      ),
    },
    loginRefused: login !== undefined && (measurement.status === 'login_required' || measurement.loginRefused === true),
    errors: [
      ...measurement.errors.map((error) => cleanError(error, secret)),
      ...(details === undefined ? [excess] : []),
    ],
  };
}

function cleanError(error: RemoteError, secret: string | undefined): RemoteError {
  const message = withoutSecret(error.message, secret);
  return message === error.message ? error : new RemoteError(error.errorClass, message);
}
