import test from 'ava';
import type { PolicySubject } from '../../../../src/domain/containers/policies/container-selector.js';
import { resolveRules, type PolicyRules } from '../../../../src/domain/containers/policies/resolve-rules.js';
import { RULE_FIELDS } from '../../../../src/domain/containers/policies/rule-fields.js';
import type { RulesPatch } from '../../../../src/domain/containers/policies/update-policy.js';
import { DEFAULT_RULES, UpdateRules } from '../../../../src/domain/containers/policy.js';

const LABEL = 'io.millwright.update.';
let count = 0;

function policy(selector: string, rules: RulesPatch, others: Partial<PolicyRules> = {}): PolicyRules {
  count += 1;
  return { id: `id-${count}`, name: selector === '' ? 'all' : selector, selector, priority: 0, rules, ...others };
}

function container(changes: Partial<PolicySubject> = {}): PolicySubject {
  return {
    name: 'web-1',
    image: 'registry.example:5000/shop/web:1.2',
    host: 'a-host',
    server: 'srv1',
    site: 'berlin',
    project: 'shop',
    service: 'web',
    runtime: 'docker',
    labels: { tier: 'front' },
    ...changes,
  };
}

const resolve = (policies: readonly PolicyRules[], labels: Record<string, string> = {}, request?: RulesPatch) =>
  resolveRules({ container: container({ labels: { tier: 'front', ...labels } }), policies, request });
const sourceOf = (resolved: ReturnType<typeof resolve>, field: string) =>
  resolved.sources.find((source) => source.field === field);

test('without anything, the defaults hold, and each field says so', (t) => {
  const resolved = resolve([]);
  t.deepEqual(resolved.rules, DEFAULT_RULES);
  t.deepEqual(
    resolved.sources.map(({ field }) => field),
    [...RULE_FIELDS],
  );
  t.true(resolved.sources.every(({ from }) => from.kind === 'default'));
  t.deepEqual([resolved.matched, resolved.ignored], [[], []]);
});

test('a policy changes only what it speaks of, also within groups', (t) => {
  const resolved = resolve([policy('', { backup: { volumes: true }, health: { timeoutSeconds: 30 } })]);
  t.deepEqual(resolved.rules.backup, { image: true, volumes: true });
  t.deepEqual(resolved.rules.health, { ...DEFAULT_RULES.health, timeoutSeconds: 30 });
  t.like(sourceOf(resolved, 'backup.volumes'), { value: true, from: { kind: 'policy', name: 'all' } });
  t.like(sourceOf(resolved, 'backup.image'), { value: true, from: { kind: 'default' } });
});

test('a policy that does not select the container has no say', (t) => {
  const resolved = resolve([policy('project=other', { approval: 'never' })]);
  t.deepEqual(resolved.rules, DEFAULT_RULES);
  t.deepEqual(resolved.matched, []);
});

test('the order is priority, then specificity, then name; and the weaker one is told why', (t) => {
  const all = policy('', { approval: 'never' });
  const project = policy('project=shop', { approval: 'always' });
  const name = policy('name=web-1', { approval: 'risk' });
  const orders = [
    [all, project, name],
    [name, project, all],
    [project, all, name],
  ];
  for (const policies of orders) {
    const resolved = resolve(policies);
    t.is(resolved.rules.approval, 'risk');
    t.deepEqual(
      resolved.matched.map(({ id }) => id),
      [name.id, project.id, all.id],
    );
    t.deepEqual(
      resolved.ignored.map(({ from, field, why }) => [from.name, field, why]),
      [
        ['all', 'approval', 'the policy "name=web-1" is stronger'],
        ['project=shop', 'approval', 'the policy "name=web-1" is stronger'],
      ],
    );
  }
  t.is(resolve([{ ...all, priority: 1 }, project, name]).rules.approval, 'never');
  const twins = [
    policy('site=berlin', { approval: 'never' }, { name: 'a' }),
    policy('site=berlin', { approval: 'always' }, { name: 'b' }),
  ];
  t.is(resolve(twins).rules.approval, 'always');
  t.is(resolve(twins.reverse()).rules.approval, 'always');
});

test('two policies that agree ignore nobody', (t) => {
  t.deepEqual(resolve([policy('', { approval: 'always' }), policy('site=berlin', { approval: 'always' })]).ignored, []);
});

test('a policy whose selector nobody can read is told and left out', (t) => {
  const resolved = resolve([policy('((', { approval: 'never' })]);
  t.is(resolved.rules.approval, 'risk');
  t.like(resolved.ignored[0], { field: null, from: { kind: 'policy', name: '((' } });
});

interface LabelCase {
  readonly labels: Readonly<Record<string, string>>;
  readonly policy?: RulesPatch;
  readonly expect: (rules: UpdateRules) => unknown;
  readonly is: unknown;
  /** What the ignored entry says; absent: nothing is ignored. */
  readonly refused?: RegExp;
}

const LABELS: Readonly<Record<string, LabelCase>> = {
  'a label may demand approval': { labels: { approval: 'always' }, expect: (r) => r.approval, is: 'always' },
  'a label never loosens approval': {
    labels: { approval: 'never' },
    expect: (r) => r.approval,
    is: 'risk',
    refused: /may only tighten/,
  },
  'also not from always to risk': {
    labels: { approval: 'risk' },
    policy: { approval: 'always' },
    expect: (r) => r.approval,
    is: 'always',
    refused: /may only tighten/,
  },
  'a label may pin': {
    labels: { strategy: 'pinned' },
    policy: { strategy: 'semver' },
    expect: (r) => r.strategy,
    is: 'pinned',
  },
  'a label never unpins': {
    labels: { strategy: 'semver' },
    policy: { strategy: 'pinned' },
    expect: (r) => r.strategy,
    is: 'pinned',
    refused: /pins this container/,
  },
  'a label chooses versions': {
    labels: { strategy: 'semver', constraint: '^1.2' },
    expect: (r) => [r.strategy, r.constraint],
    is: ['semver', '^1.2'],
  },
  'a label never switches the image backup off': {
    labels: { 'backup.image': 'false' },
    expect: (r) => r.backup.image,
    is: true,
    refused: /no backup of the image/,
  },
  'a label never switches the volume backup off': {
    labels: { 'backup.volumes': 'false' },
    policy: { backup: { volumes: true } },
    expect: (r) => r.backup.volumes,
    is: true,
    refused: /volumes/,
  },
  'a label may switch the volume backup on': {
    labels: { 'backup.volumes': 'true' },
    expect: (r) => r.backup.volumes,
    is: true,
  },
  'a label never switches the rollback off': {
    labels: { 'rollback.automatic': 'false' },
    expect: (r) => r.rollback.automatic,
    is: true,
    refused: /rolled back/,
  },
  'a label never lets pre-releases in': {
    labels: { prereleases: 'true' },
    expect: (r) => r.includePrereleases,
    is: false,
    refused: /pre-releases/,
  },
  'a label may keep pre-releases out': {
    labels: { prereleases: 'false' },
    policy: { includePrereleases: true },
    expect: (r) => r.includePrereleases,
    is: false,
  },
  'a label may lengthen the stability period': {
    labels: { 'health.stability-seconds': '120' },
    expect: (r) => r.health.stabilitySeconds,
    is: 120,
  },
  'and never shorten it': {
    labels: { 'health.stability-seconds': '0' },
    expect: (r) => r.health.stabilitySeconds,
    is: 60,
    refused: /shorter/,
  },
  'a label that nobody knows is told': {
    labels: { aproval: 'always' },
    expect: (r) => r.approval,
    is: 'risk',
    refused: /no such label; there are strategy/,
  },
  'a value that is none is told': {
    labels: { approval: 'perhaps' },
    expect: (r) => r.approval,
    is: 'risk',
    refused: /takes risk or always/,
  },
  'a label named like something inherited is none': {
    labels: { constructor: 'x' },
    expect: (r) => r.approval,
    is: 'risk',
    refused: /no such label/,
  },
  'the run’s own label is not one of them': { labels: {}, expect: (r) => r.approval, is: 'risk' },
};

for (const [title, { labels, policy: rules = {}, expect, is, refused }] of Object.entries(LABELS)) {
  test(title, (t) => {
    const prefixed = Object.fromEntries(Object.entries(labels).map(([key, value]) => [LABEL + key, value]));
    const resolved = resolve([policy('', rules)], { ...prefixed, 'io.millwright.update': 'a-run' });
    t.deepEqual(expect(resolved.rules), is);
    const ignored = resolved.ignored.filter(({ from }) => from.kind === 'label');
    t.is(ignored.length, refused === undefined ? 0 : 1);
    if (refused !== undefined) t.regex(ignored[0]?.why ?? '', refused);
  });
}

test('the request is the last word, deep, and its probes are the whole list', (t) => {
  const probe = { type: 'tcp' as const, port: 80, timeoutSeconds: 5 };
  const resolved = resolve(
    [policy('', { health: { probes: [probe, probe], stabilitySeconds: 5 } })],
    { [`${LABEL}approval`]: 'always' },
    {
      approval: 'never',
      health: { probes: [probe] },
    },
  );
  t.is(resolved.rules.approval, 'never');
  t.deepEqual(resolved.rules.health, { stabilitySeconds: 5, timeoutSeconds: 300, probes: [probe] });
  t.like(sourceOf(resolved, 'approval'), { from: { kind: 'request' } });
  t.like(sourceOf(resolved, 'health.stabilitySeconds'), { from: { kind: 'policy' } });
  t.notThrows(() => UpdateRules.parse(resolved.rules));
});
