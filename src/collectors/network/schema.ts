import { z } from 'zod';

const counter = z.string().regex(/^\d{1,20}$/);

export const networkFactsSchema = z.object({
  interfaces: z.array(
    z.object({
      name: z.string(),
      receiveBytes: counter,
      receivePackets: counter,
      receiveErrors: counter,
      receiveDrops: counter,
      transmitBytes: counter,
      transmitPackets: counter,
      transmitErrors: counter,
      transmitDrops: counter,
    }),
  ),
});
export type NetworkFacts = z.infer<typeof networkFactsSchema>;
export type NetworkInterface = NetworkFacts['interfaces'][number];
