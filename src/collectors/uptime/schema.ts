import { z } from 'zod';

export const uptimeFactsSchema = z.object({ uptimeSeconds: z.number().nonnegative() });
export type UptimeFacts = z.infer<typeof uptimeFactsSchema>;
