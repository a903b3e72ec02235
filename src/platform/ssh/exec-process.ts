import type { ExecChannel } from './exec-channel.js';
import type { ProcessEnd, ScriptProcess } from './script-process.js';
import { sendSignal } from './ssh2-internals.js';

/** Runs a kill script on the same host over another channel; resolves false when there was none to be had. */
export type RemoteKiller = (shellPid: number, scope: 'descendants' | 'run') => Promise<boolean>;

/** What each step of a kill may take before the next is tried, and the run rejects all the same. */
const KILL_STEP_MS = 4_000;
const SIGNAL_PATIENCE_MS = [50, 150, 300];

/** An exec channel seen as a process. */
export function describeExecProcess({ channel, exited, closed }: ExecChannel, kill: RemoteKiller): ScriptProcess {
  const killAside = async (shellPid: number | undefined): Promise<boolean> =>
    shellPid !== undefined && ((await within(KILL_STEP_MS, kill(shellPid, 'run'))) ?? false);
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
      // OpenSSH passes the signal to the process group, but not for root and not for a forced command.
      const end = await signalUntilExit({ channel, exited, closed });
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

/** More than once: a shell that is just being started on the host has no process group yet. */
async function signalUntilExit({ channel, exited }: ExecChannel): Promise<ProcessEnd | undefined> {
  for (const patienceMs of SIGNAL_PATIENCE_MS) {
    if (!sendSignal(channel, 'KILL')) return undefined;
    const end = await within(patienceMs, exited);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** undefined when it takes too long. */
async function within<T>(patienceMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
