import type { CommandLogRow } from '../../platform/audit/command-log.js';
import type { CommandResult } from '../../platform/commands/index.js';
import { newId } from '../../platform/ids/ids.js';
import type { HostOutcome } from './host-outcome.js';
import type { RunFacts } from './run-facts.js';

/** The command log’s rows of a host, one a channel: what ran, its answers as digests and sizes, and for whom. */
export function describeChannels(run: RunFacts, outcome: HostOutcome): CommandLogRow[] {
  return outcome.channels.map((commands) => describeChannel(run, outcome, commands));
}

function describeChannel(run: RunFacts, outcome: HostOutcome, commands: readonly CommandResult[]): CommandLogRow {
  const ran = commands.filter(({ status }) => status !== 'missing_tool' && status !== 'not_run');
  const whole = outcome.failures.find((failure) => failure.collector === '');
  return {
    id: newId(),
    at: new Date().toISOString(),
    serverId: outcome.serverId,
    transport: outcome.transportKind,
    correlationId: run.correlationId,
    workflowId: run.workflowId,
    runId: run.runId,
    actor: run.requestedBy,
    commands: ran.map(({ id }) => id),
    digests: ran.map(({ sha256 }) => sha256.stdout),
    exitCodes: ran.map(({ exitCode }) => exitCode),
    durationsMs: ran.map(({ durationMs }) => Math.round(durationMs)),
    bytes: ran.reduce((sum, { bytes }) => sum + bytes.stdout + bytes.stderr, 0),
    outcome: whole === undefined ? 'succeeded' : 'failed',
    errorClass: whole?.class ?? null,
  };
}
