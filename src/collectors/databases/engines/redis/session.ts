import { createClient, ErrorReply, SocketTimeoutError } from '@redis/client';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { LocalForward, Login } from '../../engine.js';

/** An answer, or the code with which the server refused: the first word of its error, by the protocol's convention. */
export type Reply = { readonly value: unknown } | { readonly refusal: string };

export interface RedisSession {
  /** Rejects with a RemoteError when there is no answer at all. */
  readonly ask: (...words: readonly string[]) => Promise<Reply>;
  readonly close: () => void;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 5_000;

const OPTIONS = {
  socket: { tls: false, reconnectStrategy: false, connectTimeout: CONNECT_MS, socketTimeout: ANSWER_MS },
  // Nothing is sent that was not asked for: a login may be allowed a few commands only.
  RESP: 2,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  disableOfflineQueue: true,
} as const;

/** Never connected: making a client makes a class with a method for each command, a copy of one does not. */
const template = createClient({ ...OPTIONS, socket: { ...OPTIONS.socket, path: '/nowhere' } });

/** Connects, without a login yet. Rejects with a RemoteError. */
export async function openSession(forward: LocalForward, where: string): Promise<RedisSession> {
  const client = template.duplicate({ socket: { ...OPTIONS.socket, path: forward.path } });
  client.on('error', () => undefined);
  const failure = (error: unknown): RemoteError => {
    const cause = forward.cause() ?? error;
    if (cause instanceof RemoteError) return cause;
    if (cause instanceof SocketTimeoutError)
      return new RemoteError('command_timeout', `${where} did not answer within ${ANSWER_MS / 1000} s.`);
    const name = cause instanceof Error ? cause.constructor.name : 'an unknown failure';
    return new RemoteError('protocol_error', `${where} does not answer as Redis does (${name}).`);
  };
  try {
    await client.connect();
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw failure(error);
  }
  return {
    ask: async (...words) => {
      try {
        return { value: await client.sendCommand(words) };
      } catch (error) {
        if (error instanceof ErrorReply) return { refusal: codeOf(error) };
        throw failure(error);
      }
    },
    close: () => {
      if (client.isOpen) client.destroy();
    },
  };
}

/** Never the text: for a command it does not know, Redis repeats its arguments, a password among them. */
function codeOf(error: ErrorReply): string {
  // This one has no code of its own.
  if (error.message === 'ERR max number of clients reached') return 'MAXCLIENTS';
  return /^[A-Z]{2,20}/.exec(error.message)?.[0] ?? 'ERR';
}

/**
 * Asks without a login, before one is sent. Gives the code of a refusal: Redis may want a login for PING too.
 *
 * @throws RemoteError `protocol_error` when what answers is not Redis.
 */
export async function greet(session: RedisSession, where: string): Promise<string | undefined> {
  const reply = await session.ask('PING');
  if ('refusal' in reply) return reply.refusal;
  if (reply.value === 'PONG') return undefined;
  throw new RemoteError('protocol_error', `${where} does not answer PING as Redis does: no login is sent to it.`);
}

/** Undefined when it is let in, else the code of the refusal. */
export async function logIn(session: RedisSession, { user, password }: Login): Promise<string | undefined> {
  const isDefault = user === '' || user === 'default';
  const first = await session.ask('AUTH', ...(isDefault ? [password] : [user, password]));
  if (!('refusal' in first)) return undefined;
  // Before version 6 there are no users, and two arguments are one too many.
  if (isDefault || first.refusal !== 'ERR') return first.refusal;
  const second = await session.ask('AUTH', password);
  return 'refusal' in second ? second.refusal : undefined;
}
