import { REDACTED } from '../log/redactor.js';

const MAX_DEPTH = 8;
const MAX_ITEMS = 200;
const MAX_TEXT = 4_096;

/** Names of fields whose values are secret, without case, `_` and `-`; a name ends with one of these. */
const SECRET_NAMES = [
  'password',
  'passwd',
  'passphrase',
  'phrase',
  'privatekey',
  'secret',
  'secretkey',
  'token',
  'apikey',
  'accesskey',
  'masterkey',
  'rootkey',
  'authorization',
  'cookie',
  'pepper',
  'credentials',
];

/** Secrets that stand inside other text: what they look like → what stays of them. */
const SECRET_TEXTS: readonly { readonly pattern: RegExp; readonly replacement: string }[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
    replacement: REDACTED,
  },
  { pattern: /\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, replacement: `$1 ${REDACTED}` },
  { pattern: /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*):[^\s/@]+@/gi, replacement: `$1:${REDACTED}@` },
];

/**
 * A copy of `value` that may enter the audit trail: values of fields with a secret's name are removed (flags and null
 * stay: they say that a password was set, not which), secrets inside texts as well; long texts and lists are cut with
 * a mark, and text is made such that PostgreSQL takes it.
 */
export function redactDetails(value: unknown): unknown {
  return redactValue(value, 0);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? value : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return redactList(value, depth);
  return redactMembers(value, depth);
}

function redactList(values: readonly unknown[], depth: number): unknown[] {
  const kept = values.slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1));
  return values.length > MAX_ITEMS ? [...kept, `[${values.length - MAX_ITEMS} more]`] : kept;
}

function redactMembers(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const kept = entries
    .slice(0, MAX_ITEMS)
    .map(([name, member]): [string, unknown] => [
      cleanText(name),
      isSecretName(name) && hidesSomething(member) ? REDACTED : redactValue(member, depth + 1),
    ]);
  if (entries.length > MAX_ITEMS) kept.push(['…', `[${entries.length - MAX_ITEMS} more]`]);
  return Object.fromEntries(kept);
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  return SECRET_NAMES.some((secret) => plain.endsWith(secret) || plain.endsWith(`${secret}s`));
}

const hidesSomething = (value: unknown): boolean =>
  value !== null && typeof value !== 'boolean' && !(Array.isArray(value) && value.length === 0);

// PostgreSQL's JSON takes neither NUL nor half of a surrogate pair, and both may come from a host.
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** Text that may stand in an audit row. */
export function cleanText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} [${text.length - MAX_TEXT} more characters]` : text;
  const whole = SECRET_TEXTS.reduce((now, { pattern, replacement }) => now.replaceAll(pattern, replacement), cut);
  return whole.replaceAll(UNSTORABLE, '\uFFFD');
}
