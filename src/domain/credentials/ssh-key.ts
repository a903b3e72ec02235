import { z } from 'zod';

export const GENERATED_KEY_TYPES = ['ed25519', 'rsa-4096'] as const;

/** Either a key to import, with its passphrase if it has one, or the type of a key to generate. */
export const CreateSshKey = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    privateKey: z
      .string()
      .min(1)
      .max(32_768)
      .optional()
      .meta({ description: 'OpenSSH, PEM (PKCS#1, SEC1) or PKCS#8, encrypted or not. Write-only.', writeOnly: true }),
    passphrase: z
      .string()
      .max(1024)
      .optional()
      .meta({ description: 'Of the given private key; it is used once and not stored.', writeOnly: true }),
    generate: z.enum(GENERATED_KEY_TYPES).optional(),
  })
  .refine((key) => (key.privateKey === undefined) !== (key.generate === undefined), {
    path: ['privateKey'],
    message: 'give either `privateKey` or `generate`',
  })
  .refine((key) => key.passphrase === undefined || key.privateKey !== undefined, {
    path: ['passphrase'],
    message: 'belongs to a `privateKey`; generated keys are stored encrypted and need none',
  });
export type CreateSshKey = z.infer<typeof CreateSshKey>;

export const SshKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    algorithm: z.string().meta({ description: 'For example ed25519, rsa-4096, ecdsa-nistp256.' }),
    publicKey: z.string().meta({ description: 'One line for authorized_keys.' }),
    fingerprint: z.string().meta({ description: 'SHA256: and unpadded base64.' }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'SshKey' });
export type SshKey = z.infer<typeof SshKey>;
