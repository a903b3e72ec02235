import test from 'ava';
import { createRandom, type Random } from '../../../helpers/api-fuzz-random.js';
import { ACTION_TYPES } from '../../../../src/domain/protection/detect/action-types.js';
import {
  type Finding,
  SEVERITIES,
  type TargetClass,
  type TargetKind,
} from '../../../../src/domain/protection/detect/finding.js';
import { compareRisk } from '../../../../src/domain/protection/confirmation.js';
import type { AssessInput, Assessment } from '../../../../src/domain/protection/assessment.js';
import { DEVICE_KINDS } from '../../../../src/domain/inventory/device-kind.js';
import type { HostFacts } from '../../../../src/domain/protection/risk/host-facts.js';
import { TYPE_WEIGHTS } from '../../../../src/domain/protection/risk/type-weights.js';
import {
  aContainer,
  aDataset,
  aFinding,
  anEngine,
  aPool,
  aProfile,
  assessFindings,
  aVolume,
  freshFacts,
} from './made-facts.js';

const TARGETS: readonly (readonly [TargetKind, string, TargetClass])[] = [
  ['path', '/srv/media', 'ordinary'],
  ['path', '/mnt/user/media', 'share_root'],
  ['path', '/mnt/c/Users', 'home'],
  ['path', '/tank/media', 'ordinary'],
  ['path', '/var/lib/mysql', 'database'],
  ['device', '/dev/sdb', 'device'],
  ['device', '/dev/vda', 'device'],
  ['pool', 'tank', 'share_root'],
  ['dataset', 'tank/media', 'ordinary'],
  ['snapshot', 'tank/media@a', 'ordinary'],
  ['volume', 'shop_data', 'ordinary'],
  ['container', 'web', 'ordinary'],
  ['unit', 'ssh.service', 'critical'],
  ['unit', 'docker.service', 'critical'],
  ['interface', 'eth0', 'critical'],
  ['host', '', 'critical'],
  ['unknown', '', 'unknown'],
];
const ROUNDS = 3_000;

function anyFinding(random: Random): Finding {
  const pick = <T>(values: readonly T[]): T => random.pick(values);
  const [targetKind, target, targetClass] = pick(TARGETS);
  const type = pick(ACTION_TYPES);
  const effect =
    type === 'reversible_change' ? 'reversible' : pick(['destructive', 'destructive', 'opaque', 'reversible'] as const);
  return aFinding({
    type,
    effect,
    target,
    targetKind,
    targetClass,
    severity: effect === 'reversible' ? 'low' : pick(SEVERITIES),
    breadth: pick(['one', 'some', 'many', 'all'] as const),
    confidence: pick(['certain', 'likely', 'unknown'] as const),
    place: pick(['here', 'here', 'here', 'container', 'remote', 'chroot', 'guest'] as const),
    decoded: pick(['rm -rf x', 'docker system prune --volumes', 'netplan apply', 'sgdisk -Z /dev/sdb']),
  });
}

function anyInput(random: Random): Partial<AssessInput> & { readonly facts: HostFacts } {
  const pick = <T>(values: readonly T[]): T => random.pick(values);
  return {
    profile: pick([null, ...DEVICE_KINDS.map(aProfile)]),
    actor: pick(['human', 'service', 'schedule', 'ai'] as const),
    facts: freshFacts({
      collectedAt: pick([null, '2026-05-04T09:59:00.000Z', '2026-05-01T09:59:00.000Z']),
      pools: pick([[], [aPool()], [aPool({ running: 'resilver' })]]),
      datasets: pick([null, [aDataset()], [aDataset({ replicaAt: null })], [aDataset({ held: 2, children: 1 })]]),
      mounts: [{ mountpoint: '/tank/media', device: 'tank/media', type: 'zfs', disks: [] }],
      engines: pick([
        [],
        [
          anEngine({
            containers: [aContainer({ mounts: [{ type: 'volume', source: 'shop_data' }] })],
            volumes: [aVolume()],
          }),
        ],
      ]),
      backups: pick([
        [],
        [
          {
            id: '00000000-0000-7000-8000-000000000099',
            container: 'web',
            of: 'shop_data',
            location: '/backup',
            at: '2026-05-03T10:00:00.000Z',
            verifiedAt: '2026-05-03T11:00:00.000Z',
          },
        ],
      ]),
    }),
  };
}

function each(check: (random: Random) => void): void {
  const random = createRandom(6_117);
  for (let round = 0; round < ROUNDS; round += 1) check(random);
}

const notLower = (after: Assessment, before: Assessment): boolean =>
  after.score.value >= before.score.value && compareRisk(after.risk.level, before.risk.level) >= 0;

test('the rows sum to the score, and the score lies between 0 and 100', (t) => {
  each((random) => {
    const { score } = assessFindings([anyFinding(random), anyFinding(random)], anyInput(random));
    const sum = score.factors.reduce((total, { points }) => total + points, 0);
    if (sum !== score.value || score.value < 0 || score.value > 100) t.fail(JSON.stringify(score));
  });
  t.pass();
});

test('what is held is at least low and confirmed by a person; what is not held is at most low and waits for nobody', (t) => {
  each((random) => {
    const finding = anyFinding(random);
    const { risk, confirmation, effect } = assessFindings([finding], anyInput(random));
    const held = effect === 'destructive' || effect === 'opaque';
    const right = held
      ? compareRisk(risk.level, 'low') >= 0 && confirmation.level !== 'none'
      : compareRisk(risk.level, 'low') <= 0 && confirmation.level === 'none';
    if (!right) t.fail(JSON.stringify({ finding, risk, confirmation }));
  });
  t.pass();
});

test('nothing is lowered by one more finding, by breadth, by an assistant, or by a pool that degrades', (t) => {
  each((random) => {
    const finding = anyFinding(random);
    const input = anyInput(random);
    const before = assessFindings([finding], { ...input, actor: 'human' });
    const appended = assessFindings([finding, aFinding()], { ...input, actor: 'human' });
    const wider = assessFindings([{ ...finding, breadth: 'all' }], { ...input, actor: 'human' });
    const assistant = assessFindings([finding], { ...input, actor: 'ai' });
    const pools = input.facts.pools.map((pool) => ({ ...pool, health: 'degraded' as const }));
    const degraded = assessFindings([finding], { ...input, actor: 'human', facts: { ...input.facts, pools } });
    for (const after of [appended, wider, assistant, degraded]) {
      if (!notLower(after, before)) t.fail(JSON.stringify({ finding, before: before.score, after: after.score }));
    }
  });
  t.pass();
});

test('the same input gives the same bytes', (t) => {
  each((random) => {
    const findings = [anyFinding(random), anyFinding(random)];
    const input = anyInput(random);
    const copy = structuredClone({ findings, input });
    if (JSON.stringify(assessFindings(findings, input)) !== JSON.stringify(assessFindings(copy.findings, copy.input)))
      t.fail();
  });
  t.pass();
});

test('on a neutral host each type lands in the band of its severity', (t) => {
  for (const type of ACTION_TYPES.filter((each) => each !== 'reversible_change' && each !== 'container_prune')) {
    for (const severity of SEVERITIES) {
      const { risk } = assessFindings([
        aFinding({ type, severity, target: 'thing', targetKind: 'unknown', decoded: 'x' }),
      ]);
      const floored =
        TYPE_WEIGHTS[type].floor >= 80
          ? 'critical'
          : TYPE_WEIGHTS[type].floor >= 60 && severity !== 'critical'
            ? 'high'
            : severity;
      t.is(risk.level, floored, `${type} ${severity}`);
    }
  }
});

test('each row of a score says why', (t) => {
  each((random) => {
    const { score } = assessFindings([anyFinding(random)], anyInput(random));
    if (score.factors.some(({ why, factor }) => why === '' || factor === '' || /undefined|null|NaN/.test(why)))
      t.fail(JSON.stringify(score));
  });
  t.pass();
});
