import type { Duplex } from 'node:stream';
import { invoke } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { EngineClient, Login, Measurement, MeasureInput } from '../../engine.js';
import { askMysql } from './ask.js';
import { peekGreeting } from './greeting.js';
import { judgeMysql } from './judge.js';
import { isUsablePath, localStatus, type LocalAnswers } from './local-client.js';
import { isOver, recallMemory, type Memory } from './memory.js';
import { MYSQL_METRICS } from './metrics.js';
import { DRIVER_REFUSALS, REFUSALS, type Refusal } from './refusals.js';
import { readServerVersion } from './server-version.js';
import { MysqlFailure, openSession } from './session.js';

const GREETING_TIMEOUT_MS = 5_000;
/** Once a day: a server logs and counts each connection that ends at its greeting, and may block the host for it. */
const GREET_EVERY_DAYS = 1;
const ASK_LOCALLY_EVERY_DAYS = 1;

const NO_LOGIN: Refusal = { status: 'login_required', reason: 'Give it a login to see its measures.' };

/** MySQL and MariaDB: over the forwarded connection with a login, else as root through the local client. */
export const mysqlClient: EngineClient = {
  engines: ['mysql', 'mariadb'],
  metricDefinitions: MYSQL_METRICS,
  commandDefinitions: [localStatus],
  measure: async (input) => {
    const { login } = input;
    if (login === undefined) {
      const local = await measureLocally(input);
      return local.measurement ?? greet(input, local.remember);
    }
    try {
      return await measureByLogin(input, login, recallMemory(input.last, input.previous).tls);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (error.errorClass === 'connection_refused') return offline(input);
      // Forwarding is not allowed here: the server may still know root by its socket.
      const local = error.errorClass === 'forwarding_refused' ? await measureLocally(input) : undefined;
      if (local?.measurement === undefined) throw error;
      return local.measurement;
    }
  },
};

async function measureByLogin(input: MeasureInput, login: Login, tls: boolean): Promise<Measurement> {
  const where = nameOf(input);
  const stream = await input.connect();
  // For life: what a broken stream means shows in what is read from it.
  stream.on('error', () => undefined);
  try {
    const greeting = await peekGreeting(stream, GREETING_TIMEOUT_MS, where);
    if (greeting.kind === 'refused') return refused(input, refusalOf(greeting.code, greeting.message), undefined);
    const session = { login, tls: tls && greeting.offersTls, greeted: greeting.versionText };
    const outcome = await askByLogin(stream, { ...input, ...session, mayRetry: !tls && greeting.offersTls });
    if (!('retryWithTls' in outcome)) return outcome;
  } finally {
    stream.destroy();
  }
  return measureByLogin(input, login, true);
}

interface LoginInput extends MeasureInput {
  readonly login: Login;
  readonly tls: boolean;
  readonly greeted: string;
  readonly mayRetry: boolean;
}

async function askByLogin(stream: Duplex, input: LoginInput): Promise<Measurement | { readonly retryWithTls: true }> {
  const { tls, signal, greeted, mayRetry } = input;
  const where = nameOf(input);
  try {
    const session = await openSession(stream, { login: input.login, tls, where, signal });
    const answers = await askMysql(session, greeted, where);
    await session.close();
    return judgeMysql(answers, { ...input, now: new Date(), remember: { tls } });
  } catch (error) {
    if (!(error instanceof MysqlFailure)) throw error;
    const known = REFUSALS[error.number ?? 0] ?? DRIVER_REFUSALS[error.code];
    if (known?.tls === true && mayRetry) return { retryWithTls: true };
    if (known !== undefined) return refused(input, known, greeted);
    if (error.number !== null) return refused(input, refusalOf(error.number, error.message), greeted);
    throw new RemoteError('connection_lost', `The login to ${where} broke: ${error.message} (${error.code}).`);
  }
}

/** Without a login: the greeting tells the version. */
async function greet(input: MeasureInput, remember: Partial<Memory>): Promise<Measurement> {
  const { last } = input;
  const { greetedAt } = recallMemory(last);
  if (last?.status === 'login_required' && !isOver(greetedAt, new Date(), GREET_EVERY_DAYS)) {
    return { ...last, errors: [] };
  }
  let stream: Duplex;
  try {
    stream = await input.connect();
  } catch (error) {
    if (error instanceof RemoteError && error.errorClass === 'connection_refused') return offline(input);
    throw error;
  }
  stream.on('error', () => undefined);
  try {
    const greeting = await peekGreeting(stream, GREETING_TIMEOUT_MS, nameOf(input));
    if (greeting.kind === 'refused') return refused(input, refusalOf(greeting.code, greeting.message), undefined);
    return refused(input, NO_LOGIN, greeting.versionText, remember);
  } finally {
    stream.destroy();
  }
}

interface LocalOutcome {
  /** Undefined: there is no local way, or it leads to another server, or root is refused. */
  readonly measurement?: Measurement;
  readonly remember: Partial<Memory>;
}

async function measureLocally(input: MeasureInput): Promise<LocalOutcome> {
  const { endpoint, last, previous } = input;
  const { localRefusedAt } = recallMemory(last, previous);
  const now = new Date();
  const socketPath = isUsablePath(endpoint.socketPath) ? endpoint.socketPath : null;
  const findable = endpoint.containerId === null && (socketPath !== null || endpoint.port !== null);
  if (!findable || !isOver(localRefusedAt, now, ASK_LOCALLY_EVERY_DAYS)) return { remember: {} };
  const invocation = invoke(localStatus, { socketPath });
  const [result] = await input.runLocal([invocation]);
  if (result?.status !== 'ok') return { remember: {} };
  const { value, errors } = invocation.parse({ ...result, exitCode: result.exitCode ?? 0 });
  if (value.refusedWith !== undefined) return { remember: { localRefusedAt: now.toISOString() } };
  if (!isThisServer(value, input)) return { remember: {} };
  return { measurement: judgeMysql({ ...value, errors }, { ...input, now }), remember: {} };
}

/** The default socket may be another server’s: its port tells. */
function isThisServer(answers: LocalAnswers, { endpoint }: MeasureInput): boolean {
  if (answers.versionText === undefined) return false;
  return endpoint.port === null || answers.port === endpoint.port;
}

function refusalOf(code: number, message: string): Refusal {
  return REFUSALS[code] ?? { status: 'unknown', reason: `It refuses connections: ${message} (error ${code}).` };
}

function refused(
  input: MeasureInput,
  refusal: Refusal,
  greeted: string | undefined,
  remember: Partial<Memory> = {},
): Measurement {
  const { last, previous } = input;
  const server = greeted === undefined ? undefined : readServerVersion(greeted);
  const greetedAt = server && { greetedAt: new Date().toISOString() };
  const memory: Memory = { ...recallMemory(last, previous), ...remember, ...greetedAt };
  const finding = { severity: 'critical', code: refusal.finding ?? '', message: refusal.reason } as const;
  return {
    status: refusal.status,
    statusReason: refusal.reason,
    version: server?.version ?? last?.version ?? previous?.version ?? null,
    ...(server === undefined ? {} : { engine: server.family }),
    role: null,
    details: { memory },
    findings: refusal.finding === undefined ? [] : [finding],
    values: {},
    errors: [],
  };
}

function offline(input: MeasureInput): Measurement {
  return refused(input, { status: 'offline', reason: `Nothing answers at ${nameOf(input)}.` }, undefined);
}

function nameOf({ endpoint: { address, port, socketPath } }: MeasureInput): string {
  if (port !== null) return `the database at ${address ?? 'localhost'} port ${port}`;
  return `the database at ${socketPath ?? 'an unknown place'}`;
}
