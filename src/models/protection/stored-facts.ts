import { z } from 'zod';
import { ContainerFacts } from '../../domain/containers/discovery/container-observation.js';
import { ProjectFacts, VolumeFacts } from '../../domain/containers/discovery/resources.js';
import type { EngineFacts, HostFacts } from '../../domain/protection/risk/host-facts.js';
import { isParityValid } from '../../domain/protection/risk/unraid-parity.js';

/** Rows as the inventory keeps them, read with care: a field that is not as expected is not known. */
const Container = z.object({
  id: z.uuid(),
  runtimeId: z.string(),
  name: z.string(),
  state: z.string(),
  project: z.string().nullable(),
  mounts: ContainerFacts.shape.mounts.nullish().catch(null),
  ports: ContainerFacts.shape.ports.nullish().catch(null),
});

const Resource = z.object({ id: z.uuid(), kind: z.enum(['volume', 'project']), key: z.string(), facts: z.unknown() });

export const KnownEngine = z.object({
  id: z.uuid(),
  runtime: z.enum(['docker', 'podman', 'kubernetes']),
  engine: z
    .object({ os: z.string().catch('') })
    .nullish()
    .catch(null),
  seenAt: z
    .string()
    .transform((text) => new Date(text).toISOString())
    .nullish(),
  containers: z.array(Container).nullish(),
  resources: z.array(Resource).nullish(),
});

const PROJECT_LABEL = 'com.docker.compose.project';

export function readEngine(engine: z.infer<typeof KnownEngine>): EngineFacts {
  const resources = engine.resources ?? [];
  return {
    id: engine.id,
    runtime: engine.runtime,
    desktop: /docker desktop/i.test(engine.engine?.os ?? ''),
    seenAt: engine.seenAt ?? null,
    containers: (engine.containers ?? []).map((container) => ({
      ...container,
      mounts: (container.mounts ?? []).flatMap(({ type, source }) => (source === null ? [] : [{ type, source }])),
      ports: [...new Set((container.ports ?? []).flatMap(({ hostPort }) => (hostPort === null ? [] : [hostPort])))],
    })),
    volumes: resources.filter(({ kind }) => kind === 'volume').map(readVolume),
    projects: resources
      .filter(({ kind }) => kind === 'project')
      .map(({ id, key, facts }) => ({
        id,
        name: key,
        workingDirectory: ProjectFacts.safeParse(facts).data?.workingDirectory ?? null,
      })),
  };
}

function readVolume({ id, key, facts }: z.infer<typeof Resource>): EngineFacts['volumes'][number] {
  const volume = VolumeFacts.safeParse(facts).data;
  return {
    id,
    name: key,
    project: volume?.labels[PROJECT_LABEL] ?? null,
    mountpoint: volume?.mountpoint ?? null,
    containers: volume?.containers ?? [],
  };
}

/** One entry for each volume; only what a test restore found good counts as verified. */
export const StoredBackup = z
  .object({
    id: z.uuid(),
    container: z.string(),
    volumes: z.array(z.object({ volume: z.string(), location: z.string() })).catch([]),
    at: z.string(),
    verifiedAt: z.string().nullish(),
    ok: z.boolean().nullish(),
  })
  .transform(({ id, container, volumes, at, verifiedAt, ok }): HostFacts['backups'] =>
    volumes.map(({ volume, location }) => ({
      id,
      container,
      of: volume,
      location,
      at: new Date(at).toISOString(),
      verifiedAt: ok === true && typeof verifiedAt === 'string' ? new Date(verifiedAt).toISOString() : null,
    })),
  );

export const UnraidState = z.object({
  arrayState: z.string().nullable(),
  started: z.boolean().nullable(),
  degraded: z.boolean().nullable(),
  parity: z.object({ action: z.string().nullable() }),
  disks: z.array(z.object({ name: z.string(), status: z.string().nullable() })),
});

/** What the collector of Unraid stored; the mover shows only when one looks at the processes. */
export function readUnraid(state: z.infer<typeof UnraidState> | undefined): HostFacts['unraid'] {
  if (state === undefined) return null;
  return {
    arrayState: state.arrayState,
    started: state.started,
    degraded: state.degraded,
    parityValid: isParityValid(state.disks),
    parityAction: state.parity.action,
    moverRunning: null,
  };
}
