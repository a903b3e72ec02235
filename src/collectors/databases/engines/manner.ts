import { RemoteError, type RemoteErrorClass } from '../../../platform/ssh/remote-errors.js';
import type { MeasureInput, Measurement } from '../engine.js';
import { speaksInTls } from '../probe.js';

/** How a server with TLS only ends a connection without it: by a reset, or by bytes that make no sense. */
const NO_ANSWER: ReadonlySet<RemoteErrorClass> = new Set(['protocol_error', 'connection_lost']);

/**
 * Measures without TLS, and with it where a server wants nothing else. What it was last time is tried at once: it is
 * remembered as `details.tls` of the last measurement, whatever its status.
 *
 * @throws CertificateWanted, and what `attempt` throws.
 */
export async function measureInManner(
  input: MeasureInput,
  attempt: (tls: boolean) => Promise<Measurement>,
): Promise<Measurement> {
  const details = input.last?.details ?? input.previous?.details;
  if (details?.['tls'] === true) return attempt(true);
  try {
    return await attempt(false);
  } catch (error) {
    if (!(error instanceof RemoteError) || !NO_ANSWER.has(error.errorClass)) throw error;
    if (!(await speaksWithin(input))) throw error;
  }
  return attempt(true);
}

function speaksWithin({ connect, endpoint: { engine, identity: where }, signal }: MeasureInput): Promise<boolean> {
  return speaksInTls(engine, { connect, where, signal });
}
