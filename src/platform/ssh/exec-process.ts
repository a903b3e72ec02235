import type { ExecChannel } from './exec-channel.js';
import type { ScriptProcess } from './script-process.js';
import { sendSignal } from './ssh2-internals.js';

/** Runs a kill script on the same host over another channel; resolves false when there was none to be had. */
export type RemoteKiller = (shellPid: number, scope: 'descendants' | 'run') => Promise<boolean>;

/** What a kill may take before the run rejects all the same. */
const KILL_WAIT_MS = 2_000;

/** An exec channel seen as a process. A close without exit code or signal is a loss: the outcome is unknown. */
export function describeExecProcess({ channel, exited, closed }: ExecChannel, kill: RemoteKiller): ScriptProcess {
  return {
    stdin: channel.stdin,
    stdout: channel.stdout,
    stderr: channel.stderr,
    exited,
    closed,
    killDescendants: (shellPid) => kill(shellPid, 'descendants'),
    kill: async (shellPid) => {
      // OpenSSH passes the signal to the process group at once. It does not to a forced command or to what runs as
      // another user, and other servers kill the shell only: the kill script looks after those.
      const sent = sendSignal(channel, 'KILL');
      channel.close();
      if (shellPid !== undefined && sent) await Promise.race([kill(shellPid, 'run'), delay(KILL_WAIT_MS)]);
    },
    release: () => {
      channel.close();
      // Unread output would keep the channel from closing.
      channel.resume();
      channel.stderr.resume();
    },
  };
}

function delay(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}
