import { randomBytes } from 'node:crypto';
import { RemoteError } from '../ssh/remote-errors.js';
import type { RunResult, Transport } from '../ssh/transport.js';
import { BatchItem, type StreamName } from './batch-item.js';
import { BatchMonitor } from './batch-monitor.js';
import { type CommandResult, resultOf, resultWithoutRun } from './command-result.js';
import type { HostCapabilities, Invocation, ReadOnlyInvocation } from './command.js';
import { killRunning } from './kill-running.js';
import { needsSudo } from './render-line.js';
import { renderScript } from './render-script.js';

export interface BatchRequest {
  readonly commands: readonly ReadOnlyInvocation[];
  readonly host: HostCapabilities;
  /** For hosts with `sudo: 'password'`. Reaches the host by stdin only. */
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Output as it arrives, before any cap. */
  readonly onOutput?: ((key: string, stream: StreamName, payload: Buffer) => void) | undefined;
}

export interface BatchResult {
  /** One for each command, in order. */
  readonly results: readonly CommandResult[];
  readonly durationMs: number;
  /** Why the run ended before its last command, if it did; what had finished by then counts. */
  readonly interruption: RemoteError | null;
  /** Output that belongs to no command: login noise, background processes. */
  readonly strayBytes: number;
}

/** A background process may write on while the run is being killed; beyond this the transport ends it. */
const TRANSPORT_RESERVE_BYTES = 32 * 1024 * 1024;
const TRANSPORT_RESERVE_MS = 60_000;
const PER_COMMAND_RESERVE_MS = 5_000;

/**
 * Runs read-only commands on one host in one `transport.run()`, one after the other, each with its own exit code,
 * output, cap and time-out. Commands the host cannot run are `missing_tool` and are not sent.
 *
 * Rejects with a RemoteError when not even the script began (connection, login, shell) and on abort by `signal`
 * (`cancelled`); later failures are in the result, told apart command by command.
 */
export async function runBatch(transport: Transport, request: BatchRequest): Promise<BatchResult> {
  return runInvocations(transport, request);
}

/** What `runBatch` and `runCommand` share: of this folder only, since it asks for no grant. */
export async function runInvocations(
  transport: Transport,
  request: Omit<BatchRequest, 'commands'> & { readonly commands: readonly Invocation[] },
): Promise<BatchResult> {
  const begunAtMs = performance.now();
  const planned = request.commands.map((invocation) => planItem(invocation, request));
  const items = planned.filter((entry) => entry instanceof BatchItem);
  const run = items.length === 0 ? null : await runItems(transport, request, items);
  return {
    results: planned.map((entry) =>
      entry instanceof BatchItem ? resultOf(entry, request.host.sudo, request.sudoPassword) : entry,
    ),
    durationMs: performance.now() - begunAtMs,
    interruption: run?.interruption ?? null,
    strayBytes: run?.strayBytes ?? 0,
  };
}

type RunSettings = Omit<BatchRequest, 'commands'>;

function planItem(invocation: Invocation, request: RunSettings): BatchItem | CommandResult {
  const { facts, key } = invocation;
  const { host, sudoPassword } = request;
  const argv = facts.tools.every((tool) => host.tools[tool] !== undefined) ? invocation.argv(host) : undefined;
  if (argv === undefined) return resultWithoutRun({ id: facts.id, key }, 'missing_tool');
  const viaSudo = needsSudo(facts, host.sudo);
  if (viaSudo && host.sudo === 'password' && sudoPassword === undefined) {
    return resultWithoutRun({ id: facts.id, key }, 'failed', 'sudo_password_required');
  }
  return new BatchItem(invocation, argv, viaSudo);
}

interface FinishedRun {
  readonly interruption: RemoteError | null;
  readonly strayBytes: number;
}

async function runItems(transport: Transport, request: RunSettings, items: BatchItem[]): Promise<FinishedRun> {
  const { sudo } = request.host;
  const { sudoPassword, signal } = request;
  const nonce = randomBytes(16).toString('hex');
  const monitor: BatchMonitor = new BatchMonitor({
    nonce,
    items,
    onOutput: (item, stream, payload) => request.onOutput?.(item.invocation.key, stream, payload),
    kill: (item, reason) => void killRunning({ transport, monitor, items, sudo, sudoPassword }, item, reason),
  });
  const script = renderScript(
    items.map(({ invocation, argv }) => ({ facts: invocation.facts, argv })),
    { nonce, sudo, sudoPassword },
  );
  const outcome = await transport
    .run({
      script,
      timeoutMs: items.reduce((sum, item) => sum + item.timeoutMs + PER_COMMAND_RESERVE_MS, TRANSPORT_RESERVE_MS),
      maxOutputBytes: items.reduce((sum, item) => sum + 2 * item.hardLimitBytes, TRANSPORT_RESERVE_BYTES),
      onOutput: (stream, chunk) => monitor.push(stream, chunk),
      onStarted: (control) => monitor.started(control),
      ...(signal === undefined ? {} : { signal }),
    })
    .catch((error: unknown) => error)
    .finally(() => monitor.stop());
  if (signal?.aborted === true) throw cancelled(outcome);
  return {
    interruption: monitor.completed ? null : explainEnd(outcome as RunResult | Error, monitor),
    strayBytes: monitor.strayBytes,
  };
}

function cancelled(cause: unknown): RemoteError {
  if (cause instanceof RemoteError && cause.errorClass === 'cancelled') return cause;
  return new RemoteError('cancelled', 'The batch was cancelled; what it had begun was killed.', {
    mayHaveRun: true,
    cause,
  });
}

/** Why a run ended without its last mark. Throws when it did not even begin. */
function explainEnd(outcome: RunResult | Error, monitor: BatchMonitor): RemoteError {
  const error = outcome instanceof Error ? asRemoteError(outcome) : unexpectedEnd(outcome, monitor);
  if (monitor.shellPid === null) throw error;
  return error;
}

function asRemoteError(error: Error): RemoteError {
  if (error instanceof RemoteError) return error;
  return new RemoteError('protocol_error', `The transport failed: ${error.message}`, {
    mayHaveRun: true,
    cause: error,
  });
}

function unexpectedEnd(result: RunResult, monitor: BatchMonitor): RemoteError {
  const details = { mayHaveRun: true, exitCode: result.exitCode };
  if (monitor.shellPid === null && result.exitCode !== null) {
    const noise = monitor.noiseExcerpt;
    const said = noise === '' ? 'it printed nothing' : `it printed: ${noise}`;
    return new RemoteError(
      'shell_unusable',
      `The login ended with code ${result.exitCode} before the script began; ${said}.`,
      details,
    );
  }
  if (result.signal !== null) {
    return new RemoteError('remote_killed', `The shell of the batch was ended by signal ${result.signal}.`, details);
  }
  if (result.exitCode === null) {
    return new RemoteError('connection_lost', 'The connection broke before the batch was through.', details);
  }
  return new RemoteError(
    'protocol_error',
    `The shell of the batch ended with code ${result.exitCode} before its last command.`,
    details,
  );
}
