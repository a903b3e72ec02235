import { join } from 'node:path';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { startDockerEngine, type TestEngine } from '../docker-engine.js';
import { EngineProcess } from '../docker-engine-process.js';
import { keepToBasics } from '../keep-to-basics.js';
import { startRegistry, type TestRegistry } from '../oci-registry.js';
import type { SystemClient } from '../system-client.js';
import { createUpdateActions, type UpdateActions } from '../update-fixture.js';
import { startEngineGate, type EngineGate } from './engine-gate.js';
import { StepGates } from './step-gates.js';

export interface Machine {
  readonly docker: TestEngine;
  /** Past the gate. */
  readonly engine: DockerEngine;
  readonly registry: TestRegistry;
  readonly gate: EngineGate;
  stop(): Promise<void>;
}

/** A Millwright with an engine behind a gate, and everything that a fault can be thrown at. */
export interface Bench extends Machine, UpdateActions {
  readonly system: SystemClient;
  readonly steps: StepGates;
  readonly hostId: string;
  /** Where this host's backups lie, as this process sees it. */
  readonly backups: string;
}

/** Engine and registry; what a Millwright of any kind is put upon. */
export async function startMachine(): Promise<Machine> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const docker = await startDockerEngine({ kind: 'debian' });
    undo.push(() => docker.stop());
    const registry = await startRegistry();
    undo.push(() => registry.stop());
    const open = () => EngineProcess.connect(docker.socketPath);
    const engine = connectDockerEngine({ open, where: 'the test’s engine' });
    undo.push(async () => engine.close());
    const gate = await startEngineGate(join(docker.dataRoot, '..', 'gate.sock'), docker.socketPath);
    undo.push(() => gate.stop());
    return { docker, registry, engine, gate, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface BenchOptions {
  readonly machine: Machine;
  readonly system: SystemClient;
  readonly findOwnerUrl: () => Promise<string>;
  /** The server that the engine is on; default: this machine through the local transport. */
  readonly serverId?: string;
  readonly backups?: string;
}

export async function setUpBench({ machine, system, findOwnerUrl, ...options }: BenchOptions): Promise<Bench> {
  await keepToBasics(system);
  const serverId = options.serverId ?? (await enrolHere(system));
  const run = await system.startRun({ serverIds: [serverId] });
  await system.waitForRun(run.id, 240_000);
  const host = await system.ask<{ id: string }>('POST', '/api/containers/hosts', {
    serverId,
    runtime: 'docker',
    socketPath: machine.gate.socketPath,
  });
  const { engine, registry } = machine;
  const steps = await StepGates.install(findOwnerUrl);
  return {
    ...machine,
    ...createUpdateActions({ system, engine, registry, hostId: host.id }),
    system,
    steps,
    hostId: host.id,
    backups: options.backups ?? '/var/lib/millwright/backups',
    stop: () => steps.disconnect(),
  };
}

async function enrolHere(system: SystemClient): Promise<string> {
  const here = { name: 'here', address: '127.0.0.1', transport: 'local' };
  return (await system.ask<{ id: string }>('POST', '/api/infrastructure/servers', here)).id;
}

/** Some at a time: the machine has other work, too. */
export async function mapSome<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const next = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      results[entry[0]] = await work(entry[1], entry[0]);
    }
  };
  await Promise.all([next(), next(), next(), next()]);
  return results;
}
