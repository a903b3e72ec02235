import { hash } from 'node:crypto';
import { MillwrightError } from '../errors/millwright-error.js';
import type { CommandFacts } from './command.js';

declare const grantBrand: unique symbol;

/**
 * Permission to run one destructive command with exactly these arguments. It cannot be written down as an object:
 * only `issueGrant` makes one, and only the protection domain may import that (a test of the import law says so);
 * `index.ts` exports the type alone.
 */
export interface Grant {
  readonly [grantBrand]: true;
  /** The plan that a person or a rule approved; for the audit row. */
  readonly planHash: string;
}

export interface GrantTerms {
  readonly commandId: string;
  readonly args: unknown;
  readonly planHash: string;
  /** The grant is worth nothing from this time on (milliseconds since the epoch). */
  readonly expiresAtMs: number;
}

interface Issued {
  readonly commandId: string;
  readonly argsDigest: string;
  readonly expiresAtMs: number;
}

// What a grant is worth is kept here, not in the object: a forged object is in no map.
const issued = new WeakMap<object, Issued>();

export function issueGrant(terms: GrantTerms): Grant {
  const grant = Object.freeze({ planHash: terms.planHash }) as Grant;
  issued.set(grant, {
    commandId: terms.commandId,
    argsDigest: digestOf(terms.args),
    expiresAtMs: terms.expiresAtMs,
  });
  return grant;
}

/** Throws MillwrightError('forbidden') unless the command is harmless or the grant is real, its own, and not expired. */
export function requireGrant(facts: CommandFacts, args: unknown, grant: Grant | undefined): void {
  if (facts.effect !== 'destructive') return;
  const terms = grant === undefined ? undefined : issued.get(grant);
  const refuse = (why: string): MillwrightError =>
    new MillwrightError('forbidden', `The destructive command ${facts.id} was not run: ${why}. Ask for an approval.`);
  if (terms === undefined) throw refuse('it has no grant');
  if (terms.commandId !== facts.id) throw refuse('its grant is for another command');
  if (terms.argsDigest !== digestOf(args)) throw refuse('its grant is for other arguments');
  if (terms.expiresAtMs <= Date.now()) throw refuse('its grant has expired');
}

function digestOf(args: unknown): string {
  return hash('sha256', JSON.stringify(args) ?? 'undefined');
}
