import { type EngineJson, readRecord, readText, readTexts } from './engine-json.js';
import { ownerOf, shortId } from './subject.js';

/** How a container hangs on another one so that it has to be recreated after it. */
export type Tie = 'network' | 'ipc' | 'pid' | 'volumes_from' | 'link';

export interface Member {
  readonly id: string;
  readonly name: string;
  /** The container it hangs on: the target or an earlier member; the last of several. */
  readonly ownerId: string;
  readonly ties: readonly Tie[];
}

export interface ComposeDependant {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** `service_started`, `service_healthy`, `service_completed_successfully`, or what a later compose writes. */
  readonly condition: string;
  /** `restart: true`: to be restarted after the update. */
  readonly restart: boolean;
}

export interface Dependants {
  /** To be recreated, in this order, owners first. */
  readonly members: readonly Member[];
  /** Those that name a service of a recreated container in `depends_on`, in the order of their own dependencies. */
  readonly composeDependants: readonly ComposeDependant[];
}

interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly labels: EngineJson;
  /** What it hangs on, by id, the beginning of one, or name. */
  readonly owners: readonly { readonly reference: string; readonly tie: Tie }[];
}

const bareName = (name: string): string => name.replace(/^\//, '');

type OwnerReader = (hostConfig: EngineJson) => readonly (string | undefined)[];

const OWNERS: Readonly<Record<Tie, OwnerReader>> = {
  network: ({ NetworkMode: mode }) => [ownerOf(mode)],
  ipc: ({ IpcMode: mode }) => [ownerOf(mode)],
  pid: ({ PidMode: mode }) => [ownerOf(mode)],
  volumes_from: ({ VolumesFrom: lenders }) => readTexts(lenders).map((entry) => entry.split(':')[0]),
  // A legacy link holds on to the container itself, not to its name.
  link: ({ Links: links }) => readTexts(links).map((link) => bareName(link.split(':')[0] ?? '')),
};
const TIES = ['network', 'ipc', 'pid', 'volumes_from', 'link'] as const satisfies readonly Tie[];

function readCandidate(container: EngineJson): Candidate {
  const hostConfig = readRecord(container['HostConfig']);
  return {
    id: readText(container['Id']),
    name: bareName(readText(container['Name'])),
    labels: readRecord(readRecord(container['Config'])['Labels']),
    owners: TIES.flatMap((tie) =>
      OWNERS[tie](hostConfig).flatMap((reference) =>
        reference === undefined || reference === '' ? [] : [{ reference, tie }],
      ),
    ),
  };
}

interface Known {
  readonly id: string;
  readonly name: string;
}

function isMeant(reference: string, { id, name }: Known): boolean {
  if (reference === id || reference === name) return true;
  return reference.length >= shortId(id).length && id.startsWith(reference);
}

/**
 * In waves: a container comes once none that it hangs on, among those to be recreated, is still to come. What is left
 * in a circle of containers that hang on each other comes in the order they were listed.
 */
function orderMembers(target: Known, hanging: readonly Candidate[]): readonly Member[] {
  const placed: Known[] = [target];
  const members: Member[] = [];
  let waiting = [...hanging];
  while (waiting.length > 0) {
    const isFree = (one: Candidate): boolean =>
      !one.owners.some(({ reference }) => waiting.some((other) => other !== one && isMeant(reference, other)));
    const free = waiting.filter(isFree);
    const wave = free.length > 0 ? free : waiting.slice(0, 1);
    for (const one of wave) {
      members.push(tieTo(one, placed, target));
      placed.push(one);
    }
    waiting = waiting.filter((one) => !wave.includes(one));
  }
  return members;
}

function tieTo(one: Candidate, placed: readonly Known[], target: Known): Member {
  const ties = one.owners.filter(({ reference }) => placed.some((owner) => isMeant(reference, owner)));
  const owner = [...placed].reverse().find((known) => ties.some(({ reference }) => isMeant(reference, known)));
  return {
    id: one.id,
    name: one.name,
    ownerId: owner?.id ?? target.id,
    ties: TIES.filter((tie) => ties.some((found) => found.tie === tie)),
  };
}

/** All that hang on the target or on one another that does. */
function collectHanging(target: Known, candidates: readonly Candidate[]): readonly Candidate[] {
  const found = new Set<Candidate>();
  const owners: Known[] = [target];
  for (let owner = owners.shift(); owner !== undefined; owner = owners.shift()) {
    const known = owner;
    for (const one of candidates) {
      if (found.has(one) || !one.owners.some(({ reference }) => isMeant(reference, known))) continue;
      found.add(one);
      owners.push(one);
    }
  }
  return candidates.filter((one) => found.has(one));
}

const COMPOSE = 'com.docker.compose.';

interface Dependency {
  readonly service: string;
  readonly condition: string;
  readonly restart: boolean;
}

/** `db:service_healthy:true,cache:service_started:false`; older composes leave the end away. */
function readDependencies({ labels }: Candidate): readonly Dependency[] {
  return readText(labels[`${COMPOSE}depends_on`])
    .split(',')
    .map((entry) => entry.trim().split(':'))
    .filter(([service = '']) => service !== '')
    .map(([service = '', condition = '', restart = '']) => ({
      service,
      condition: condition || 'service_started',
      restart: restart === 'true',
    }));
}

const serviceOf = ({ labels }: Candidate): string => readText(labels[`${COMPOSE}service`]);
const projectOf = ({ labels }: Candidate): string => readText(labels[`${COMPOSE}project`]);

function findComposeDependants(recreated: readonly Candidate[], candidates: readonly Candidate[]): ComposeDependant[] {
  const found = candidates.flatMap((one) => {
    if (recreated.some(({ id }) => id === one.id) || projectOf(one) === '') return [];
    const services = recreated.filter((other) => projectOf(other) === projectOf(one)).map(serviceOf);
    const meant = readDependencies(one).filter(({ service }) => services.includes(service));
    const [first] = meant;
    if (first === undefined) return [];
    const condition = meant.find(({ condition: wanted }) => wanted === 'service_healthy')?.condition ?? first.condition;
    const restart = meant.some((dependency) => dependency.restart);
    return [{ one, dependant: { id: one.id, name: one.name, service: serviceOf(one), condition, restart } }];
  });
  return orderByDependencies(found.map(({ one }) => one)).flatMap((one) =>
    found.filter((entry) => entry.one === one).map(({ dependant }) => dependant),
  );
}

function orderByDependencies(candidates: readonly Candidate[]): readonly Candidate[] {
  const ordered: Candidate[] = [];
  let waiting = [...candidates];
  while (waiting.length > 0) {
    const services = new Set(waiting.map(serviceOf));
    const free = waiting.filter(
      (one) => !readDependencies(one).some(({ service }) => service !== serviceOf(one) && services.has(service)),
    );
    const wave = free.length > 0 ? free : waiting.slice(0, 1);
    ordered.push(...wave);
    waiting = waiting.filter((one) => !wave.includes(one));
  }
  return ordered;
}

/** Who depends on a container, out of the inspects of all containers of its engine. */
export function findDependants(containers: readonly EngineJson[], targetId: string, targetName: string): Dependants {
  const candidates = containers.map(readCandidate).filter(({ id }) => id !== '');
  const target = { id: targetId, name: bareName(targetName) };
  const others = candidates.filter(({ id }) => id !== targetId);
  const hanging = collectHanging(target, others);
  const recreated = [...candidates.filter(({ id }) => id === targetId), ...hanging];
  return { members: orderMembers(target, hanging), composeDependants: findComposeDependants(recreated, others) };
}
