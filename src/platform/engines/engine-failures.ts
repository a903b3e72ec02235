import { EngineError, type EngineErrorCode } from './engine-error.js';
import { readRecord, readText } from './engine-json.js';
import { showText } from './show-text.js';

/** What an engine's HTTP status means; others are by their hundred. */
const CODE_OF_STATUS: Readonly<Record<number, EngineErrorCode>> = {
  401: 'unauthorized',
  403: 'conflict', // "not possible for this object": an endpoint that exists, a network that is the engine's own
  404: 'not_found',
  409: 'conflict',
  501: 'bad_request', // no retry makes an engine able to do it
  503: 'unavailable',
};

/**
 * Podman answers 500 to much that is nobody's failure, but says in `cause` which of its own errors it was: a fixed text
 * that it compares with itself, so good as a code.
 */
const CODE_OF_CAUSE: ReadonlyMap<string, EngineErrorCode> = new Map([
  ['container state improper', 'conflict'], // running, not running, paused: whatever does not fit
  ['container already exists', 'conflict'],
  ['that name is already in use', 'conflict'],
  ['network is already connected', 'conflict'],
  ['network not found', 'not_found'],
  ['invalid argument', 'bad_request'],
]);

interface TextRow {
  readonly pattern: RegExp;
  readonly code: EngineErrorCode;
  /** `any`: also in the body of a status 500. */
  readonly where: 'pull' | 'any';
  readonly reason: string;
}

/**
 * The only place where an engine's words are read, because there they are all it gives: an error inside the progress
 * stream of a pull has no code, and a full disk is a plain status 500. The first row that fits counts.
 */
const TEXT_ROWS: readonly TextRow[] = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    code: 'disk_full',
    where: 'any',
    reason: "the kernel's words for ENOSPC and EDQUOT; every engine passes them on",
  },
  {
    pattern: /no matching manifest|no match for platform|no image found in (manifest list|image index)/i,
    code: 'wrong_platform',
    where: 'pull',
    reason: 'an index without this platform: Docker up to 28, Docker with containerd, Podman',
  },
  {
    pattern: /does not match the specified platform|cannot be used on this platform|image platform .* does not match/i,
    code: 'wrong_platform',
    where: 'pull',
    reason: 'a single image of another platform than the one that was asked for',
  },
  {
    pattern: /toomanyrequests|too many requests|\b429\b/i,
    code: 'pull_failed',
    where: 'pull',
    reason:
      'rate limits are answered like a refusal by some registries ("denied: … toomanyrequests"): before the next row',
  },
  {
    pattern:
      /unauthorized|authentication required|no basic auth credentials|pull access denied|\b(401|403) (unauthorized|forbidden)|access to the resource is denied|invalid username\/password|incorrect username or password/i,
    code: 'unauthorized',
    where: 'pull',
    reason:
      'the registry wants a login or refuses this one; Docker Hub says "pull access denied" for what does not exist as well',
  },
  {
    pattern: /manifest( for .*)? (is )?unknown|name unknown|repository name not known|not found/i,
    code: 'not_found',
    where: 'pull',
    reason: 'MANIFEST_UNKNOWN and NAME_UNKNOWN of the distribution protocol, and the words engines put around them',
  },
];

const MESSAGE_CHARACTERS = 2_000;

function classifyText(text: string, where: TextRow['where']): EngineErrorCode | undefined {
  return TEXT_ROWS.find((row) => (row.where === 'any' || row.where === where) && row.pattern.test(text))?.code;
}

/** What an error inside the stream of a pull, or the refusal of one, means. */
export function classifyPullError(text: string): EngineErrorCode {
  return classifyText(text, 'pull') ?? 'pull_failed';
}

/** `{"message": …}` of Docker, `{"message", "cause"}` of Podman, or whatever stands there instead. */
function readErrorBody(body: string): { readonly message: string; readonly cause: string } {
  try {
    const value = readRecord(JSON.parse(body));
    const message = readText(value['message']);
    if (message !== '') return { message: showText(message, MESSAGE_CHARACTERS), cause: readText(value['cause']) };
  } catch {
    // Not JSON: a proxy's page, or text.
  }
  return { message: showText(body, MESSAGE_CHARACTERS), cause: '' };
}

function codeOfStatus(status: number): EngineErrorCode {
  const known = CODE_OF_STATUS[status];
  if (known !== undefined) return known;
  return status >= 500 ? 'engine_failed' : 'bad_request';
}

export interface ErrorAnswer {
  /** The request, for messages. */
  readonly what: string;
  /** It changes something. */
  readonly changes: boolean;
  readonly status: number;
  readonly body: string;
}

/** An answer with an error status as an error. */
export function describeErrorAnswer({ what, changes, status, body }: ErrorAnswer): EngineError {
  const { message, cause } = readErrorBody(body);
  const byStatus = codeOfStatus(status);
  const code =
    byStatus === 'engine_failed' ? (CODE_OF_CAUSE.get(cause) ?? classifyText(message, 'any') ?? byStatus) : byStatus;
  // What failed on its way may have been done in part.
  const mayHaveRun = changes && (code === 'engine_failed' || code === 'disk_full');
  return new EngineError(code, `${what}: ${message === '' ? `status ${status}` : message}`, { status, mayHaveRun });
}
