import { z } from 'zod';
import { ContainerFacts, ContainerHealth, ContainerState } from './discovery/container-observation.js';
import { ImageFacts, NetworkFacts, ProjectFacts, VolumeFacts } from './discovery/resources.js';

export const UpdateStatus = z.enum(['current', 'available', 'unknown', 'held']);
export type UpdateStatus = z.infer<typeof UpdateStatus>;

export const UpdateCandidate = z
  .object({
    reference: z.string(),
    digest: z.string().describe('What the reference names in its registry: that is what would be pulled.'),
    kind: z.enum(['digest', 'patch', 'minor', 'major']),
  })
  .meta({ id: 'UpdateCandidate' });
export type UpdateCandidate = z.infer<typeof UpdateCandidate>;

export const Container = z
  .object({
    id: z.uuid().describe('Stays the same when the container is recreated.'),
    hostId: z.uuid(),
    serverId: z.uuid(),
    runtimeId: z.string().describe('The engine’s own id; a recreated container has a new one.'),
    name: z.string(),
    image: z.object({
      reference: z.string().describe('As the container was made with it.'),
      digest: z.string().nullable().describe('By which it was pulled from that repository; null: made on the host.'),
      id: z.string(),
    }),
    state: ContainerState,
    health: ContainerHealth,
    labels: z.record(z.string(), z.string()),
    composeProject: z.string().nullable(),
    composeService: z.string().nullable(),
    ...ContainerFacts.partial().shape,
    asideOf: z.uuid().nullable().describe('The container of which an update keeps this one aside.'),
    update: z.object({
      status: UpdateStatus,
      candidate: UpdateCandidate.nullable(),
      checkedAt: z.iso.datetime().nullable(),
      reason: z.string().nullable(),
    }),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    goneAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Container' });
export type Container = z.infer<typeof Container>;

const seen = {
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  goneAt: z.iso.datetime().nullable(),
};
const place = { id: z.uuid(), hostId: z.uuid(), serverId: z.uuid() };

export const ContainerImage = z
  .object({ ...place, imageId: z.string(), ...ImageFacts.shape, ...seen })
  .meta({ id: 'ContainerImage' });
export type ContainerImage = z.infer<typeof ContainerImage>;

export const ContainerVolume = z
  .object({ ...place, name: z.string(), ...VolumeFacts.shape, ...seen })
  .meta({ id: 'ContainerVolume' });
export type ContainerVolume = z.infer<typeof ContainerVolume>;

export const ContainerNetwork = z
  .object({ ...place, networkId: z.string(), ...NetworkFacts.shape, ...seen })
  .meta({ id: 'ContainerNetwork' });
export type ContainerNetwork = z.infer<typeof ContainerNetwork>;

export const ContainerProject = z
  .object({ ...place, name: z.string(), ...ProjectFacts.shape, ...seen })
  .meta({ id: 'ContainerProject' });
export type ContainerProject = z.infer<typeof ContainerProject>;
