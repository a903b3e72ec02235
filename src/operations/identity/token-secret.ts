import { createHash, createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'mw_';
const SECRET_BYTES = 32;
const CHECKSUM_BYTES = 4;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(ALPHABET.length);
// 62^43 > 2^256 and 62^6 > 2^32: every value has the same length.
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const OWN_FORMAT = new RegExp(`^${PREFIX}([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);
const HINT_LENGTH = PREFIX.length + 5;
const MAX_TOKEN_LENGTH = 512;

/**
 * A new token: `mw_`, 256 random bits, and a checksum. The prefix is for secret scanners; the checksum tells them, and
 * us before any query, a token from a slip of the pen.
 */
export function generateToken(): string {
  const secret = toBase62(randomBytes(SECRET_BYTES), SECRET_LENGTH);
  return `${PREFIX}${secret}${checksumOf(secret)}`;
}

/**
 * False for what cannot be a token whatever the database holds: empty, endless, or in our own format with a wrong
 * checksum. Tokens of other formats are possible: an operator may give the first one in the environment.
 */
export function isPlausibleToken(token: string): boolean {
  if (token.length === 0 || token.length > MAX_TOKEN_LENGTH) return false;
  const parts = OWN_FORMAT.exec(token);
  return parts === null || checksumOf(parts[1] ?? '') === parts[2];
}

/** What is stored instead of the token. `pepper`: 32 bytes that are not in the database. */
export function digestToken(token: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(token, 'utf8').digest();
}

/** The first characters, for recognition in lists: five of the random ones at most. */
export function hintOf(token: string): string {
  return `${token.slice(0, token.startsWith(PREFIX) ? HINT_LENGTH : 5)}…`;
}

function checksumOf(secret: string): string {
  const digest = createHash('sha256').update(PREFIX).update(secret).digest();
  return toBase62(digest.subarray(0, CHECKSUM_BYTES), CHECKSUM_LENGTH);
}

function toBase62(bytes: Buffer, length: number): string {
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = (ALPHABET[Number(value % BASE)] ?? '') + text;
    value /= BASE;
  }
  return text;
}
