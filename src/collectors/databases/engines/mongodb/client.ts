import { invoke } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { EngineClient, LocalForward, Login, Measurement, MeasureInput } from '../../engine.js';
import { CertificateWanted } from '../../secure-stream.js';
import { measureInManner } from '../manner.js';
import { askMongodb } from './ask.js';
import { AUTHENTICATION_FAILED, SHUTTING_DOWN, UNAUTHORIZED } from './commands.js';
import { judgeMongodb, roleOf, versionOf } from './judge.js';
import { localStatus } from './local-client.js';
import { MONGODB_METRICS } from './metrics.js';
import { MongodbFailure, openSession, type MongodbSession } from './session.js';

/** MongoDB: the driver over a forwarded socket; its shell without a login where nothing can be forwarded. */
export const mongodbClient: EngineClient = {
  engines: ['mongodb'],
  metricDefinitions: MONGODB_METRICS,
  commandDefinitions: [localStatus],
  measure: async (input) => {
    try {
      return await measureInManner(input, async (tls) => {
        const measured = await measureForwarded(input, tls);
        return { ...measured, details: { ...measured.details, tls } };
      });
    } catch (error) {
      if (!(error instanceof CertificateWanted)) throw error;
      const reason =
        'It wants a certificate of its clients: allowConnectionsWithoutCertificates lets them in by password.';
      return { ...unmeasured(input, 'login_required', reason), details: { tls: true } };
    }
  },
};

async function measureForwarded(input: MeasureInput, tls: boolean): Promise<Measurement> {
  const forward = await input.forward({ tls });
  try {
    return await measureOver(forward, input, input.login);
  } catch (error) {
    const failure = causeOf(forward, error, input);
    if (failure.errorClass === 'connection_refused')
      return unmeasured(input, 'offline', `Nothing answers at ${nameOf(input)}.`);
    const local = failure.errorClass === 'forwarding_refused' ? await measureLocally(input) : undefined;
    if (local === undefined) throw failure;
    return local;
  } finally {
    await forward.close();
  }
}

async function measureOver(forward: LocalForward, input: MeasureInput, login: Login | undefined): Promise<Measurement> {
  let session: MongodbSession;
  try {
    session = await openSession(forward, login);
  } catch (error) {
    if (error instanceof MongodbFailure && isRefused(error) && login !== undefined) return afterRefusal(forward, input);
    throw error;
  }
  const stop = (): void => void session.close();
  input.signal.addEventListener('abort', stop, { once: true });
  try {
    return await askAndJudge(session, input, login);
  } finally {
    input.signal.removeEventListener('abort', stop);
    await session.close();
  }
}

/** An arbiter holds no users: it refuses every login and is well. `hello` needs none. */
async function afterRefusal(forward: LocalForward, input: MeasureInput): Promise<Measurement> {
  const reason = 'It refused the login: user, password or authentication database (admin) are wrong.';
  const measured = await measureOver(forward, input, undefined);
  if (measured.role === 'arbiter') return measured;
  if (measured.status === 'online')
    return { ...measured, statusReason: `${reason} It answers without one.`, loginRefused: true };
  return { ...measured, status: 'login_required', statusReason: reason, errors: [] };
}

async function askAndJudge(
  session: MongodbSession,
  input: MeasureInput,
  login: Login | undefined,
): Promise<Measurement> {
  const hello = await session.run({ hello: 1 });
  const answers = await askMongodb(session, hello, nameOf(input));
  if (answers.serverStatus !== undefined) return judgeMongodb(answers, input);
  const role = roleOf(hello);
  const known = { version: versionOf(answers) ?? input.previous?.version ?? null, role };
  const denied = answers.errors.some(({ errorClass }) => errorClass === 'permission_denied');
  if (role === 'arbiter' && denied) {
    return {
      ...unmeasured(input, 'online', 'An arbiter holds no data and no users: there is nothing to measure.'),
      ...known,
    };
  }
  if (!denied)
    return { ...unmeasured(input, 'unknown', 'It did not answer serverStatus.'), ...known, errors: answers.errors };
  const reason =
    login === undefined ? 'Give it a login to see its measures.' : 'The user needs the role clusterMonitor on admin.';
  return { ...unmeasured(input, 'login_required', reason), ...known };
}

/** Undefined: there is no shell, or it is a container's, or it got no answer. */
async function measureLocally(input: MeasureInput): Promise<Measurement | undefined> {
  const { port, containerId } = input.endpoint;
  if (port === null || containerId !== null) return undefined;
  const invocation = invoke(localStatus, { port });
  const [result] = await input.runLocal([invocation]);
  if (result?.status !== 'ok') return undefined;
  const { value } = invocation.parse({ ...result, exitCode: result.exitCode ?? 0 });
  if (!value.unauthorized) return judgeMongodb(value, input);
  const reason = 'Give it a login, and allow forwarding for it: a login cannot be used through the shell.';
  return {
    ...unmeasured(input, 'login_required', reason),
    version: versionOf(value) ?? null,
    role: roleOf(value.hello),
  };
}

function isRefused({ code }: MongodbFailure): boolean {
  return code === AUTHENTICATION_FAILED || code === UNAUTHORIZED;
}

function causeOf(forward: LocalForward, error: unknown, input: MeasureInput): RemoteError {
  if (error instanceof RemoteError) return error;
  // The driver sees a closed socket only; why it was closed is known here.
  const cause = forward.cause();
  if (cause instanceof RemoteError) return cause;
  if (!(error instanceof MongodbFailure)) throw error;
  const { code, message } = error;
  if (code !== null && SHUTTING_DOWN.has(code))
    return new RemoteError('connection_refused', `${nameOf(input)} is shutting down.`);
  return new RemoteError('connection_lost', `${nameOf(input)} could not be asked: ${message}`);
}

function unmeasured({ previous }: MeasureInput, status: Measurement['status'], reason: string): Measurement {
  const nothing = { details: {}, findings: [], values: {}, errors: [] };
  return { status, statusReason: reason, version: previous?.version ?? null, role: null, ...nothing };
}

function nameOf({ endpoint: { address, port, socketPath } }: MeasureInput): string {
  return port === null
    ? `MongoDB at ${socketPath ?? 'an unknown place'}`
    : `MongoDB at ${address ?? 'localhost'} port ${port}`;
}
