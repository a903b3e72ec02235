import { hash } from 'node:crypto';
import { MillwrightError } from '../../errors/millwright-error.js';

declare const adHocBrand: unique symbol;

/**
 * Permission to give exactly one text to one host's shell, once. Like the grant of a registry command it cannot be
 * written down as an object: only `issueAdHocGrant` makes one, and only the protection domain may import that.
 */
export interface AdHocGrant {
  readonly [adHocBrand]: true;
  /** The plan that was approved, or what the classifier said; for the audit row. */
  readonly planHash: string;
}

export interface AdHocTerms {
  /** Lower-case hex of the SHA-256 of the UTF-8 bytes. */
  readonly textSha256: string;
  /** `read_only` by the classifier: it runs attached and leaves nothing behind. Anything else was approved. */
  readonly effect: 'read_only' | 'changing';
  readonly planHash: string;
  /** The grant is worth nothing from this time on (milliseconds since the epoch). */
  readonly expiresAtMs: number;
}

const issued = new WeakMap<object, AdHocTerms>();

export function issueAdHocGrant(terms: AdHocTerms): AdHocGrant {
  const grant = Object.freeze({ planHash: terms.planHash }) as AdHocGrant;
  issued.set(grant, { ...terms });
  return grant;
}

/** Takes the grant up: it is worth nothing afterwards. Throws MillwrightError('forbidden') unless it is for this text. */
export function spendAdHocGrant(grant: AdHocGrant, text: string, effect: AdHocTerms['effect']): void {
  const terms = issued.get(grant);
  const refuse = (why: string): MillwrightError =>
    new MillwrightError('forbidden', `The command was not run: ${why}. Ask for it again.`);
  if (terms === undefined) throw refuse('it has no grant, or its grant was used before');
  issued.delete(grant);
  if (terms.effect !== effect) throw refuse('its grant is for another way of running it');
  if (terms.textSha256 !== digestText(text)) throw refuse('its grant is for another text');
  if (terms.expiresAtMs <= Date.now()) throw refuse('its grant has expired');
}

/** What a grant is bound to. */
export function digestText(text: string): string {
  return hash('sha256', text);
}
