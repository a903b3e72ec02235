import { isGrpcServiceError } from '@temporalio/client';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { recogniseFailure } from '../platform/http/known-failures.js';

/** What ended a command, for a person: the failure of our vocabulary that it is, or what it is besides. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof MillwrightError) return error;
  return explainRefusal(error) ?? explainOutage(error) ?? error;
}

/** SQLSTATE classes 28 (who), 3D (which database): the server is there and does not let us in. */
const REFUSALS = /^(28|3D)/;

function explainRefusal(error: unknown): MillwrightError | undefined {
  const { code, severity, message } = error as { code?: unknown; severity?: unknown; message?: string };
  if (severity !== undefined && typeof code === 'string' && REFUSALS.test(code)) {
    return new MillwrightError(
      'startup_failed',
      `PostgreSQL refused the connection: ${message ?? code}. Check user, password and database of DATABASE_URL.`,
      { cause: error },
    );
  }
  if (!(error instanceof Error) || !isGrpcServiceError(error) || recogniseFailure(error) !== null) return undefined;
  return new MillwrightError(
    'startup_failed',
    `Temporal refused the request: ${error.details}. Check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.`,
    { cause: error },
  );
}

function explainOutage(error: unknown): MillwrightError | undefined {
  const known = recogniseFailure(error);
  if (known === null) return undefined;
  const { code, address, port } = error as { code?: unknown; address?: string; port?: number };
  const place = address === undefined ? '' : ` at ${address}:${port ?? '?'}`;
  const reason = typeof code === 'string' ? ` (${code}${place})` : '';
  return new MillwrightError(known.code, `${known.message.replace(/\.$/, '')}${reason}.`, { cause: error });
}
