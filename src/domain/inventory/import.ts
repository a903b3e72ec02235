import { z } from 'zod';
import { Labels, SITE_PATTERN } from './server.js';

export const ImportFormat = z.enum(['csv', 'yaml', 'ansible_ini', 'ansible_yaml', 'ssh_config']);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportServers = z.strictObject({
  format: ImportFormat,
  /** The file’s text. */
  content: z.string().min(1).max(900_000),
  /** For hosts that name no credential of their own. */
  credentialId: z.uuid().optional(),
  site: z.string().regex(SITE_PATTERN).optional(),
  /** Added to every host’s own. */
  labels: Labels.optional(),
  /** Only say what would happen. */
  dryRun: z.boolean().optional(),
  /** Enrol the good rows although others are wrong; otherwise one wrong row refuses the file. */
  skipInvalid: z.boolean().optional(),
});
export type ImportServers = z.infer<typeof ImportServers>;

export const ImportReport = z.object({
  created: z.array(z.object({ id: z.uuid().nullable(), name: z.string(), address: z.string() })),
  /** Enrolled before under the same name: left as they are. */
  existing: z.array(z.object({ id: z.uuid(), name: z.string() })),
  errors: z.array(z.object({ where: z.string(), message: z.string() })),
  dryRun: z.boolean(),
});
export type ImportReport = z.infer<typeof ImportReport>;
