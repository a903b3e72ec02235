import { z } from 'zod';

/** Where each engine listens unless it was told otherwise. */
export const DEFAULT_SOCKETS = {
  docker: '/var/run/docker.sock',
  podman: '/run/podman/podman.sock',
  kubernetes: '',
} as const;

export const ContainerRuntime = z.enum(['docker', 'podman', 'kubernetes']);
export type ContainerRuntime = z.infer<typeof ContainerRuntime>;

export const CreateContainerHost = z.strictObject({
  serverId: z.uuid(),
  runtime: ContainerRuntime.default('docker'),
  socketPath: z
    .string()
    // The kernel takes 107 bytes.
    .regex(/^\/[^\0\r\n]{1,106}$/, 'must be an absolute path of at most 107 characters')
    .optional()
    .describe('Default: /var/run/docker.sock, /run/podman/podman.sock.'),
});
export type CreateContainerHost = z.infer<typeof CreateContainerHost>;

export const EngineFacts = z.object({
  version: z.string(),
  apiVersion: z.string(),
  os: z.string(),
  architecture: z.string(),
  storageDriver: z.string().nullable(),
  rootDirectory: z.string().nullable(),
  cgroupVersion: z.int().nullable(),
  rootless: z.boolean(),
  containerdImageStore: z.boolean(),
  liveRestore: z.boolean(),
  access: z.string().describe('How its socket is reached: `socket`, or through a program on the host.'),
});
export type EngineFacts = z.infer<typeof EngineFacts>;

export const ContainerHost = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    serverName: z.string(),
    runtime: ContainerRuntime,
    socketPath: z.string(),
    status: z.enum(['unknown', 'online', 'offline']),
    statusReason: z.string().nullable(),
    engine: EngineFacts.nullable().describe('As the engine told it last; null before the first discovery.'),
    containers: z.object({ total: z.int(), running: z.int(), unhealthy: z.int() }),
    discoveredAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ContainerHost' });
export type ContainerHost = z.infer<typeof ContainerHost>;

/** `/var/run` is `/run` wherever containers run: one socket must not become two hosts. */
export function spellingsOf(socketPath: string): readonly string[] {
  if (socketPath.startsWith('/var/run/')) return [socketPath, socketPath.slice('/var'.length)];
  if (socketPath.startsWith('/run/')) return [socketPath, `/var${socketPath}`];
  return [socketPath];
}
