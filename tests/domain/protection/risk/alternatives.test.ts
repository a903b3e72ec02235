import test from 'ava';
import { assessText } from '../../../../src/domain/protection/assess-text.js';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import type { TargetKind } from '../../../../src/domain/protection/detect/finding.js';
import { ALTERNATIVES, listAlternatives, quoteWord } from '../../../../src/domain/protection/risk/alternatives.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';
import { aFinding, aProfile, assessFindings, freshFacts } from './made-facts.js';

const SAMPLES: Partial<Record<TargetKind, string>> = {
  path: '/srv/my media',
  device: '/dev/sdb',
  array: '/dev/md0',
  volume_group: 'vg0',
  logical_volume: 'vg0/root',
  pool: 'tank',
  dataset: 'tank/media',
  snapshot: 'tank/media@monday',
  container: 'web',
  volume: 'shop_data',
  project: 'shop',
  database: 'shop',
  table: 'orders',
  unit: 'nginx.service',
  process: '812',
  package: 'nginx',
  user: 'bob',
  log: '/var/log/syslog',
  vm: 'vm1',
};
const DECODED = [
  '',
  'psql -c x',
  'mysql -e x',
  'apt purge x',
  'dnf remove x',
  'pacman -R x',
  'apk del x',
  'netplan apply',
  'restic forget x',
  'borg delete x',
  'virsh destroy x',
  'qm destroy 1',
  'pct destroy 1',
];

test('each alternative is classified again, and is not held', async (t) => {
  const readers = await loadReaders();
  let offered = 0;
  const held: string[] = [];
  for (const rule of ALTERNATIVES) {
    for (const type of rule.types) {
      for (const targetKind of rule.kinds ?? (['unknown'] as const)) {
        const target = SAMPLES[targetKind] ?? 'thing';
        const findings = DECODED.map((decoded) => aFinding({ type, targetKind, target, decoded }));
        const commands = findings.flatMap((finding) =>
          listAlternatives([
            { finding, profile: null, facts: freshFacts(), freshness: 'fresh', actor: 'human', serverName: null },
          ]),
        );
        for (const command of new Set(commands.map((each) => each.command))) {
          if (command === null) continue;
          offered += 1;
          const { effect, findings: found } = detect({ command }, readers);
          if (effect !== 'read_only' && effect !== 'reversible')
            held.push(`${command}: ${effect} ${found[0]?.explanation ?? ''}`);
        }
      }
    }
  }
  t.deepEqual(held, []);
  t.true(offered > 60);
});

test('an alternative names its target as one word, whatever is in it', (t) => {
  t.is(quoteWord('/srv/media'), '/srv/media');
  t.is(quoteWord("a b'; rm -rf /"), "'a b'\\''; rm -rf /'");
  const { alternatives } = assessFindings([aFinding({ target: '/srv/$(reboot)/*' })]);
  t.is(alternatives[0]?.command, "du -sh -- '/srv/$(reboot)'");
});

test('nothing is offered for what was not resolved', (t) => {
  const { alternatives } = assessFindings([aFinding({ confidence: 'unknown', effect: 'opaque' })]);
  t.deepEqual(
    alternatives.filter(({ command }) => command !== null),
    [],
  );
});

test('what is offered for a real command is lower than it', async (t) => {
  const readers = await loadReaders();
  const host = { profile: aProfile('ubuntu'), facts: freshFacts(), serverName: 'box-01' };
  const { alternatives } = assessText(
    { command: 'zfs destroy -r tank/media', dialect: 'bash', requester: 'human' },
    { readers },
    host,
  );
  t.true(alternatives.some(({ command }) => command === 'zfs destroy -nv tank/media'));
});
