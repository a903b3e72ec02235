import { z } from 'zod';

/** Label keys and values follow Kubernetes' rules loosely: short, no blanks, no selector characters. */
const LABEL_KEY = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/;
const LABEL_VALUE = /^[A-Za-z0-9._:/@+-]{0,255}$/;
/** A site is the name of a Temporal task queue. */
export const SITE_PATTERN = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** Host names, IPv4 and IPv6 (without brackets): no character that means something to a shell or a URL. */
const ADDRESS_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9._:%-]{0,253}[A-Za-z0-9])?$|^::1?$|^::[A-Za-z0-9:.%]{1,60}$/;
export const FINGERPRINT_PATTERN = /^SHA256:[A-Za-z0-9+/]{43}$/;

export const Labels = z
  .record(z.string().regex(LABEL_KEY, 'label keys are letters, digits and . _ / -'), z.string().regex(LABEL_VALUE))
  .refine((labels) => Object.keys(labels).length <= 64, 'at most 64 labels');

const name = z.string().trim().min(1).max(200);
const address = z.string().regex(ADDRESS_PATTERN, 'a host name or an IP address');
const port = z.int().min(1).max(65_535);
const site = z.string().regex(SITE_PATTERN, 'lower-case letters, digits, dot, dash, underscore');
const fingerprint = z.string().regex(FINGERPRINT_PATTERN, 'SHA256: and 43 base64 characters, without padding');

export const SudoMode = z.enum(['none', 'passwordless', 'password']);
export const Transport = z.enum(['ssh', 'local']);
export const ServerStatus = z.enum(['unknown', 'online', 'degraded', 'offline', 'blocked']);

export const CreateServer = z
  .strictObject({
    name,
    address,
    port: port.optional(),
    site: site.optional(),
    labels: Labels.optional(),
    transport: Transport.optional(),
    credentialId: z.uuid().optional(),
    jumpServerId: z.uuid().optional(),
    hostKeyFingerprint: fingerprint.optional(),
    sudo: SudoMode.optional(),
  })
  .refine((server) => server.transport === 'local' || server.credentialId !== undefined, {
    path: ['credentialId'],
    message: 'is required for transport ssh: POST /api/credentials/server-credentials makes one',
  });
export type CreateServer = z.infer<typeof CreateServer>;

export const PatchServer = z
  .strictObject({
    name: name.optional(),
    address: address.optional(),
    port: port.optional(),
    site: site.optional(),
    labels: Labels.optional(),
    credentialId: z.uuid().optional(),
    jumpServerId: z.uuid().nullable().optional(),
    hostKeyFingerprint: fingerprint.nullable().optional(),
    sudo: SudoMode.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'at least one field');
export type PatchServer = z.infer<typeof PatchServer>;

export const HostKey = z.object({
  algorithm: z.string(),
  fingerprint: z.string(),
  pinnedAt: z.iso.datetime().nullable(),
});

export const Server = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string(),
  port: z.int(),
  site: z.string(),
  labels: z.record(z.string(), z.string()),
  transport: Transport,
  credentialId: z.uuid().nullable(),
  jumpServerId: z.uuid().nullable(),
  status: ServerStatus,
  statusReason: z.string().nullable(),
  hostKey: HostKey.nullable(),
  pendingHostKey: HostKey.nullable(),
  sudo: z.enum(['none', 'passwordless', 'password', 'root']).nullable(),
  profile: z.record(z.string(), z.unknown()).nullable(),
  capabilities: z.record(z.string(), z.unknown()).nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int(),
});
export type Server = z.infer<typeof Server>;

export const TestConnectionResult = z.object({
  ok: z.boolean(),
  latencyMs: z.number().nullable(),
  hostKey: HostKey.nullable(),
  error: z.object({ class: z.string(), message: z.string(), remedy: z.string() }).nullable(),
});
export type TestConnectionResult = z.infer<typeof TestConnectionResult>;
