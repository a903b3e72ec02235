import { z } from 'zod';

const Labels = z.record(z.string(), z.string());

export const ImagePlatform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().nullable(),
});
export type ImagePlatform = z.infer<typeof ImagePlatform>;

export const ImageFacts = z.object({
  tags: z.array(z.string()),
  digests: z.array(z.string()).describe('`repository@sha256:…`, one for each name it was pulled by.'),
  sizeBytes: z.number(),
  createdAt: z.string().nullable(),
  platform: ImagePlatform.nullable().describe('Null: no container uses it, so it was not looked into.'),
  containers: z.array(z.string()).describe('Names of the containers that were made from it.'),
});
export type ImageFacts = z.infer<typeof ImageFacts>;

export const VolumeFacts = z.object({
  driver: z.string(),
  mountpoint: z.string().nullable(),
  scope: z.string().nullable(),
  createdAt: z.string().nullable(),
  anonymous: z.boolean(),
  labels: Labels,
  containers: z.array(z.string()),
});
export type VolumeFacts = z.infer<typeof VolumeFacts>;

export const NetworkFacts = z.object({
  name: z.string(),
  driver: z.string(),
  scope: z.string().nullable(),
  internal: z.boolean(),
  ipv6: z.boolean(),
  subnets: z.array(z.string()),
  labels: Labels,
  containers: z.array(z.string()),
});
export type NetworkFacts = z.infer<typeof NetworkFacts>;

export const ProjectFacts = z.object({
  workingDirectory: z.string().nullable(),
  configFiles: z.array(z.string()),
  services: z.array(z.object({ name: z.string(), containers: z.int(), running: z.int() })),
});
export type ProjectFacts = z.infer<typeof ProjectFacts>;

export type ResourceKind = 'image' | 'volume' | 'network' | 'project';

/** An image, volume, network or compose project as an engine shows it; `key` tells it from others of its kind. */
export type ResourceObservation =
  | { readonly kind: 'image'; readonly key: string; readonly facts: ImageFacts }
  | { readonly kind: 'volume'; readonly key: string; readonly facts: VolumeFacts }
  | { readonly kind: 'network'; readonly key: string; readonly facts: NetworkFacts }
  | { readonly kind: 'project'; readonly key: string; readonly facts: ProjectFacts };
