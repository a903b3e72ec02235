import { z } from 'zod';

const name = z.string().trim().min(1).max(200);
/** What sshd and useradd take; no character that means something to a shell. */
const user = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]{0,63}\$?$/, 'a login name')
  .max(64);
// Passwords go to a host line by line.
const secret = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => !/[\0\r\n]/.test(text), 'contains a line break or a NUL')
  .meta({ description: 'Write-only.', writeOnly: true });

export const CreateServerCredential = z
  .strictObject({
    name,
    user,
    sshKeyId: z.uuid().optional(),
    password: secret.optional(),
    sudoPassword: secret.optional(),
  })
  .refine((credential) => credential.sshKeyId !== undefined || credential.password !== undefined, {
    path: ['sshKeyId'],
    message: 'a credential needs an SSH key, a password, or both',
  });
export type CreateServerCredential = z.infer<typeof CreateServerCredential>;

/** Absent: unchanged. Null: removed. */
export const PatchServerCredential = z
  .strictObject({
    name: name.optional(),
    user: user.optional(),
    sshKeyId: z.uuid().nullable().optional(),
    password: secret.nullable().optional(),
    sudoPassword: secret.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'at least one field');
export type PatchServerCredential = z.infer<typeof PatchServerCredential>;

export const ServerCredential = z
  .object({
    id: z.uuid(),
    name: z.string(),
    user: z.string(),
    sshKeyId: z.uuid().nullable(),
    hasPassword: z.boolean(),
    hasSudoPassword: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'ServerCredential' });
export type ServerCredential = z.infer<typeof ServerCredential>;
