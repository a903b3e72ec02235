import { isRecord, readRecord, readText } from './engine-json.js';
import type { RecreationProblem, RecreationProblemCode, RecreationRequest } from './recreation.js';

interface ProblemRow {
  readonly code: RecreationProblemCode;
  readonly points: readonly number[];
  /** The message when it holds. */
  readonly find: (request: RecreationRequest) => string | undefined;
}

const PLATFORM_FIELDS = ['Os', 'Architecture', 'Variant'] as const;

/** Variants that an image without one means. */
const IMPLIED_VARIANT: ReadonlyMap<string, string> = new Map([
  ['arm64', 'v8'],
  ['arm', 'v7'],
]);

export function showPlatform(image: unknown): string {
  const { Os, Architecture, Variant } = readRecord(image);
  return [Os, Architecture, Variant].map(readText).filter(Boolean).join('/');
}

function readPlatformField(image: unknown, field: (typeof PLATFORM_FIELDS)[number]): string {
  const { [field]: value, Architecture: architecture } = readRecord(image);
  return readText(value) || (field === 'Variant' ? (IMPLIED_VARIANT.get(readText(architecture)) ?? '') : '');
}

/** Labels of what makes and replaces containers by itself. */
const MANAGERS: Readonly<Record<string, string>> = {
  'com.docker.swarm.service.id': 'a swarm service: update the service',
  'com.docker.swarm.task.id': 'a swarm service: update the service',
  'io.kubernetes.pod.uid': 'Kubernetes: update the workload there',
  PODMAN_SYSTEMD_UNIT: 'a systemd unit: update the unit',
};

const UNUSABLE_STATES: ReadonlySet<string> = new Set(['removing', 'dead']);

/** What stands against a recreation; all of it is known before anything is stopped. */
export const PROBLEM_ROWS: readonly ProblemRow[] = [
  {
    code: 'unreadable',
    points: [],
    find: ({ container }) =>
      readText(container['Id']) !== '' && isRecord(container['Config']) && isRecord(container['HostConfig'])
        ? undefined
        : 'The engine’s answer is not the inspect of a container: inspect it again.',
  },
  {
    code: 'unreadable',
    points: [],
    find: ({ oldImage, newImage }) =>
      readText(oldImage['Id']) !== '' && readText(newImage['Id']) !== ''
        ? undefined
        : 'The engine’s answer is not the inspect of an image: inspect the image of the container by its id, and the new one.',
  },
  {
    code: 'old_image_mismatch',
    points: [],
    find: ({ container, oldImage }) =>
      bareId(container['Image']) === bareId(oldImage['Id'])
        ? undefined
        : 'The old image is not the one that the container was made of: inspect it by the id that the container gives.',
  },
  {
    code: 'wrong_platform',
    points: [67],
    find: ({ oldImage, newImage }) =>
      PLATFORM_FIELDS.every((field) => readPlatformField(oldImage, field) === readPlatformField(newImage, field))
        ? undefined
        : `The new image is for ${showPlatform(newImage)}, the container runs one for ${showPlatform(oldImage)}: choose an image for the same platform.`,
  },
  {
    code: 'container_state',
    points: [66],
    find: ({ container }) => {
      const state = readText(readRecord(container['State'])['Status']);
      return UNUSABLE_STATES.has(state) ? `The container is ${state}: there is nothing to recreate.` : undefined;
    },
  },
  {
    code: 'managed_elsewhere',
    points: [],
    find: ({ container }) => {
      const labels = readRecord(readRecord(container['Config'])['Labels']);
      const manager = Object.keys(MANAGERS).find((label) => readText(labels[label]) !== '');
      return manager === undefined ? undefined : `The container belongs to ${MANAGERS[manager] ?? ''}.`;
    },
  },
];

/** Some engines write ids with the name of their digest, some without. */
const bareId = (id: unknown): string => readText(id).replace(/^sha256:/, '');

export function findProblems(request: RecreationRequest): readonly RecreationProblem[] {
  return PROBLEM_ROWS.flatMap(({ code, find }) => {
    const message = find(request);
    return message === undefined ? [] : [{ code, message }];
  });
}
