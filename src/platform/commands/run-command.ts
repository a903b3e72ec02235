import { REMOTE_ERRORS, RemoteError } from '../ssh/remote-errors.js';
import type { Transport } from '../ssh/transport.js';
import type { StreamName } from './batch-item.js';
import type { CommandResult } from './command-result.js';
import type { CommandEffect, HostCapabilities, Invocation } from './command.js';
import { type Grant, requireGrant } from './grant.js';
import { excerptOf } from './parse-error.js';
import { runInvocations } from './run-batch.js';

export type CommandRequest<R, E extends CommandEffect> = {
  readonly command: Invocation<R, E>;
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: ((stream: StreamName, payload: Buffer) => void) | undefined;
} & ('destructive' extends E ? { readonly grant: Grant } : { readonly grant?: never });

export interface CommandAnswer<R> {
  readonly value: R;
  readonly result: CommandResult;
}

/**
 * Runs one command on a host and gives its parsed answer. A command that may be destructive needs a grant: it does not
 * type-check without one, and does not run with a wrong one (MillwrightError `forbidden`).
 *
 * Rejects with a RemoteError for every status but `ok`; `mayHaveRun` says whether it may have had an effect.
 */
export async function runCommand<R, E extends CommandEffect>(
  transport: Transport,
  request: CommandRequest<R, E>,
): Promise<CommandAnswer<R>> {
  const { command, host, sudoPassword, signal, onOutput } = request;
  requireGrant(command.facts, command.args, request.grant);
  const batch = await runInvocations(transport, {
    commands: [command],
    host,
    sudoPassword,
    signal,
    onOutput: onOutput === undefined ? undefined : (_key, stream, payload) => onOutput(stream, payload),
  });
  const [result] = batch.results;
  if (result?.status === 'ok') return { value: command.parse({ ...result, exitCode: result.exitCode ?? 0 }), result };
  throw failureOf(command.facts.id, result, batch.interruption);
}

function failureOf(id: string, result: CommandResult | undefined, interruption: RemoteError | null): RemoteError {
  const errorClass = result?.errorClass ?? interruption?.errorClass ?? 'command_not_found';
  const stderrExcerpt = excerptOf(result?.stderr.toString('utf8').trim() ?? '');
  const code = result?.exitCode ?? null;
  const circumstances = [code === null ? '' : `exit code ${code}`, stderrExcerpt]
    .filter((part) => part !== '')
    .join(': ');
  const message = `${id}: ${REMOTE_ERRORS[errorClass].title}${circumstances === '' ? '' : ` (${circumstances})`}.`;
  return new RemoteError(errorClass, message, {
    mayHaveRun: result !== undefined && result.status !== 'not_run' && result.status !== 'missing_tool',
    exitCode: code,
    stderrExcerpt,
    ...(interruption === null ? {} : { cause: interruption }),
  });
}
