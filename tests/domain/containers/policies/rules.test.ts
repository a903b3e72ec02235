import test from 'ava';
import { findPolicyFaults } from '../../../../src/domain/containers/policies/check-policy.js';
import { findLoosenings } from '../../../../src/domain/containers/policies/find-loosenings.js';
import { patchRules, pickRules } from '../../../../src/domain/containers/policies/patch-policy.js';
import { mergeRules, type RuleField } from '../../../../src/domain/containers/policies/rule-fields.js';
import {
  CreateUpdatePolicy,
  PatchUpdatePolicy,
  type RulesPatch,
} from '../../../../src/domain/containers/policies/update-policy.js';
import { DEFAULT_RULES } from '../../../../src/domain/containers/policy.js';

const WINDOW = '01890000-0000-7000-8000-000000000001';
const TCP = { type: 'tcp' as const, port: 80, timeoutSeconds: 5 };

/** From rules, over a change, to the fields that became looser. */
const LOOSER: Readonly<
  Record<string, readonly [before: RulesPatch, change: RulesPatch, fields: readonly RuleField[]]>
> = {
  'nothing changed': [{}, {}, []],
  'the same value': [{}, { approval: 'risk' }, []],
  'approval never': [{}, { approval: 'never' }, ['approval']],
  'approval always': [{}, { approval: 'always' }, []],
  'no image backup': [{}, { backup: { image: false } }, ['backup.image']],
  'volume backup': [{}, { backup: { volumes: true } }, []],
  'no rollback': [{}, { rollback: { automatic: false } }, ['rollback.automatic']],
  'volumes restored': [{}, { rollback: { restoreVolumes: true } }, ['rollback.restoreVolumes']],
  'volumes not restored': [
    { rollback: { restoreVolumes: true } },
    { rollback: { restoreVolumes: false } },
    ['rollback.restoreVolumes'],
  ],
  'a shorter stability period': [{}, { health: { stabilitySeconds: 5 } }, ['health.stabilitySeconds']],
  'a longer stability period': [{}, { health: { stabilitySeconds: 500 } }, []],
  'a longer time-out': [{}, { health: { timeoutSeconds: 900 } }, ['health.timeoutSeconds']],
  'a shorter time-out': [{}, { health: { timeoutSeconds: 30 } }, []],
  'a probe more': [{}, { health: { probes: [TCP] } }, []],
  'a probe less': [{ health: { probes: [TCP] } }, { health: { probes: [] } }, ['health.probes']],
  'another probe': [{ health: { probes: [TCP] } }, { health: { probes: [{ ...TCP, port: 81 }] } }, ['health.probes']],
  'pre-releases': [{}, { includePrereleases: true }, ['includePrereleases']],
  'a pinned digest followed': [{}, { followTag: true }, ['followTag']],
  'pinned to digest': [{ strategy: 'pinned' }, { strategy: 'digest' }, ['strategy']],
  'digest to semver': [{}, { strategy: 'semver' }, ['strategy']],
  'semver to digest': [{ strategy: 'semver' }, { strategy: 'digest' }, []],
  'semver to pinned': [{ strategy: 'semver' }, { strategy: 'pinned' }, []],
  'a constraint added': [{ strategy: 'semver' }, { constraint: '^1' }, []],
  'another constraint': [{ strategy: 'semver', constraint: '^1' }, { constraint: '^2' }, ['constraint']],
  'no constraint': [{ strategy: 'semver', constraint: '^1' }, { constraint: null }, ['constraint']],
  'a window': [{}, { maintenanceWindowId: WINDOW }, []],
  'no window': [{ maintenanceWindowId: WINDOW }, { maintenanceWindowId: null }, ['maintenanceWindowId']],
  'two at once': [{}, { approval: 'never', backup: { image: false } }, ['approval', 'backup.image']],
};

for (const [title, [before, change, fields]] of Object.entries(LOOSER)) {
  test(`${title}: ${fields.length === 0 ? 'not looser' : 'looser'}`, (t) => {
    const effective = mergeRules(DEFAULT_RULES, before);
    const found = findLoosenings(effective, mergeRules(effective, change));
    t.deepEqual(
      found.map(({ field }) => field),
      [...fields],
    );
    t.true(found.every(({ why }) => why.length > 10));
  });
}

test('a policy holds only what was given, and a change merges into it', (t) => {
  const created = CreateUpdatePolicy.parse({
    name: 'p',
    selector: 'a=b',
    strategy: 'digest',
    backup: { volumes: true },
    health: { stabilitySeconds: 5, probes: [{ type: 'tcp', port: 80 }] },
  });
  const rules = pickRules(created);
  t.deepEqual(rules, { strategy: 'digest', backup: { volumes: true }, health: { stabilitySeconds: 5, probes: [TCP] } });
  const change = (patch: unknown) => patchRules(rules, PatchUpdatePolicy.parse(patch));
  t.deepEqual(change({ approval: 'always' }), { ...rules, approval: 'always' });
  t.deepEqual(change({ backup: { image: false } }).backup, { image: false, volumes: true });
  t.deepEqual(change({ backup: null, strategy: null }), { health: { stabilitySeconds: 5, probes: [TCP] } });
  t.deepEqual(change({ health: { probes: null } }).health, { stabilitySeconds: 5 });
  t.false(PatchUpdatePolicy.safeParse({}).success);
  t.false(CreateUpdatePolicy.safeParse({ name: 'p', selector: '', aproval: 'never' }).success);
});

const FAULTS: readonly [selector: string, rules: RulesPatch, path: string, message: RegExp][] = [
  ['a=b,((', {}, 'selector', /^character 5/],
  ['', { strategy: 'semver', constraint: 'not a range' }, 'constraint', /no version range/],
  ['', { strategy: 'pattern', constraint: '(' }, 'constraint', /no tag pattern/],
  ['', { strategy: 'pattern' }, 'constraint', /needs a tag pattern/],
  ['', { strategy: 'pattern', constraint: '(?=a)' }, 'constraint', /look-around/],
  ['', { constraint: '((' }, 'constraint', /no version range/],
];

for (const [selector, rules, path, message] of FAULTS) {
  test(`refused: "${selector}" ${JSON.stringify(rules)}`, (t) => {
    const faults = findPolicyFaults({ selector, rules });
    t.deepEqual(
      faults.map((fault) => fault.path),
      [path],
    );
    t.regex(faults[0]?.message ?? '', message);
  });
}

test('a range, a pattern, and a constraint that may be either are fine', (t) => {
  for (const rules of [
    { strategy: 'semver', constraint: '^1.2' },
    { strategy: 'pattern', constraint: String.raw`v(\d+)` },
    { constraint: String.raw`v(\d+)-x` },
    { constraint: '^1' },
    {},
  ] as RulesPatch[]) {
    t.deepEqual(findPolicyFaults({ selector: 'image=web', rules }), []);
  }
});
