/** Removes registered secrets from text, wherever they stand. */
export interface Redactor {
  /** Registers a secret. Values shorter than MIN_SECRET_LENGTH are left alone: they would blank ordinary words. */
  add(secret: string | Buffer): void;
  redact(text: string): string;
}

export const MIN_SECRET_LENGTH = 4;
export const REDACTED = '[redacted]';
// Single lines of a multi-line secret (a PEM key) are secrets as well; shorter ones may be ordinary text.
const MIN_LINE_LENGTH = 24;
const PEM_FRAME = /^-----(BEGIN|END) /;

/**
 * Looks at each position of a text once, by a window of MIN_SECRET_LENGTH characters, so that the cost does not grow
 * with the number of secrets. The secrets stay in this process's memory: nothing here writes them anywhere.
 */
export function createRedactor(): Redactor {
  const byPrefix = new Map<string, string[]>();
  const known = new Set<string>();

  function addForm(form: string): void {
    if (form.length < MIN_SECRET_LENGTH || known.has(form)) return;
    known.add(form);
    const prefix = form.slice(0, MIN_SECRET_LENGTH);
    // Longest first: a secret that begins with another one is removed whole.
    const bucket = [...(byPrefix.get(prefix) ?? []), form].sort((a, b) => b.length - a.length);
    byPrefix.set(prefix, bucket);
  }

  return {
    add(secret) {
      for (const form of formsOf(secret)) addForm(form);
    },
    redact: (text) => (known.size === 0 ? text : redactText(text, byPrefix)),
  };
}

function redactText(text: string, byPrefix: ReadonlyMap<string, readonly string[]>): string {
  const parts: string[] = [];
  let keptFrom = 0;
  let at = 0;
  const end = text.length - MIN_SECRET_LENGTH;
  while (at <= end) {
    const position = at;
    const candidates = byPrefix.get(text.slice(position, position + MIN_SECRET_LENGTH));
    const found = candidates?.find((secret) => text.startsWith(secret, position));
    if (found === undefined) {
      at += 1;
      continue;
    }
    parts.push(text.slice(keptFrom, at), REDACTED);
    at += found.length;
    keptFrom = at;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(keptFrom);
}

/** A secret as it may turn up: as it is, inside JSON, in a URL, in base64, and line by line. */
function* formsOf(secret: string | Buffer): Generator<string> {
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  const text = bytes.toString('utf8');
  if (text.length < MIN_SECRET_LENGTH) return;
  yield text;
  const inJson = JSON.stringify(text).slice(1, -1);
  yield inJson;
  // JSON quoted inside JSON: a body that became part of a message.
  yield JSON.stringify(inJson).slice(1, -1);
  yield encodeURIComponent(text);
  yield bytes.toString('base64');
  yield bytes.toString('base64url');
  yield bytes.toString('hex');
  for (const line of text.split(/\r?\n/)) {
    if (line.length >= MIN_LINE_LENGTH && !PEM_FRAME.test(line)) yield line;
  }
}
