import type { DatabaseFinding, DatabaseStatus } from '../../../../domain/inventory/database-instance.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { EngineClient, Login, MeasureInput, Measurement } from '../../engine.js';
import { CertificateWanted } from '../../secure-stream.js';
import { expectReplicas } from '../expected-replicas.js';
import { measureInManner } from '../manner.js';
import { rateReader } from '../rates.js';
import { readDetails, type Asked } from './details.js';
import { parseInfo } from './info.js';
import { judge } from './judge.js';
import { askLocally, localInfo } from './local-client.js';
import { redisMetricDefinitions, UPTIME, valuesOf } from './metrics.js';
import { greet, logIn, openSession, type RedisSession, type Reply } from './session.js';

/** Measures one Redis, Valkey or KeyDB, of version 2.8 or later. */
export const redisClient: EngineClient = {
  engines: ['redis'],
  metricDefinitions: redisMetricDefinitions,
  commandDefinitions: [localInfo],
  measure: async (input) => {
    try {
      return await measureInManner(input, (tls) => measureBySession(input, tls));
    } catch (error) {
      if (error instanceof CertificateWanted) return refused('CERTIFICATE', true);
      if (!(error instanceof RemoteError) || error.errorClass !== 'forwarding_refused') throw error;
      const local = input.endpoint.containerName === null ? await askLocally(input) : undefined;
      if (local === undefined) throw error;
      if ('refusal' in local) return refused(local.refusal, false);
      return conclude(input, { info: parseInfo(local.text), tls: false, ...NOTHING_MORE }, []);
    }
  },
};

const NOTHING_MORE = { pingSeconds: undefined, savePolicy: undefined, clusterState: undefined };
const PINGS = 3;

interface Refusal {
  readonly status: DatabaseStatus;
  readonly reason: string;
  readonly finding?: DatabaseFinding;
}

const EXHAUSTED = 'It takes no more connections: maxclients is reached.';

/** By the code of the error. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  NOAUTH: {
    status: 'login_required',
    reason: 'It asks for a password. Give the database a login: +info +ping +config|get.',
  },
  WRONGPASS: { status: 'login_required', reason: 'It refused the login: user or password are wrong.' },
  NOPERM: { status: 'login_required', reason: 'The user may not call INFO: allow it +info +ping +config|get.' },
  DENIED: { status: 'login_required', reason: 'It is in protected mode and takes connections from its own host only.' },
  LOADING: { status: 'starting', reason: 'It is loading its data set.' },
  MAXCLIENTS: {
    status: 'online',
    reason: EXHAUSTED,
    finding: { severity: 'critical', code: 'connections_exhausted', message: EXHAUSTED },
  },
  CERTIFICATE: {
    status: 'login_required',
    reason: 'It wants a certificate of its clients: tls-auth-clients optional lets them in by password.',
  },
  ERR: { status: 'login_required', reason: 'It does not take the command INFO; it may have been renamed or disabled.' },
};

function refused(code: string, tls: boolean): Measurement {
  const { status, reason, finding } = REFUSALS[code] ?? {
    status: 'unknown',
    reason: `It answered with the error ${code}.`,
  };
  const nothing = { version: null, role: null, details: { tls }, values: {}, errors: [] };
  return { ...nothing, status, statusReason: reason, findings: finding === undefined ? [] : [finding] };
}

async function measureBySession(input: MeasureInput, tls: boolean): Promise<Measurement> {
  const session = await openSession(await input.forward({ tls }), input.endpoint.identity);
  const stop = (): void => session.close();
  input.signal.addEventListener('abort', stop, { once: true });
  try {
    const refusal = input.login === undefined ? undefined : await enter(session, input.login, input.endpoint.identity);
    // ERR: it has no password at all, or no users yet; then INFO tells whether it lets us in.
    if (refusal !== undefined && refusal !== 'ERR') return refused(refusal, tls);
    return await askEverything(input, session, tls);
  } finally {
    input.signal.removeEventListener('abort', stop);
    session.close();
  }
}

/** Said to every client that connects, and then the connection is closed. */
const TURNED_AWAY: ReadonlySet<string> = new Set(['DENIED', 'MAXCLIENTS']);

/** The login goes only to what answered as Redis does: the port may take TLS only, or have become another server’s. */
async function enter(session: RedisSession, login: Login, where: string): Promise<string | undefined> {
  const first = await greet(session, where);
  return first !== undefined && TURNED_AWAY.has(first) ? first : logIn(session, login);
}

async function askEverything(input: MeasureInput, session: RedisSession, tls: boolean): Promise<Measurement> {
  const named = await session.ask('CLIENT', 'SETNAME', 'millwright');
  if ('refusal' in named && TURNED_AWAY.has(named.refusal)) return refused(named.refusal, tls);
  const reply = await session.ask('INFO', 'all');
  if ('refusal' in reply) return refused(reply.refusal, tls);
  const info = parseInfo(readText(reply) ?? '');
  const errors: RemoteError[] = [];
  const isCluster = info.fields.get('cluster_enabled') === '1';
  const pingSeconds = info.fields.get('loading') === '1' ? undefined : await timePing(session);
  const savePolicy = readPolicy(await session.ask('CONFIG', 'GET', 'save'));
  const clusterInfo = isCluster ? readText(await session.ask('CLUSTER', 'INFO')) : undefined;
  if (savePolicy === undefined) {
    const message = `${input.endpoint.identity}: CONFIG GET save is not allowed; whether saves are late is not known.`;
    errors.push(new RemoteError('permission_denied', message));
  }
  const clusterState = clusterInfo === undefined ? undefined : parseInfo(clusterInfo).fields.get('cluster_state');
  return conclude(input, { info, pingSeconds, savePolicy, clusterState, tls }, errors);
}

async function timePing(session: RedisSession): Promise<number | undefined> {
  const times: number[] = [];
  for (let count = 0; count < PINGS; count += 1) {
    const startedAt = performance.now();
    const reply = await session.ask('PING');
    if ('refusal' in reply) return undefined;
    times.push((performance.now() - startedAt) / 1000);
  }
  return Math.min(...times);
}

function readPolicy(reply: Reply): string | undefined {
  if ('refusal' in reply || !Array.isArray(reply.value)) return undefined;
  const value: unknown = reply.value[1];
  return typeof value === 'string' ? value : undefined;
}

function readText(reply: Reply): string | undefined {
  return 'value' in reply && typeof reply.value === 'string' ? reply.value : undefined;
}

const ROLES: Readonly<Record<string, string>> = { master: 'primary', slave: 'replica' };

function conclude(input: MeasureInput, asked: Asked, errors: readonly RemoteError[]): Measurement {
  const { fields } = asked.info;
  const details = readDetails(asked);
  const values = valuesOf(details);
  const { previous, elapsedSeconds } = input;
  const rate = rateReader({ current: values, previous, uptimeName: UPTIME, elapsedSeconds });
  const connected = details.replication.connectedReplicas ?? undefined;
  const expected = expectReplicas(connected, input);
  const role = details.server.mode === 'sentinel' ? 'sentinel' : details.replication.role;
  const isLoading = details.persistence.isLoading === true;
  return {
    status: isLoading ? 'starting' : 'online',
    statusReason: isLoading ? (REFUSALS['LOADING']?.reason ?? null) : null,
    version: fields.get('valkey_version') ?? fields.get('redis_version') ?? null,
    role: role === null ? null : (ROLES[role] ?? role),
    details: { ...details, ...(expected === undefined ? {} : { expectedReplicas: expected }) },
    findings: judge({ details, rate, expectedReplicas: expected?.count ?? null }),
    values,
    errors,
  };
}
