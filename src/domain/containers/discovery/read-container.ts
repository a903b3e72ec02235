import { readImageReference } from '../references/image-reference.js';
import { isSameRepository } from '../references/render-reference.js';
import { isRecord, readList, readRecord, readRecords, readText, type EngineJson } from '../recreation/engine-json.js';
import { readComposeMembership } from './compose.js';
import {
  ContainerState,
  type ContainerFacts,
  type ContainerHealth,
  type ContainerObservation,
} from './container-observation.js';
import { cut, cutId, cutName, readInteger, readLabels, readTime } from './engine-values.js';

const MAX_ENTRIES = 500;

/** Podman's own words, where they are not Docker's. */
const STATES: Readonly<Record<string, ContainerState>> = {
  configured: 'created',
  initialized: 'created',
  stopped: 'exited',
  stopping: 'running',
};
const HEALTHS: ReadonlySet<string> = new Set(['healthy', 'unhealthy', 'starting']);
/** In the others an engine keeps what the last check said, which is no news of now. */
const LIVE_STATES: ReadonlySet<ContainerState> = new Set(['running', 'paused', 'restarting']);

/**
 * A container from what `inspect` says, and the digests of its image (`repository@sha256:…`). Null for what names no
 * container.
 */
export function readContainer(inspect: EngineJson, imageDigests: readonly string[]): ContainerObservation | null {
  const config = readRecord(inspect['Config']);
  const runtimeId = cutName(readText(inspect['Id']));
  const name = cutName(readText(inspect['Name']).replace(/^\//, ''));
  if (runtimeId === '' || name === '') return null;
  const labels = readLabels(config['Labels']);
  const compose = readComposeMembership(labels);
  const imageId = cutId(readText(inspect['Image']));
  const imageReference = cut(readText(config['Image'])) || imageId;
  const state = readState(inspect);
  return {
    runtimeId,
    name,
    imageReference,
    imageDigest: findDigest(imageReference, imageDigests),
    imageId,
    state,
    health: readHealth(inspect, state),
    labels,
    composeProject: compose.project,
    composeService: compose.service,
    facts: readFacts(inspect, state),
  };
}

function readState(inspect: EngineJson): ContainerState {
  const word = readText(readRecord(inspect['State'])['Status']);
  const known = Object.hasOwn(STATES, word) ? STATES[word] : undefined;
  return known ?? ContainerState.safeParse(word).data ?? 'unknown';
}

function readHealth(inspect: EngineJson, state: ContainerState): ContainerHealth {
  const status = readText(readRecord(readRecord(inspect['State'])['Health'])['Status']);
  // Podman says an empty one of a container without a check.
  if (status === '' || status === 'none') return 'none';
  return LIVE_STATES.has(state) && HEALTHS.has(status) ? (status as ContainerHealth) : 'unknown';
}

/** The digest of the repository that the container names; of a reference with a digest that one. */
function findDigest(reference: string, digests: readonly string[]): string | null {
  const wanted = readImageReference(reference);
  const found = digests.map(readImageReference).filter((entry) => entry !== null);
  if (wanted === null) return found[0]?.digest ?? null;
  const same = found.filter((entry) => isSameRepository(entry, wanted));
  return (same.find(({ digest }) => digest === wanted.digest) ?? same[0])?.digest ?? wanted.digest;
}

function readFacts(inspect: EngineJson, state: ContainerState): ContainerFacts {
  const host = readRecord(inspect['HostConfig']);
  const { State: raw, NetworkSettings: network } = inspect;
  const run = readRecord(raw);
  return {
    ports: readPorts(readRecord(readRecord(network)['Ports'])),
    mounts: readRecords(inspect['Mounts']).slice(0, MAX_ENTRIES).map(readMount),
    networks: Object.entries(readRecord(readRecord(network)['Networks']))
      .slice(0, MAX_ENTRIES)
      .map(([name, endpoint]) => ({
        name: cut(name),
        address: cut(readText(readRecord(endpoint)['IPAddress'])) || null,
      })),
    networkMode: cut(readText(host['NetworkMode'])),
    restartPolicy: cut(readText(readRecord(host['RestartPolicy'])['Name'])) || 'no',
    restartCount: Math.max(0, readInteger(inspect['RestartCount']) ?? 0),
    autoRemove: host['AutoRemove'] === true,
    createdAt: readTime(inspect['Created']),
    startedAt: readTime(run['StartedAt']),
    finishedAt: readTime(run['FinishedAt']),
    exitCode: LIVE_STATES.has(state) || state === 'created' ? null : readInteger(run['ExitCode']),
  };
}

function readPorts(ports: EngineJson): ContainerFacts['ports'] {
  return Object.entries(ports)
    .flatMap(([key, bindings]) => {
      const [number = '', protocol = 'tcp'] = key.split('/');
      const containerPort = readInteger(Number(number)) ?? 0;
      const port = { containerPort, protocol: cut(protocol) };
      const published = readList(bindings).filter(isRecord);
      if (published.length === 0) return [{ ...port, hostAddress: null, hostPort: null }];
      return published.map((binding) => ({
        ...port,
        hostAddress: cut(readText(binding['HostIp'])) || null,
        hostPort: readInteger(Number(readText(binding['HostPort']))) || null,
      }));
    })
    .slice(0, MAX_ENTRIES);
}

function readMount(mount: EngineJson): ContainerFacts['mounts'][number] {
  const type = cut(readText(mount['Type']));
  const source = type === 'volume' ? readText(mount['Name']) : readText(mount['Source']);
  return {
    type,
    source: cut(source) || null,
    destination: cut(readText(mount['Destination'])),
    readOnly: mount['RW'] === false,
  };
}
