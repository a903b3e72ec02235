import { quoteWord } from '../shell-text/quote-word.js';
import { renderKillScript } from '../ssh/kill-script.js';
import type { Transport } from '../ssh/transport.js';
import type { BatchItem, KillReason } from './batch-item.js';
import type { BatchMonitor } from './batch-monitor.js';
import { PASSWORD_VARIABLE, type SudoMode } from './render-line.js';

/** How long a killed command may take until its end mark is here. */
const KILL_GRACE_MS = 3_000;
/** Root's command may have been reached all the same: by a rule without a password, or because it ended. */
const SUDO_GRACE_MS = 1_000;
const SUDO_KILL_LIMIT_MS = 5_000;

export interface KillContext {
  readonly transport: Transport;
  readonly monitor: BatchMonitor;
  readonly items: readonly BatchItem[];
  readonly sudo: SudoMode;
  readonly sudoPassword?: string | undefined;
}

/**
 * Ends the one command that runs now, so that the rest of its batch still runs: over a second channel, as root when the
 * command is root's. When that cannot be had, the whole run is aborted. Never rejects.
 */
export async function killRunning(context: KillContext, item: BatchItem, reason: KillReason): Promise<void> {
  if (item.killReason !== null || !item.running) return;
  item.killReason = reason;
  const { monitor } = context;
  const shellPid = monitor.shellPid;
  if (shellPid !== null && monitor.control !== null) {
    const reached = await monitor.control.killDescendants(shellPid);
    markCrossfire(context.items, item);
    if (reached && (await item.endsWithin(item.viaSudo ? SUDO_GRACE_MS : KILL_GRACE_MS))) return;
    if (reached && item.viaSudo && (await endsAsRoot(context, item, shellPid))) return;
  }
  if (!item.running) return;
  if (reason === 'timed_out') monitor.abort('command_timeout', `${item.invocation.facts.id} did not end when killed`);
  else monitor.abort('output_too_large', `${item.invocation.facts.id} floods its output`);
}

/** The kill took its time: a command that began meanwhile may have been hit instead. */
function markCrossfire(items: readonly BatchItem[], intended: BatchItem): void {
  if (intended.running) return;
  for (const item of items) {
    if (item !== intended && item.startedAtMs !== null && item.startedAtMs >= (intended.endedAtMs ?? 0))
      item.crossfire = true;
  }
}

async function endsAsRoot(context: KillContext, item: BatchItem, shellPid: number): Promise<boolean> {
  const signal = AbortSignal.timeout(SUDO_KILL_LIMIT_MS);
  await context.transport
    .run({
      script: killScript(context.sudo, context.sudoPassword, shellPid),
      timeoutMs: SUDO_KILL_LIMIT_MS,
      maxOutputBytes: 16 * 1024,
      signal,
    })
    .catch(() => undefined);
  return item.endsWithin(KILL_GRACE_MS);
}

/** The same search as the transport's own, but as root: the login user may not kill root's processes. */
function killScript(sudo: SudoMode, sudoPassword: string | undefined, shellPid: number): string {
  const search = `-- sh -c ${quoteWord(renderKillScript(shellPid, 'descendants'))}\n`;
  if (sudo !== 'password' || sudoPassword === undefined) return `sudo -n ${search}`;
  const assign = `unset ${PASSWORD_VARIABLE}\n${PASSWORD_VARIABLE}=${quoteWord(sudoPassword)}\n`;
  return `${assign}printf '%s\\n' "$${PASSWORD_VARIABLE}" | sudo -k -S -p '' ${search}`;
}
