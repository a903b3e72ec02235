import { z } from 'zod';

export const ContainerState = z.enum([
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
  'unknown',
]);
export type ContainerState = z.infer<typeof ContainerState>;

export const ContainerHealth = z.enum(['healthy', 'unhealthy', 'starting', 'none', 'unknown']);
export type ContainerHealth = z.infer<typeof ContainerHealth>;

/** What is kept of a container beside its columns. Neither environment nor command: both hold secrets. */
export const ContainerFacts = z.object({
  ports: z.array(
    z.object({
      containerPort: z.int(),
      protocol: z.string(),
      hostAddress: z.string().nullable(),
      hostPort: z.int().nullable().describe('Null: exposed, not published.'),
    }),
  ),
  mounts: z.array(
    z.object({
      type: z.string(),
      source: z.string().nullable().describe('Name of a volume, path on the host otherwise.'),
      destination: z.string(),
      readOnly: z.boolean(),
    }),
  ),
  networks: z.array(z.object({ name: z.string(), address: z.string().nullable() })),
  networkMode: z.string(),
  restartPolicy: z.string(),
  restartCount: z.int(),
  autoRemove: z.boolean(),
  createdAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  exitCode: z.int().nullable().describe('Of the last time it ended; null while it runs.'),
});
export type ContainerFacts = z.infer<typeof ContainerFacts>;

/** A container as its engine shows it now. */
export interface ContainerObservation {
  readonly runtimeId: string;
  readonly name: string;
  /** As the container was made with it. */
  readonly imageReference: string;
  /** By which the image was pulled from that repository; null: it was not. */
  readonly imageDigest: string | null;
  readonly imageId: string;
  readonly state: ContainerState;
  readonly health: ContainerHealth;
  readonly labels: Readonly<Record<string, string>>;
  readonly composeProject: string | null;
  readonly composeService: string | null;
  readonly facts: ContainerFacts;
}
