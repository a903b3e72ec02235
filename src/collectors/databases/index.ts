import type { DatabaseObservation } from '../../domain/inventory/database-instance.js';
import type { Observations } from '../../domain/inventory/observations.js';
import { type HostCapabilities, type Parsed, type ReadOnlyInvocation, invoke } from '../../platform/commands/index.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Answers, FollowUp, Learned, Values } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import { reconcile } from './carry-over.js';
import * as commands from './command.js';
import { ENGINE_CLIENTS } from './engines/index.js';
import type { ContainerRuntime, InspectedContainer, Listener } from './evidence.js';
import { needsInspection } from './from-containers.js';
import { measureDatabases } from './measure.js';
import { databaseMetricDefinitions, databaseMetrics } from './metrics.js';
import { packageToolOf } from './package-managers.js';
import type { Listing } from './parse-listeners.js';
import { databasesFactsSchema, type DatabasesFacts, type KnownDatabase } from './schema.js';

type Plan = ReturnType<typeof planCommands>;

const RUNTIMES: readonly ContainerRuntime[] = ['docker', 'podman'];
const MAX_INSPECTED = 100;
/** Collections until the package manager is asked again: an hour at the usual interval. */
const PACKAGES_WAIT = 12;

/** Podman's imitation of it would list the same containers once more. */
function hasDocker({ tools }: HostCapabilities): boolean {
  return tools['docker'] !== undefined && !/podman/i.test(tools['docker']);
}

function planCommands(host: HostCapabilities, previous: DatabasesFacts | undefined) {
  const hasSs = host.tools['ss'] !== undefined;
  const tool = (previous?.packages?.wait ?? 0) > 0 ? undefined : packageToolOf(host);
  return {
    listeners: hasSs ? invoke(commands.listeners) : undefined,
    unix: hasSs ? invoke(commands.unixListeners) : undefined,
    netstat: !hasSs && host.tools['netstat'] !== undefined ? invoke(commands.netstatListeners) : undefined,
    processes: invoke(commands.processes),
    docker: hasDocker(host) ? invoke(commands.dockerContainers) : undefined,
    podman: host.tools['podman'] === undefined ? undefined : invoke(commands.podmanContainers),
    units: host.tools['systemctl'] === undefined ? undefined : invoke(commands.units),
    packages: tool === undefined ? undefined : invoke(commands.packages, { tool }),
  };
}

function planFollowUps(
  values: Values<Plan>,
  _host: HostCapabilities,
  previous: DatabasesFacts | undefined,
): Record<string, FollowUp> {
  const followUps: Record<string, FollowUp> = {};
  const add = (slot: string, lane: string, invocation: ReadOnlyInvocation<Parsed<unknown>>): void => {
    followUps[slot] = { invocation, lane };
  };
  if (values.listeners === undefined && values.netstat === undefined) {
    add('procNet', 'listeners', invoke(commands.procNetListeners));
  }
  for (const runtime of RUNTIMES) {
    const list = values[runtime];
    if (list?.answered !== true) continue;
    const running = new Set(list.containers.map(({ name }) => name));
    const stopped = (previous?.databases ?? []).flatMap(({ endpoint: { containerName, runtime: before } }) =>
      containerName !== null && before === runtime && !running.has(containerName) ? [containerName] : [],
    );
    const silent = list.containers.filter(needsInspection).map(({ name }) => name);
    for (const name of [...new Set([...silent, ...stopped])].slice(0, MAX_INSPECTED)) {
      add(`inspect ${name}`, runtime, invoke(commands.inspectContainer, { runtime, name }));
    }
  }
  return followUps;
}

function learn(values: Values<Plan>, previous: DatabasesFacts | undefined, answers: Answers): Learned<DatabasesFacts> {
  const inspected = new Map<string, InspectedContainer | null>();
  for (const [slot, { value }] of answers) {
    if (slot.startsWith('inspect ')) inspected.set(slot.slice('inspect '.length), value as InspectedContainer | null);
  }
  const listeners =
    values.listeners ?? values.netstat ?? (answers.get('procNet')?.value as Listing<Listener> | undefined);
  const packages = recallPackages(values, previous);
  const databases = reconcile(
    {
      packages: packages.installed ?? undefined,
      listeners,
      unix: values.unix,
      processes: values.processes,
      containers: [values.docker, values.podman].flatMap((list) => list ?? []),
      inspected,
      units: values.units,
      answered: { docker: values.docker, podman: values.podman },
    },
    previous?.databases ?? [],
  );
  const strangers = (previous?.strangers ?? []).map(({ port, wait }) => ({ port, wait: wait - 1 }));
  const facts = {
    databases,
    packages,
    complete: isComplete(values, listeners, databases),
    strangers: strangers.filter(({ wait }) => wait > 0).slice(0, 100),
  };
  return { facts, errors: silentRuntimes(values, databases) };
}

/** What was installed when it was last asked; an answer that did not come is not waited for sooner. */
function recallPackages({ packages }: Values<Plan>, previous: DatabasesFacts | undefined) {
  const { installed = null, wait = 0 } = previous?.packages ?? {};
  if (packages !== undefined) return { installed: [...packages], wait: PACKAGES_WAIT - 1 };
  return { installed, wait: wait > 0 ? wait - 1 : PACKAGES_WAIT - 1 };
}

function isComplete(
  values: Values<Plan>,
  listeners: Listing<Listener> | undefined,
  databases: readonly KnownDatabase[],
): boolean {
  const lists = [listeners, values.unix ?? listeners, values.processes];
  const hasAll = lists.every((list) => list?.whole === true);
  const answered = RUNTIMES.every((runtime) => values[runtime]?.answered !== false);
  return hasAll && answered && databases.every(({ presence }) => presence !== 'unseen');
}

/** An engine that does not answer is worth a failure where databases were seen in it; elsewhere it may just be unused. */
function silentRuntimes(values: Values<Plan>, databases: readonly KnownDatabase[]): RemoteError[] {
  return RUNTIMES.filter((runtime) => values[runtime]?.answered === false).flatMap((runtime) => {
    const missed = databases.filter(({ endpoint, presence }) => endpoint.runtime === runtime && presence === 'unseen');
    if (missed.length === 0) return [];
    const names = missed.slice(0, 5).map(({ endpoint }) => endpoint.identity);
    return [
      new RemoteError('docker_unavailable', `${runtime} does not answer; not seen for that: ${names.join(', ')}.`),
    ];
  });
}

function observe({ databases, complete }: DatabasesFacts): Observations {
  const items = databases.filter(
    ({ presence, endpoint }) => presence !== 'unseen' && endpoint.certainty !== 'suspected',
  );
  return { databases: { items: items.map(observeOne), complete } };
}

function observeOne({ endpoint, measurement, absence, lastGood }: KnownDatabase): DatabaseObservation {
  // What it is does not change while it is down or shut.
  const latest = measurement?.version ? measurement : (lastGood?.measurement ?? measurement);
  const { certainty: _certainty, runtime: _runtime, packageVersion, ...place } = endpoint;
  return {
    ...place,
    engine: latest?.engine ?? endpoint.engine,
    version: latest?.version ?? packageVersion ?? null,
    status: measurement?.status ?? absence?.status ?? 'unknown',
    statusReason: measurement?.statusReason ?? absence?.reason ?? null,
    role: measurement?.role ?? null,
    findings: measurement?.findings ?? [],
    details: measurement?.details ?? {},
  };
}

export const collector = defineCollector({
  name: 'databases',
  summary: 'Database servers of the host and in its containers, and their measures.',
  class: 'fast',
  intervalSeconds: 300,
  schema: databasesFactsSchema,
  metricDefinitions: databaseMetricDefinitions,
  commandDefinitions: [
    commands.listeners,
    commands.unixListeners,
    commands.netstatListeners,
    commands.procNetListeners,
    commands.processes,
    commands.dockerContainers,
    commands.podmanContainers,
    commands.inspectContainer,
    commands.units,
    commands.packages,
    ...ENGINE_CLIENTS.flatMap(({ commandDefinitions }) => commandDefinitions),
  ],
  commands: planCommands,
  followUps: planFollowUps,
  facts: learn,
  measure: measureDatabases,
  metrics: databaseMetrics,
  observations: observe,
});
