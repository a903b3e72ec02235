import type { Finding } from '../detect/finding.js';
import type { DeviceProfile } from './device-profile.js';
import type { Freshness, HostFacts } from './host-facts.js';

/** One finding on one host: what every rule of the risk engine looks at. */
export interface Judged {
  readonly finding: Finding;
  readonly profile: DeviceProfile | null;
  readonly facts: HostFacts;
  /** Of these facts, for this finding: nothing is known of a host that the command itself goes to. */
  readonly freshness: Freshness;
  readonly actor: Requester;
  readonly serverName: string | null;
}

export const REQUESTERS = ['human', 'ai', 'service', 'schedule'] as const;
export type Requester = (typeof REQUESTERS)[number];

/** A row of the score: `points` may be below zero. */
export interface ScoreRow {
  readonly factor: string;
  readonly points: number;
  readonly why: string;
}

/** A rule of a table: how many points it gives, and what is said of it. null: it does not apply. */
export interface PointRule {
  readonly points: number;
  readonly when: (judged: Judged) => boolean;
  readonly why: string | ((judged: Judged) => string);
}

/** Facts of the host say nothing of what happens in a guest or on another host. */
export function isOnHost({ finding }: Pick<Judged, 'finding'>): boolean {
  return finding.place === 'here' || finding.place === 'chroot';
}

export function isHeld({ effect }: Pick<Finding, 'effect'>): boolean {
  return effect === 'destructive' || effect === 'opaque';
}

export function explainRule(rule: PointRule, judged: Judged): string {
  return typeof rule.why === 'string' ? rule.why : rule.why(judged);
}
