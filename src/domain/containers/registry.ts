import { z } from 'zod';
import { readImageReference } from './references/image-reference.js';

/** Names under which people know Docker's registry; references call it the first. */
const HUB = 'docker.io';
const HUB_NAMES: ReadonlySet<string> = new Set([
  HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
  'https://index.docker.io/v1/',
]);

/** The host as references write it, in lower case; null: no reference can name it. */
export function canonicalRegistryHost(text: string): string | null {
  const host = text.trim().toLowerCase();
  if (HUB_NAMES.has(host)) return HUB;
  return readImageReference(`${host}/x`)?.registry === host ? host : null;
}

const RegistryHost = z
  .string()
  .min(1)
  .max(255)
  .meta({ examples: ['docker.io', 'ghcr.io', 'registry.lan:5000'] })
  .transform((text, context) => {
    const host = canonicalRegistryHost(text);
    if (host !== null) return host;
    context.addIssue({
      code: 'custom',
      message: 'must be the host as references write it, such as ghcr.io or registry.lan:5000, without https://',
    });
    return z.NEVER;
  })
  .describe('As references write it.');

const Username = z
  .string()
  .min(1)
  .max(255)
  // The colon ends the name in a basic login.
  .regex(/^[^:\0\r\n]+$/, 'must not hold a colon or a line break');
const Secret = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^[^\0\r\n]+$/, 'must not hold a line break')
  .meta({ description: 'Write-only.', writeOnly: true });
const CaBundle = z
  .string()
  .min(1)
  .max(200_000)
  .describe('Certificates in PEM form that are trusted beside the system’s.');

/** What does not go together, told as the field to change. */
export function findLoginProblem(login: {
  readonly username?: unknown;
  readonly password?: unknown;
  readonly token?: unknown;
}): { readonly path: 'username' | 'password'; readonly message: string } | null {
  const has = (value: unknown): boolean => value !== undefined && value !== null;
  if (has(login.password) && has(login.token))
    return { path: 'password', message: 'give a password or a token, not both' };
  if (has(login.password) && !has(login.username)) return { path: 'username', message: 'a password needs a username' };
  if (has(login.username) && !has(login.password) && !has(login.token)) {
    return { path: 'password', message: 'a username needs a password or a token' };
  }
  return null;
}

export const CreateRegistry = z
  .strictObject({
    host: RegistryHost,
    username: Username.optional(),
    password: Secret.optional(),
    token: Secret.optional(),
    insecure: z
      .boolean()
      .default(false)
      .describe('Plain HTTP and untrusted certificates are fine, with the login too.'),
    caBundle: CaBundle.optional(),
  })
  .superRefine((registry, context) => {
    const problem = findLoginProblem(registry);
    if (problem !== null) context.addIssue({ code: 'custom', path: [problem.path], message: problem.message });
  });
export type CreateRegistry = z.infer<typeof CreateRegistry>;

/** Absent: unchanged. Null: removed. */
export const PatchRegistry = z
  .strictObject({
    username: Username.nullable().optional(),
    password: Secret.nullable().optional(),
    token: Secret.nullable().optional(),
    insecure: z.boolean().optional(),
    caBundle: CaBundle.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'at least one field');
export type PatchRegistry = z.infer<typeof PatchRegistry>;

export const Registry = z
  .object({
    id: z.uuid(),
    host: z.string(),
    username: z.string().nullable(),
    hasPassword: z.boolean(),
    hasToken: z.boolean(),
    insecure: z.boolean(),
    caBundle: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'ContainerRegistry' });
export type Registry = z.infer<typeof Registry>;
