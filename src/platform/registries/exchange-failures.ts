import { OUT_OF_REACH } from './guarded-lookup.js';
import { RegistryError, type RegistryErrorCode } from './registry-error.js';

interface FailureRow {
  readonly code: RegistryErrorCode;
  readonly detail: string;
}

const NO_TLS: FailureRow = { code: 'tls_failed', detail: 'does not speak TLS on this port.' };
const UNTRUSTED: FailureRow = { code: 'tls_failed', detail: 'shows a certificate that is not trusted' };
const CUT: FailureRow = { code: 'unreachable', detail: 'closed the connection before it had answered.' };

/** Codes of Node and OpenSSL, what they mean here. */
const FAILURES: Readonly<Record<string, FailureRow>> = {
  ENOTFOUND: { code: 'unreachable', detail: 'is a name that cannot be resolved.' },
  EAI_AGAIN: { code: 'unreachable', detail: 'could not be resolved: the name server does not answer.' },
  ECONNREFUSED: { code: 'unreachable', detail: 'refused the connection: nothing listens on that port.' },
  EHOSTUNREACH: { code: 'unreachable', detail: 'has no route to it.' },
  ENETUNREACH: { code: 'unreachable', detail: 'has no route to it.' },
  ETIMEDOUT: { code: 'timeout', detail: 'did not accept the connection.' },
  ECONNRESET: CUT,
  EPIPE: CUT,
  ECONNABORTED: CUT,
  ERR_STREAM_PREMATURE_CLOSE: CUT,
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_SSL_HTTP_REQUEST: NO_TLS,
  ERR_TLS_CERT_ALTNAME_INVALID: { code: 'tls_failed', detail: 'shows a certificate for another name.' },
  CERT_HAS_EXPIRED: { code: 'tls_failed', detail: 'shows a certificate that has expired.' },
  CERT_NOT_YET_VALID: { code: 'tls_failed', detail: 'shows a certificate that is not valid yet.' },
  [OUT_OF_REACH]: { code: 'redirect_refused', detail: 'is on a network that is not asked on the word of others.' },
};

const CERTIFICATE_CODE = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_)/;

/** Turns a failure of the connection into one of the vocabulary. Of the URL only the host is shown. */
export function explainFailure(error: unknown, url: URL): RegistryError {
  const code = codeOf(error);
  const row = FAILURES[code] ?? describeOther(code);
  const shown = code === '' || FAILURES[code] !== undefined ? '' : ` (${code}).`;
  return new RegistryError(row.code, `${url.host} ${row.detail}${shown}`, { cause: error });
}

/** Whether the failure says that the server on that port wants no TLS, or that nothing is there: http may be meant. */
export function suggestsPlainHttp(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false;
  const code = codeOf(error.cause);
  return FAILURES[code] === NO_TLS || FAILURES[code] === CUT || code === 'ECONNREFUSED';
}

function describeOther(code: string): FailureRow {
  if (CERTIFICATE_CODE.test(code)) return UNTRUSTED;
  if (code.startsWith('HPE_')) return { code: 'bad_answer', detail: 'does not speak HTTP' };
  return { code: 'unreachable', detail: 'could not be talked to' };
}

/** A failure to connect to several addresses holds one error for each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
