import { readRecord, readRecords, readText, type EngineJson } from '../recreation/engine-json.js';
import { readComposePlace } from './compose.js';
import type { ContainerObservation } from './container-observation.js';
import { cut, cutName, readLabels, readTime } from './engine-values.js';
import type { ImagePlatform, ProjectFacts, ResourceObservation } from './resources.js';

/** An image as the list of images shows it. */
export interface ListedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly createdAt: number;
  readonly sizeBytes: number;
}

export interface EngineLists {
  readonly images: readonly ListedImage[];
  readonly volumes: readonly EngineJson[];
  readonly networks: readonly EngineJson[];
  readonly containers: readonly ContainerObservation[];
  /** Of images that were looked into, by id. */
  readonly platforms: ReadonlyMap<string, ImagePlatform>;
}

const MAX_NAMES = 500;
const ANONYMOUS_LABEL = 'com.docker.volume.anonymous';
const GENERATED_NAME = /^[0-9a-f]{64}$/;

/** Images, volumes, networks and compose projects of an engine; entries without a name are left out. */
export function readResources(lists: EngineLists): ResourceObservation[] {
  const found = [
    ...lists.images.map((image) => readImage(image, lists)),
    ...lists.volumes.map((volume) => readVolume(volume, lists.containers)),
    ...lists.networks.map((network) => readNetwork(network, lists.containers)),
    ...readProjects(lists.containers),
  ];
  const keys = new Set<string>();
  return found.filter(({ kind, key }) => {
    const isNew = key !== '' && !keys.has(`${kind} ${key}`);
    keys.add(`${kind} ${key}`);
    return isNew;
  });
}

function readImage(image: ListedImage, { containers, platforms }: EngineLists): ResourceObservation {
  const { id, tags, digests, createdAt, sizeBytes } = image;
  return {
    kind: 'image',
    key: cutName(id),
    facts: {
      tags: tags.slice(0, MAX_NAMES).map(cut),
      digests: digests.slice(0, MAX_NAMES).map(cut),
      sizeBytes: Math.max(0, sizeBytes),
      createdAt: readTime(createdAt),
      platform: platforms.get(id) ?? null,
      containers: namesOf(containers, ({ imageId }) => imageId === id),
    },
  };
}

function readVolume(volume: EngineJson, containers: readonly ContainerObservation[]): ResourceObservation {
  const name = cutName(readText(volume['Name']));
  const labels = readLabels(volume['Labels']);
  return {
    kind: 'volume',
    key: name,
    facts: {
      driver: cut(readText(volume['Driver'])),
      mountpoint: cut(readText(volume['Mountpoint'])) || null,
      scope: cut(readText(volume['Scope'])) || null,
      createdAt: readTime(volume['CreatedAt']),
      // Engines before 24 and Podman do not mark them.
      anonymous: Object.hasOwn(labels, ANONYMOUS_LABEL) || GENERATED_NAME.test(name),
      labels,
      containers: namesOf(containers, ({ facts }) =>
        facts.mounts.some(({ type, source }) => type === 'volume' && source === name),
      ),
    },
  };
}

function readNetwork(network: EngineJson, containers: readonly ContainerObservation[]): ResourceObservation {
  const name = cut(readText(network['Name']));
  return {
    kind: 'network',
    key: cutName(readText(network['Id'])),
    facts: {
      name,
      driver: cut(readText(network['Driver'])),
      scope: cut(readText(network['Scope'])) || null,
      internal: network['Internal'] === true,
      ipv6: network['EnableIPv6'] === true,
      subnets: readRecords(readRecord(network['IPAM'])['Config'])
        .slice(0, MAX_NAMES)
        .flatMap((range) => cut(readText(range['Subnet'])) || []),
      labels: readLabels(network['Labels']),
      containers: namesOf(containers, ({ facts }) => facts.networks.some((entry) => entry.name === name)),
    },
  };
}

function readProjects(containers: readonly ContainerObservation[]): ResourceObservation[] {
  const members = groupBy(containers, ({ composeProject }) => composeProject ?? '');
  members.delete('');
  return [...members].map(([project, own]) => ({
    kind: 'project',
    key: cutName(project),
    facts: describeProject(own),
  }));
}

function describeProject(own: readonly ContainerObservation[]): ProjectFacts {
  const place = readComposePlace(own[0]?.labels ?? {});
  const services = groupBy(own, ({ composeService }) => composeService ?? '');
  return {
    workingDirectory: place.workingDirectory,
    configFiles: [...place.configFiles],
    services: [...services]
      .map(([name, each]) => ({
        name,
        containers: each.length,
        running: each.filter(({ state }) => state === 'running').length,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function namesOf(
  containers: readonly ContainerObservation[],
  uses: (container: ContainerObservation) => boolean,
): string[] {
  return containers
    .filter(uses)
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MAX_NAMES);
}
