import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { quoteWord } from '../shell-text/quote-word.js';
import { RemoteError, type RemoteErrorClass } from './remote-errors.js';
import { toError } from './to-error.js';
import { onAbort } from './on-abort.js';
import type { SshConnection } from './ssh-connection.js';
import type { RunRequest, RunResult, SocketTarget } from './transport.js';

export interface OpenSocketOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Runs a script on the same host: only OpenSSH's answer to a refused socket path needs it. */
  readonly run?: (request: RunRequest) => Promise<RunResult>;
}

const ADMINISTRATIVELY_PROHIBITED = 1;

function describeTarget(target: SocketTarget): string {
  return 'socketPath' in target ? target.socketPath : `${target.host} port ${target.port}`;
}

/**
 * A stream to a socket that the host can reach. Rejects with `forwarding_refused`, `connection_refused`,
 * `host_unreachable`, `permission_denied`, `connect_timeout` or `connection_lost`.
 */
export async function openSocket(
  connection: SshConnection,
  target: SocketTarget,
  options: OpenSocketOptions,
): Promise<Duplex> {
  try {
    return await openForward(connection, target, options);
  } catch (error) {
    if (error instanceof RemoteError) throw error;
    if (options.signal?.aborted === true) throw error;
    throw await explainRefusal(connection, { target, options, error: toError(error) });
  }
}

function openForward(
  connection: SshConnection,
  target: SocketTarget,
  { timeoutMs, signal }: OpenSocketOptions,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };
    const timer = setTimeout(() => {
      const message = `${connection.where} did not reach ${describeTarget(target)} within ${timeoutMs} ms.`;
      fail(new RemoteError('connect_timeout', message));
    }, timeoutMs);
    let settled = false;
    let stopListening = (): void => {};
    const settle = (): void => {
      settled = true;
      clearTimeout(timer);
      stopListening();
    };
    const onOpened = (error: Error | undefined, channel: ClientChannel): void => {
      if (error === undefined) channel.on('error', () => {});
      // Came too late: nobody will use it, so it must not stay open on the server.
      if (settled) return void (error === undefined && channel.destroy());
      if (error !== undefined) return fail(error);
      settle();
      resolve(channel);
    };
    stopListening = onAbort(signal, fail);
    if (settled) return;
    try {
      if ('socketPath' in target) connection.client.openssh_forwardOutStreamLocal(target.socketPath, onOpened);
      else connection.client.forwardOut('127.0.0.1', 0, target.host, target.port, onOpened);
    } catch (error) {
      fail(toError(error));
    }
  });
}

interface Refusal {
  readonly target: SocketTarget;
  readonly options: OpenSocketOptions;
  readonly error: Error;
}

async function explainRefusal(connection: SshConnection, refusal: Refusal): Promise<RemoteError> {
  const { target, error } = refusal;
  const build = (errorClass: RemoteErrorClass, what: string): RemoteError =>
    new RemoteError(errorClass, `${connection.where}: ${what}: ${describeTarget(target)}.`, { cause: error });
  const { reason } = error as { reason?: unknown };
  if (connection.closed) return build('connection_lost', 'the connection was lost before this could be opened');
  if (reason === undefined) return build('forwarding_refused', 'the server cannot forward to a socket path');
  if (reason === ADMINISTRATIVELY_PROHIBITED) return build('forwarding_refused', 'the server forbids forwarding to');
  if ('socketPath' in target) return build(...(await probeSocketPath(target.socketPath, refusal.options)));
  // One reason for every failed connect; OpenSSH puts strerror() into the description, and there is no code for it.
  return error.message.endsWith('Connection refused')
    ? build('connection_refused', 'nothing listens on')
    : build('host_unreachable', 'could not be reached from there');
}

const PROBE_LIMITS = { timeoutMs: 5_000, maxOutputBytes: 4_096 };

/**
 * OpenSSH gives the same reason when forwarding to socket paths is switched off and when nobody listens; the host's
 * own table of sockets tells which (the fourth column has bit 16 set while listening).
 */
async function probeSocketPath(path: string, options: OpenSocketOptions): Promise<[RemoteErrorClass, string]> {
  const script = `path=${quoteWord(path)}
[ -e "$path" ] || exit 11
[ -w "$path" ] || exit 12
while read -r num refs protocol flags type state inode name; do
  [ "$name" = "$path" ] && [ "$flags" = 00010000 ] && exit 13
done < /proc/net/unix
exit 11
`;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const result = await options.run?.({ script, ...PROBE_LIMITS, ...signal }).catch(() => undefined);
  if (result?.exitCode === 12) return ['permission_denied', 'the login user may not use the socket'];
  if (result?.exitCode === 13) return ['forwarding_refused', 'somebody listens, but the server forbids forwarding to'];
  return ['connection_refused', 'nothing listens on'];
}
