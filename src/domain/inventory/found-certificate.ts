import { z } from 'zod';

/** An X.509 certificate found in a file or shown by a TLS listener. */
export const CertificateObservation = z.object({
  /** Path of the file, or `127.0.0.1:443` for a listener; for one of several in a file `#2` follows. */
  location: z.string(),
  kind: z.enum(['file', 'listener']),
  subject: z.string(),
  issuer: z.string(),
  /** Subject alternative names; the common name where there are none. */
  names: z.array(z.string()),
  serial: z.string(),
  /** SHA-256 of the DER form, lower-case hex. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  keyType: z.string().nullable(),
  selfSigned: z.boolean(),
  isAuthority: z.boolean(),
});
export type CertificateObservation = z.infer<typeof CertificateObservation>;
