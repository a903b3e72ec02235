import type { Finding } from '../detect/finding.js';

/** A finding as it is kept: without the text it was read from, which may hold a secret. */
export type BasisFinding = Pick<
  Finding,
  'rule' | 'type' | 'effect' | 'target' | 'severity' | 'confidence' | 'place'
> & {
  readonly targetKind: string;
};

/** One thing that an act is about, by the name it has in the text. */
export interface Target {
  readonly kind: string;
  readonly name: string;
}

/** Identities, not names: what is compared between the approval and the act. */
export interface Fingerprint {
  /** Of the running kernel; null where the host has none. */
  readonly bootId: string | null;
  readonly facts: readonly TargetFacts[];
  /** Why nothing could be read; null when it was. */
  readonly unreadable: string | null;
}

export interface TargetFacts extends Target {
  /** Short texts such as `inode 2049:1311`, `id 3fa4…`, in a fixed order; `absent` when there is no such thing. */
  readonly identity: readonly string[];
}

/** As many as one look may be about: what names more is not let in, rather than looked at in part. */
export const MAX_TARGETS = 1_000;
/** Longer than any path can be on Linux. */
export const MAX_TARGET_NAME = 4_096;

/** The targets of findings, all of them, each once, in a fixed order; what has no name cannot be looked up. */
export function listTargets(findings: readonly Pick<BasisFinding, 'target' | 'targetKind'>[]): Target[] {
  const byKey = new Map<string, Target>();
  for (const { targetKind, target } of findings) {
    if (target === '' || target.length > MAX_TARGET_NAME || target.includes('\0')) continue;
    byKey.set(`${targetKind} ${target}`, { kind: targetKind, name: target });
  }
  return [...byKey.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
}

/** What differs between two fingerprints, as lines a person can read; empty when it is the same state. */
export function compareFingerprints(before: Fingerprint, now: Fingerprint): string[] {
  const lines: string[] = [];
  if (now.unreadable !== null) lines.push(`its state cannot be read: ${now.unreadable}`);
  else if (before.unreadable !== null) lines.push('its state could not be read when the plan was made, and now it can');
  if (before.bootId !== now.bootId && before.unreadable === null && now.unreadable === null) {
    lines.push('the host was started again meanwhile');
  }
  if (lines.length > 0) return lines;
  const earlier = new Map(before.facts.map((facts) => [keyOf(facts), facts.identity]));
  for (const facts of now.facts) {
    const known = earlier.get(keyOf(facts));
    if (known === undefined || known.join('\n') !== facts.identity.join('\n')) {
      lines.push(
        `${facts.kind} ${facts.name} was ${known?.join(', ') ?? 'not looked at'}, and is ${facts.identity.join(', ')}`,
      );
    }
  }
  if (before.facts.length !== now.facts.length) lines.push('it is about other targets');
  return lines;
}

function keyOf({ kind, name }: Target): string {
  return `${kind} ${name}`;
}

/** Kinds of acts after which their target is gone, when they went well. */
const GONE_AFTER: ReadonlySet<string> = new Set([
  'filesystem_delete',
  'container_remove',
  'container_volume_delete',
  'zfs_dataset_destroy',
]);

export interface Verification {
  readonly verdict: 'confirmed' | 'contradicted' | 'not_checked';
  readonly facts: string[];
}

/**
 * What the host shows after a command that said it succeeded. Only targets that stood there before and are named
 * exactly can contradict it; a pattern or an option may well leave a directory standing.
 */
export function verifyAfter(findings: readonly BasisFinding[], before: Fingerprint, after: Fingerprint): Verification {
  if (before.unreadable !== null || after.unreadable !== null) return { verdict: 'not_checked', facts: [] };
  const stood = new Map(before.facts.map((facts) => [keyOf(facts), whoItIs(facts)]));
  const gone = new Set(
    findings
      .filter(
        ({ type, effect, confidence }) => GONE_AFTER.has(type) && effect === 'destructive' && confidence === 'certain',
      )
      .map(({ targetKind, target }) => keyOf({ kind: targetKind, name: target })),
  );
  const facts = after.facts.map((entry) => `${entry.kind} ${entry.name}: ${entry.identity.join(', ')}`);
  const checked = after.facts.filter((entry) => gone.has(keyOf(entry)) && isExact(entry.name));
  if (checked.length === 0) return { verdict: 'not_checked', facts };
  const standing = checked.filter(
    (entry) => entry.identity[0] !== 'absent' && stood.get(keyOf(entry)) === whoItIs(entry),
  );
  return { verdict: standing.length === 0 ? 'confirmed' : 'contradicted', facts };
}

/** Without what it holds: a directory that was emptied is the same one still. */
function whoItIs({ identity }: TargetFacts): string {
  return identity.filter((fact) => !fact.startsWith('holds ')).join(', ');
}

function isExact(name: string): boolean {
  return !/[*?[\]{}$`~]/.test(name);
}
