import { mdstat } from '../../../collectors/md/command.js';
import type { Mdstat } from '../../../collectors/md/parser.js';
import { unraidArray } from '../../../collectors/unraid/command.js';
import type { UnraidFacts } from '../../../collectors/unraid/schema.js';
import { NO_LIVE_FACTS, type LiveFacts } from '../../../domain/protection/risk/live-facts.js';
import { isParityValid } from '../../../domain/protection/risk/unraid-parity.js';
import {
  type AnyCommand,
  type CommandResult,
  type HostCapabilities,
  invoke,
  type ReadOnlyInvocation,
  runBatch,
} from '../../../platform/commands/index.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import { blockTree } from './block-devices.js';
import { hostState } from './host-state.js';
import { zfsState } from './zfs-state.js';

/** Commands of this folder, for the registry and its document. */
export const FACT_COMMANDS: readonly AnyCommand[] = [hostState, blockTree, zfsState];

export interface LookOptions {
  readonly host: HostCapabilities;
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at a host, by a few commands that only read, in one run. What one command cannot tell is null, and the others
 * count. Rejects with a RemoteError when the host is not reached at all.
 */
export async function collectHostFacts(transport: Transport, options: LookOptions): Promise<LiveFacts> {
  const asked = [invoke(hostState), invoke(blockTree), invoke(zfsState), invoke(unraidArray), invoke(mdstat)] as const;
  const [state, devices, zfs, unraid, md] = asked;
  const { results, interruption } = await runBatch(transport, { commands: asked, ...options });
  if (interruption !== null && !results.some(({ status }) => status === 'ok')) throw interruption;
  const answers = new Map(results.map((result) => [result.key, result]));
  const seen = readAnswer(state, answers);
  const pools = readAnswer(zfs, answers);
  const array = readAnswer(unraid, answers)?.value;
  const arrays = readAnswer(md, answers)?.value;
  return {
    ...NO_LIVE_FACTS,
    ...seen,
    devices: readAnswer(devices, answers) ?? null,
    datasets: pools?.datasets ?? null,
    pools: joinPools(pools?.pools ?? null, arrays),
    unraid: describeUnraid(array, seen?.processes ?? null),
  };
}

/** undefined: the host has not the tool, it failed, or its answer was not understood. */
function readAnswer<R>(asked: ReadOnlyInvocation<R>, answers: ReadonlyMap<string, CommandResult>): R | undefined {
  const result = answers.get(asked.key);
  if (result?.status !== 'ok') return undefined;
  try {
    return asked.parse({ ...result, exitCode: result.exitCode ?? 0 });
  } catch (error) {
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}

function joinPools(pools: LiveFacts['pools'], md: Mdstat | undefined): LiveFacts['pools'] {
  if (pools === null && md === undefined) return null;
  return [...(pools ?? []), ...(md?.arrays ?? []).map(describeArray)];
}

function describeArray(array: Mdstat['arrays'][number]): NonNullable<LiveFacts['pools']>[number] {
  const { slotsWanted, slotsWorking } = array;
  const known = slotsWanted !== null && slotsWorking !== null;
  const health = !known ? 'unknown' : slotsWorking < slotsWanted ? 'degraded' : 'healthy';
  return {
    type: 'mdraid',
    name: array.name,
    health,
    running: array.operation?.kind ?? null,
    members: array.members.map(({ device }) => `/dev/${device}`),
  };
}

function describeUnraid(array: UnraidFacts | undefined, processes: LiveFacts['processes']): LiveFacts['unraid'] {
  if (array === undefined) return null;
  return {
    arrayState: array.arrayState,
    started: array.started,
    degraded: array.degraded,
    parityValid: isParityValid(array.disks),
    parityAction: array.parity.action,
    moverRunning: processes === null ? null : processes.some(({ name }) => name === 'mover'),
  };
}
