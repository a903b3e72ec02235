import type { Duplex } from 'node:stream';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { MeasureInput } from '../../engine.js';
import { SERVER_QUERY, selectQueries, TABLES_QUERY, type Query } from './queries.js';
import { PASSWORD_WANTED, REFUSALS, type Refusal } from './refusals.js';
import type { Server } from './server.js';
import { describe, openSession, PasswordWanted, type Answers, type Session } from './session.js';

export type Asked = 'server' | 'tables' | Server;
export type Ask = (what: Asked, database?: string) => Promise<Answers>;
export type AskLocally = (request: { ask: Asked; database: string }) => Promise<Answers | undefined>;

export type Way = { readonly ask: Ask; readonly close: () => Promise<void> } | { readonly refusal: Refusal };

const DATABASES = ['postgres', 'template1'];

/**
 * How to ask this server: by a session with the login, by the host's psql where no login is given or no connection is
 * allowed, or by a session as `postgres` without a password, as a server that trusts its own host takes it.
 *
 * Rejects with a RemoteError when it cannot be reached in any way.
 */
export async function openWays(input: MeasureInput, askLocally: AskLocally): Promise<Way> {
  const isOnHost = input.endpoint.containerName === null;
  if (input.login === undefined && isOnHost) {
    const local = await tryLocally(askLocally);
    if (local !== undefined) return local;
  }
  try {
    return await openByStream(input);
  } catch (error) {
    const isRefused = error instanceof RemoteError && error.errorClass === 'forwarding_refused';
    const local = isRefused && isOnHost && input.login !== undefined ? await tryLocally(askLocally) : undefined;
    if (local !== undefined) return local;
    throw error;
  }
}

async function tryLocally(askLocally: AskLocally): Promise<Way | undefined> {
  for (const database of DATABASES) {
    const first = await askLocally({ ask: 'server', database });
    if (first === undefined) continue;
    return {
      ask: async (what, other) =>
        what === 'server' ? first : ((await askLocally({ ask: what, database: other ?? database })) ?? new Map()),
      close: async () => undefined,
    };
  }
  return undefined;
}

async function openByStream(input: MeasureInput): Promise<Way> {
  let refusal: Refusal | undefined;
  for (const attempt of attemptsOf()) {
    if (refusal !== undefined && !isWorthTrying(refusal, attempt)) continue;
    const first = refusal;
    const opened = await openOnce(input, attempt).catch((error: unknown): Way => {
      // A server without TLS says so in no code: what it said before stands.
      if (first === undefined) throw error;
      return { refusal: first };
    });
    if ('ask' in opened) return opened;
    // The first refusal says more than that of a second attempt in another way.
    refusal = refusal === undefined || refusal.otherDatabase === true ? opened.refusal : refusal;
  }
  return { refusal: refusal ?? PASSWORD_WANTED };
}

interface Attempt {
  readonly database: string;
  readonly tls: boolean;
}

function attemptsOf(): readonly Attempt[] {
  return [
    { database: 'postgres', tls: false },
    { database: 'template1', tls: false },
    { database: 'postgres', tls: true },
  ];
}

function isWorthTrying(refusal: Refusal, { database, tls }: Attempt): boolean {
  if (tls) return refusal.tls === true;
  return database !== 'postgres' && refusal.otherDatabase === true;
}

async function openOnce(input: MeasureInput, attempt: Attempt): Promise<Way> {
  const open = async (database: string): Promise<Session> => {
    const stream: Duplex = await input.connect();
    return openSession({
      stream,
      user: input.login?.user ?? 'postgres',
      password: input.login?.password,
      database,
      tls: attempt.tls,
      where: input.endpoint.identity,
      signal: input.signal,
    });
  };
  try {
    const session = await open(attempt.database);
    return { ask: (what, other) => askBySession({ session, open }, what, other), close: session.close };
  } catch (error) {
    return { refusal: refusalOf(error, input) };
  }
}

/** One session at a time: that of the first database ends before another's begins. */
async function askBySession(
  { session, open }: { readonly session: Session; readonly open: (database: string) => Promise<Session> },
  what: Asked,
  other: string | undefined,
): Promise<Answers> {
  if (other === undefined) return session.ask(queriesOf(what));
  await session.close();
  const further = await open(other);
  try {
    return await further.ask(queriesOf(what));
  } finally {
    await further.close();
  }
}

function queriesOf(what: Asked): readonly Query[] {
  if (what === 'server') return [SERVER_QUERY];
  return what === 'tables' ? [TABLES_QUERY] : selectQueries(what);
}

/** A refusal by the server is an answer; everything else is a failure. */
function refusalOf(error: unknown, { endpoint, signal }: MeasureInput): Refusal {
  if (error instanceof PasswordWanted) return PASSWORD_WANTED;
  if (error instanceof RemoteError) throw error;
  const { code } = error as { readonly code?: unknown };
  const known = typeof code === 'string' ? REFUSALS[code] : undefined;
  if (known !== undefined) return known;
  signal.throwIfAborted();
  const problem = `${endpoint.identity} did not let us in: ${describe(error)}`;
  throw new RemoteError('protocol_error', problem, { cause: error });
}
