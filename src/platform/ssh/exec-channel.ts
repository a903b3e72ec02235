import type { ClientChannel } from 'ssh2';
import type { ProcessEnd } from './script-process.js';

/** A channel on which a command runs, and how it ends. */
export interface ExecChannel {
  readonly channel: ClientChannel;
  /** Resolves with the exit code or signal, or with a loss. Never rejects. */
  readonly exited: Promise<ProcessEnd>;
  /** The same once the channel is closed. Never rejects. */
  readonly closed: Promise<ProcessEnd>;
}

/**
 * To be called within the callback that brings the channel: a short command's exit code arrives in the same packet as
 * the permission to run it, and ssh2 does not tell it twice. A close without exit code or signal is a loss.
 */
export function observeExecChannel(channel: ClientChannel): ExecChannel {
  let end: ProcessEnd | undefined;
  const exited = new Promise<ProcessEnd>((resolve) => {
    channel.once('exit', (code: number | null, signal?: string) => {
      end = { kind: 'ended', exitCode: code, signal: signal?.replace(/^SIG/, '') ?? null };
      resolve(end);
    });
    channel.once('close', () => resolve(end ?? { kind: 'lost' }));
  });
  const closed = new Promise<ProcessEnd>((resolve) => {
    channel.once('close', () => resolve(end ?? { kind: 'lost' }));
  });
  return { channel, exited, closed };
}
