import test from 'ava';
import { RISK_LEVELS, type RiskLevel } from '../../../../src/domain/protection/plan.js';
import type { DeviceKind } from '../../../../src/domain/inventory/device-kind.js';
import { unknownFacts } from '../../../../src/domain/protection/risk/host-facts.js';
import {
  act,
  destroy,
  type Expected,
  foreign,
  locked,
  network,
  own,
  prune,
  ROWS,
  unraid,
} from './device-differential-rows.js';
import { aDataset, aProfile, assessFindings, freshFacts, NOW } from './made-facts.js';

const KINDS: readonly DeviceKind[] = ['wsl2', 'ubuntu', 'docker_desktop', 'zfs_host', 'unraid'];

for (const row of ROWS) {
  test(`${row.command}: each kind of host has its level`, (t) => {
    for (const kind of KINDS) {
      const expected = row.levels[kind];
      if (expected === undefined) continue;
      const facts = freshFacts({ ...(kind === 'unraid' ? { unraid } : {}), ...row.facts, ...row.factsOf?.[kind] });
      const { risk, score } = assessFindings([row.finding], { profile: aProfile(kind), facts });
      t.true(fits(risk.level, expected), `${kind}: ${risk.level}, not ${expected}: ${JSON.stringify(score)}`);
    }
  });

  test(`${row.command}: one level more where the facts are unknown or stale`, (t) => {
    for (const kind of KINDS.filter((each) => row.levels[each] !== undefined)) {
      const fresh = freshFacts({ ...(kind === 'unraid' ? { unraid } : {}), ...row.facts, ...row.factsOf?.[kind] });
      const known = assessFindings([row.finding], { profile: aProfile(kind), facts: fresh });
      for (const collectedAt of [null, '2026-05-04T09:00:00.000Z']) {
        const { risk } = assessFindings([row.finding], { profile: aProfile(kind), facts: { ...fresh, collectedAt } });
        const wanted = RISK_LEVELS[Math.min(4, RISK_LEVELS.indexOf(known.risk.level) + 1)];
        const most = row.finding.effect === 'reversible' ? 'low' : wanted;
        t.is(risk.level, most ?? 'low', kind);
      }
    }
  });
}

test('a prune says which foreign projects it hits, and asks for their consent', (t) => {
  const assessment = assessFindings([prune], { profile: aProfile('docker_desktop'), facts: freshFacts(foreign) });
  t.true(assessment.risk.reasons.some((reason) => /blog, shop/.test(reason)));
  t.true(assessment.checklist.some(({ id }) => id === 'foreign_projects_agreed'));
  t.deepEqual(
    assessment.blastRadius.filter(({ type }) => type === 'volume').map(({ name }) => name),
    ['shop_a', 'blog_a'],
  );
});

test('a lock of the package manager and a hold are said plainly', (t) => {
  const purge = act({ type: 'package_removal', target: 'nginx', targetKind: 'package', severity: 'medium' });
  t.true(
    assessFindings([purge], { facts: freshFacts(locked) }).risk.reasons.some((reason) =>
      /locked by unattended-upgr/.test(reason),
    ),
  );
  const held = assessFindings([destroy], { facts: freshFacts({ datasets: [aDataset({ held: 1 })] }) });
  t.true(held.risk.reasons.some((reason) => /will fail: held/.test(reason)));
});

test('cutting the own path asks for a timer that takes it back, on WSL2 the console is enough', (t) => {
  const ubuntu = assessFindings([network], { facts: freshFacts(own) });
  t.true(ubuntu.checklist.some(({ id }) => id === 'auto_revert_set'));
  const elsewhere = assessFindings([{ ...network, target: 'eth1' }], { facts: freshFacts(own) });
  t.is(elsewhere.risk.level, 'high');
});

test('what only reads is spared, however little is known', (t) => {
  const { risk, effect, confirmation } = assessFindings([], {
    facts: unknownFacts(NOW),
    profile: null,
    serverName: null,
  });
  t.deepEqual([effect, risk.level, confirmation.level], ['read_only', 'none', 'none']);
});

function fits(level: RiskLevel, expected: Expected): boolean {
  const bare = expected.replace(/^[<>]=/, '') as RiskLevel;
  const difference = RISK_LEVELS.indexOf(level) - RISK_LEVELS.indexOf(bare);
  if (expected.startsWith('<=')) return difference <= 0;
  return expected.startsWith('>=') ? difference >= 0 : difference === 0;
}
