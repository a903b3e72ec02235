import type { UpdateRules } from '../policy.js';
import type { PolicySubject } from './container-selector.js';
import { compareRule } from './find-loosenings.js';
import type { RuleField } from './rule-fields.js';

export const LABEL_PREFIX = 'io.millwright.update.';

interface LabelRule {
  readonly field: RuleField;
  readonly read: (text: string) => unknown;
  /** What it takes, for people. */
  readonly takes: string;
}

const oneOf =
  (...values: readonly string[]) =>
  (text: string): unknown =>
    values.includes(text) ? text : undefined;
const readSwitch = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : undefined);
const readSeconds = (text: string): unknown =>
  /^\d{1,5}$/.test(text) && Number(text) <= 86_400 ? Number(text) : undefined;

/** What a container’s labels may say about its updates. */
export const LABEL_RULES: Readonly<Record<string, LabelRule>> = {
  strategy: {
    field: 'strategy',
    read: oneOf('digest', 'semver', 'pattern', 'pinned'),
    takes: 'digest, semver, pattern or pinned',
  },
  constraint: {
    field: 'constraint',
    read: (text) => (text.length <= 500 && text !== '' ? text : undefined),
    takes: 'a version range or a tag pattern',
  },
  prereleases: { field: 'includePrereleases', read: readSwitch, takes: 'true or false' },
  approval: { field: 'approval', read: oneOf('never', 'risk', 'always'), takes: 'risk or always' },
  'backup.image': { field: 'backup.image', read: readSwitch, takes: 'true or false' },
  'backup.volumes': { field: 'backup.volumes', read: readSwitch, takes: 'true or false' },
  'health.stability-seconds': { field: 'health.stabilitySeconds', read: readSeconds, takes: 'seconds up to 86400' },
  'rollback.automatic': { field: 'rollback.automatic', read: readSwitch, takes: 'true or false' },
};

/** Labels choose these freely: which versions are meant is known best by whoever wrote the compose file. */
const CHOSEN: ReadonlySet<RuleField> = new Set(['strategy', 'constraint']);

export interface ReadLabel {
  readonly label: string;
  readonly field: RuleField | null;
  readonly value: unknown;
  /** Why it does not hold; null when it does. */
  readonly refused: string | null;
}

/**
 * What the labels of a container say, given the rules below them. Labels come out of images and compose files: they may
 * tighten the rules and choose versions, and never loosen an approval or switch off a backup or the rollback.
 */
export function readLabels(labels: PolicySubject['labels'], rules: UpdateRules): ReadLabel[] {
  const given = Object.entries(labels).filter(([key]) => key.startsWith(LABEL_PREFIX));
  return given.sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, text]) => readLabel(label, text.trim(), rules));
}

function readLabel(label: string, text: string, rules: UpdateRules): ReadLabel {
  const key = label.slice(LABEL_PREFIX.length);
  const rule = Object.hasOwn(LABEL_RULES, key) ? LABEL_RULES[key] : undefined;
  if (rule === undefined) {
    const known = Object.keys(LABEL_RULES).join(', ');
    return { label, field: null, value: null, refused: `there is no such label; there are ${known}` };
  }
  const value = rule.read(text);
  const { field } = rule;
  if (value === undefined) return { label, field, value: null, refused: `it takes ${rule.takes}` };
  return { label, field, value, refused: refuse(field, value, rules) };
}

function refuse(field: RuleField, value: unknown, rules: UpdateRules): string | null {
  if (CHOSEN.has(field)) {
    return rules.strategy === 'pinned' && value !== 'pinned'
      ? 'a policy pins this container, which no label undoes'
      : null;
  }
  const looser = compareRule(field, rules, value);
  return looser === null ? null : `labels may only tighten the rules: ${looser}`;
}
