/** A rule that cannot be read; the message begins with the place in it, where there is one. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly code = 'bad_rule';
  /** What is at fault: the text of the rule, or its time zone. */
  readonly part: 'text' | 'timezone';

  /** `position`: the character, from 1, at which the fault begins. */
  constructor(message: string, place: { readonly position?: number; readonly part?: 'timezone' } = {}) {
    super(place.position === undefined ? message : `character ${place.position}: ${message}`);
    this.part = place.part ?? 'text';
  }
}

/** Where a rule opens, in local time: each in minutes, ascending, from about `fromLocal` on and never later than it. */
export type LocalWalk = (fromLocal: number) => Generator<number, void>;

/** Rules are followed this far: 29 February falls on a given weekday every 40 years at worst. */
export const HORIZON_DAYS = 50 * 366;
