import { z } from 'zod';

/** Everything that is known of a host beside its resources and series. */
export const HostFacts = z
  .object({
    serverId: z.uuid(),
    profile: z.record(z.string(), z.unknown()).nullable(),
    capabilities: z.record(z.string(), z.unknown()).nullable(),
    collectors: z.array(
      z.object({
        collector: z.string(),
        collectedAt: z.iso.datetime(),
        succeededAt: z.iso.datetime().nullable(),
        watched: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
          .meta({ description: 'Values whose change is a line of history.' }),
        facts: z.unknown().meta({ description: 'What the collector learned last; null when it keeps nothing.' }),
      }),
    ),
  })
  .meta({ id: 'HostFacts' });
export type HostFacts = z.infer<typeof HostFacts>;
