import { cleanText } from '../../platform/audit/redact.js';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const MAX_SHOWN = 4_000;
/** What is shorter is no secret, and stands in other words. */
const MIN_SECRET = 4;
const REMOVED = '***';

const QUOTED = `"[^"]*"|'[^']*'`;
const WORD = `(${QUOTED}|[^\\s"']+)`;
const FLAG = 'pass(?:word|wd|phrase)?|secret|token|api-?key|auth|credential';
const VARIABLE = 'PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|CREDENTIALS?';
const BEFORE = `(?:^|[\\s;|&"'(])`;

/**
 * Words after which a secret stands: the first group stays, the second is the secret. Too much is better than too
 * little, as the whole text is sealed; everything is bounded, as the text is hostile.
 */
const SECRET_ARGUMENTS: readonly RegExp[] = [
  `(${BEFORE}--?[\\w-]{0,60}?(?:${FLAG})[\\w-]{0,60}[=\\s]{1,9})${WORD}`,
  `(${BEFORE}\\w{0,60}?(?:${VARIABLE})\\w{0,60}=)${WORD}`,
  `(\\b(?:mysql|mysqldump|mariadb|mariadb-dump|mysqladmin)\\b[^|;\\n]{0,300}?\\s-p)${WORD}`,
  `(\\bsshpass\\s+-p\\s{0,9})${WORD}`,
  `(\\bcurl\\b[^|;\\n]{0,300}?\\s(?:-u|--user)\\s{1,9}[^\\s:]{1,99}:)(\\S+)`,
  `(\\b(?:authorization|x-api-key)\\s{0,9}:\\s{0,9})([^"'\\n]+)`,
  `(\\bidentified\\s{1,9}by\\s{1,9})(${QUOTED})`,
  `(\\bpassword\\s{1,9})(${QUOTED})`,
].map((source) => new RegExp(source, 'gi'));

/**
 * For what is said of a command: its parts are told without the words around them that show a secret to be one, so what
 * is secret is learnt from the whole command.
 */
export function redactorFor(command: string): Redact {
  const secrets = findSecrets(command);
  return (text) => {
    let now = text;
    for (const pattern of SECRET_ARGUMENTS) now = now.replaceAll(pattern, `$1${REMOVED}`);
    for (const secret of secrets) now = now.replaceAll(secret, REMOVED);
    return cleanText(now.length > MAX_SHOWN ? `${now.slice(0, MAX_SHOWN)} […]` : now);
  };
}

/** Every text in it, at any depth. */
export function redactAll<T>(value: T, redact: Redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactAll(item, redact)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactAll<unknown>(item, redact)])) as T;
}

/** The longest first: one may stand in another. */
function findSecrets(command: string): string[] {
  const found = SECRET_ARGUMENTS.flatMap((pattern) =>
    [...command.matchAll(pattern)].map(([, , secret = '']) => secret),
  );
  const bare = found
    .map((secret) => secret.replace(/^(["'])(.*)\1$/s, '$2'))
    .filter(({ length }) => length >= MIN_SECRET);
  return [...new Set(bare)].toSorted((one, other) => other.length - one.length);
}
