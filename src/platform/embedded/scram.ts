import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096;
const KEY_BYTES = 32;

/** 256 random bits as text that needs no quoting in a URL or in SQL. */
export function generatePassword(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What PostgreSQL stores instead of a password (RFC 5803). Giving it the finished verifier keeps the password out of
 * every statement, log and process list. The password must be ASCII: no SASLprep is done here.
 */
export function makeScramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
