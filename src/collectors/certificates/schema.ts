import { z } from 'zod';
import { CertificateObservation } from '../../domain/inventory/found-certificate.js';

export const certificatesFactsSchema = z.object({
  checkedAt: z.iso.datetime(),
  certificates: z.array(CertificateObservation),
  /** Of the certificates that matter by themselves: not those of authorities that only complete a chain. */
  expired: z.int(),
  expiringWithin30Days: z.int(),
  /** False when a directory could not be read, the list was cut off, or the search did not run. */
  filesComplete: z.boolean(),
  /** What came of each TLS listener; empty before the listeners were asked. */
  listeners: z.array(
    z.object({
      address: z.string(),
      port: z.int(),
      protocol: z.string(),
      /** `refused`: nobody listens there any more. */
      state: z.enum(['shown', 'no_tls', 'refused', 'unreachable', 'not_asked']),
    }),
  ),
  /** False when a listener that should speak TLS could not be asked. */
  listenersComplete: z.boolean(),
});
export type CertificatesFacts = z.infer<typeof certificatesFactsSchema>;
export type TlsListener = CertificatesFacts['listeners'][number];

/** A PEM block as found. */
export interface FoundBlock {
  readonly path: string;
  /** From 1, within its file. */
  readonly position: number;
  readonly der: Buffer;
}

export interface FoundFiles {
  readonly blocks: readonly FoundBlock[];
  readonly complete: boolean;
}

export interface Listener {
  /** As bound: `0.0.0.0`, `::`, `127.0.0.1`, … */
  readonly address: string;
  readonly port: number;
}
