import { z } from 'zod';

export const ResourceType = z.enum(['storage_device', 'storage_pool', 'database', 'certificate', 'container', 'host']);

/** One line of history of what is on the hosts. */
export const InventoryEvent = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    at: z.iso.datetime().meta({ description: 'Time of the collection that saw it.' }),
    resourceType: ResourceType,
    resourceId: z.uuid().nullable().meta({ description: 'Null for the host itself.' }),
    resourceName: z.string(),
    kind: z.enum(['appeared', 'gone', 'returned', 'changed']),
    field: z.string().nullable().meta({ description: 'What changed; for the host `<collector>.<value>`.' }),
    before: z.unknown(),
    after: z.unknown(),
    runId: z.uuid().nullable(),
  })
  .meta({ id: 'InventoryEvent' });
export type InventoryEvent = z.infer<typeof InventoryEvent>;
