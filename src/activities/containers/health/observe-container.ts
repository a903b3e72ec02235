import type { HealthObservation, ProbeResult } from '../../../domain/containers/health/observation.js';
import type { HealthProbe } from '../../../domain/containers/policy.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import { readContainerFacts } from './read-facts.js';
import { readNetworkOwner, resolveTarget } from './resolve-target.js';
import { runProbe } from './run-probe.js';

export interface ObserveContainerInput {
  readonly engine: Pick<ContainerEngine, 'inspectContainer' | 'exec'>;
  readonly transport: Pick<Transport, 'open'>;
  /** Id or name. */
  readonly containerId: string;
  readonly probes: readonly HealthProbe[];
}

/** Streams share one connection, and servers allow ten in all by default. */
const PROBES_AT_ONCE = 3;

/**
 * One look: what the engine says, and, of a running container, what its probes say. Never rejects for what the host,
 * the engine or the container does: a look that could not be made says why in `problem`.
 */
export async function observeContainer(input: ObserveContainerInput): Promise<HealthObservation> {
  const at = new Date().toISOString();
  try {
    const inspect = await inspectOrNull(input.engine, input.containerId);
    if (inspect === null) return { at, container: null, probes: [], problem: null };
    const container = readContainerFacts(inspect);
    const probes = container.state === 'running' ? await runProbes(input, inspect) : [];
    return { at: new Date().toISOString(), container, probes, problem: null };
  } catch (error) {
    const problem = describeProblem(error);
    if (problem === null) throw error;
    return { at, container: null, probes: [], problem };
  }
}

async function inspectOrNull(engine: ObserveContainerInput['engine'], id: string): Promise<EngineObject | null> {
  try {
    return await engine.inspectContainer(id);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'not_found') return null;
    throw error;
  }
}

async function runProbes(input: ObserveContainerInput, inspect: EngineObject): Promise<ProbeResult[]> {
  const { engine, transport, containerId, probes } = input;
  if (probes.length === 0) return [];
  const network = await findNetwork(engine, inspect);
  const results: ProbeResult[] = [];
  for (let index = 0; index < probes.length; index += PROBES_AT_ONCE) {
    const batch = probes.slice(index, index + PROBES_AT_ONCE);
    results.push(
      ...(await Promise.all(batch.map((probe) => runProbe(probe, { engine, transport, containerId, network })))),
    );
  }
  return results;
}

/** The container whose addresses count: its own, or that of the container whose network it uses. */
async function findNetwork(engine: ObserveContainerInput['engine'], inspect: EngineObject): Promise<EngineObject> {
  const owner = readNetworkOwner(inspect);
  return owner === undefined ? inspect : ((await inspectOrNull(engine, owner)) ?? inspect);
}

function describeProblem(error: unknown): HealthObservation['problem'] {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  if (error instanceof RemoteError) return { code: error.errorClass, message: error.message };
  return null;
}

export interface ProbeFault {
  /** Place of the probe in the list. */
  readonly index: number;
  readonly message: string;
}

/** Probes that can never pass because nobody can reach the container: to be known before anything is stopped. */
export async function findProbeFaults(
  engine: ObserveContainerInput['engine'],
  inspect: EngineObject,
  probes: readonly HealthProbe[],
): Promise<ProbeFault[]> {
  const network = await findNetwork(engine, inspect);
  return probes.flatMap((probe, index) => {
    if (probe.type === 'exec') return [];
    const target = resolveTarget({ port: probe.port, address: probe.address, inspect: network });
    // A stopped container has no address yet.
    const isKnown = target.ok || target.code === 'no_network' || readContainerFacts(network).state === 'running';
    return target.ok || !isKnown ? [] : [{ index, message: target.message }];
  });
}
