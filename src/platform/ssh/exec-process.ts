import type { ExecChannel } from './exec-channel.js';
import type { ScriptProcess } from './script-process.js';
import { sendSignal } from './ssh2-internals.js';

/** Runs a kill script on the same host over another channel; resolves false when there was none to be had. */
export type RemoteKiller = (shellPid: number, scope: 'descendants' | 'run') => Promise<boolean>;

/** What each step of a kill may take before the next is tried, and the run rejects all the same. */
const KILL_STEP_MS = 2_000;

/** An exec channel seen as a process. */
export function describeExecProcess({ channel, exited, closed }: ExecChannel, kill: RemoteKiller): ScriptProcess {
  const killAside = async (shellPid: number | undefined): Promise<boolean> =>
    shellPid !== undefined && ((await withinStep(kill(shellPid, 'run'))) ?? false);
  return {
    stdin: channel.stdin,
    stdout: channel.stdout,
    stderr: channel.stderr,
    exited,
    closed,
    killDescendants: (shellPid) => kill(shellPid, 'descendants'),
    kill: async (shellPid) => {
      // The script first: it finds what has left the process group as long as its parents live, and what runs as root.
      const killed = await killAside(shellPid);
      // OpenSSH passes the signal to the process group, but not for a forced command; other servers kill the shell only.
      const end = sendSignal(channel, 'KILL') ? await withinStep(exited) : undefined;
      channel.close();
      // The host answers, and the channel that was in the way is gone: what survived its shell is found by its session.
      if (!killed && end !== undefined) await killAside(shellPid);
    },
    release: () => {
      channel.close();
      // Unread output would keep the channel from closing.
      channel.resume();
      channel.stderr.resume();
    },
  };
}

/** undefined when it takes too long. */
async function withinStep<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), KILL_STEP_MS);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
