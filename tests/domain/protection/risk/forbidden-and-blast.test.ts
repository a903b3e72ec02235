import test from 'ava';
import { HostKind } from '../../../../src/collectors/profile/schema.js';
import { DEVICE_KINDS } from '../../../../src/domain/inventory/device-kind.js';
import type { HostFacts } from '../../../../src/domain/protection/risk/host-facts.js';
import { addLiveFacts, NO_LIVE_FACTS } from '../../../../src/domain/protection/risk/live-facts.js';
import { isParityValid } from '../../../../src/domain/protection/risk/unraid-parity.js';
import {
  aContainer,
  aDataset,
  aFinding,
  anEngine,
  anId,
  aPool,
  assessFindings,
  aVolume,
  freshFacts,
} from './made-facts.js';

const format = (target: string) =>
  aFinding({
    rule: 'mkfs',
    type: 'disk_format',
    target,
    targetKind: 'device',
    targetClass: 'device',
    severity: 'critical',
    decoded: `mkfs.ext4 ${target}`,
  });

const disks: HostFacts = freshFacts({
  rootDisks: ['/dev/sda2', '/dev/sda'],
  mounts: [
    { mountpoint: '/', device: '/dev/sda2', type: 'ext4', disks: ['/dev/sda'] },
    { mountpoint: '/data', device: '/dev/sdd1', type: 'xfs', disks: ['/dev/sdd'] },
  ],
  pools: [aPool()],
});

test('writing over a disk that is in use is forbidden, whoever asks, and says why', (t) => {
  const cases: Readonly<Record<string, RegExp | null>> = {
    '/dev/sda': /root filesystem/,
    '/dev/sda2': /root filesystem/,
    '/dev/sdd': /mounted at \/data/,
    '/dev/sdd1': /mounted at \/data/,
    '/dev/sdb': /member of tank/,
    '/dev/sdb1': /member of tank/,
    sdb: /member of tank/,
    '/dev/sde': null,
    '/dev/sde1': null,
    '/dev/sda3': null,
  };
  for (const [target, reason] of Object.entries(cases)) {
    const { risk, confirmation } = assessFindings([format(target)], { facts: disks });
    t.is(risk.level, reason === null ? 'critical' : 'forbidden', target);
    t.is(confirmation.level, reason === null ? 'quorum' : 'impossible', target);
    if (reason !== null) t.regex(risk.reasons[0] ?? '', reason);
  }
});

test('a partition table in use may be grown by two people, and is cleared by nobody', (t) => {
  const change = (decoded: string) =>
    assessFindings([{ ...format('/dev/sda'), type: 'partition_change', decoded }], { facts: disks }).risk.level;
  t.is(change('parted /dev/sda resizepart 2 100%'), 'critical');
  t.is(change('sgdisk --zap-all /dev/sda'), 'forbidden');
  t.is(change('parted -s /dev/sda mklabel gpt'), 'forbidden');
});

test('devices of a guest or another host are not those of this one', (t) => {
  t.is(assessFindings([{ ...format('/dev/sda'), place: 'remote' }], { facts: disks }).risk.level, 'critical');
});

test('what the detector forbids stays forbidden among others', (t) => {
  const root = aFinding({ target: '/', targetClass: 'root', forbidden: true, severity: 'critical' });
  t.is(assessFindings([aFinding(), root]).risk.level, 'forbidden');
});

test('the kinds of hosts are those that the profile collector names', (t) => {
  t.deepEqual([...DEVICE_KINDS].toSorted(), [...HostKind.options].toSorted());
});

const fleet = freshFacts({
  engines: [
    anEngine({
      containers: [
        aContainer({ mounts: [{ type: 'bind', source: '/mnt/tank/media/films' }] }),
        aContainer({ id: anId(12), name: 'db', mounts: [{ type: 'volume', source: 'shop_data' }] }),
        aContainer({ id: anId(13), name: 'old', state: 'exited', project: null }),
      ],
      volumes: [aVolume(), aVolume({ id: anId(22), name: 'loose', project: 'blog' })],
      projects: [{ id: anId(41), name: 'blog', workingDirectory: null }],
    }),
  ],
  mounts: [{ mountpoint: '/mnt/tank/media', device: 'tank/media', type: 'zfs', disks: [] }],
  pools: [aPool()],
  datasets: [aDataset({ name: 'tank' }), aDataset()],
});
const hit = (part: Parameters<typeof aFinding>[0]) =>
  assessFindings([aFinding(part)], { facts: fleet }).blastRadius.map(({ type, name }) => `${type} ${name}`);

test('deleting a directory lists the containers that mount it', (t) => {
  t.deepEqual(hit({ target: '/mnt/tank/media/' }), ['container web']);
});

test('removing a volume lists it and its containers', (t) => {
  t.deepEqual(
    hit({
      type: 'container_volume_delete',
      target: 'shop_data',
      targetKind: 'volume',
      decoded: 'docker volume rm shop_data',
    }),
    ['volume shop_data', 'container db'],
  );
});

test('stopping the engine lists what runs in it', (t) => {
  t.deepEqual(hit({ type: 'service_disruption', target: 'docker.service', targetKind: 'unit' }), [
    'container web',
    'container db',
  ]);
});

test('a prune lists the volumes that nothing uses, and their projects', (t) => {
  t.deepEqual(
    hit({
      rule: 'docker.prune',
      type: 'container_prune',
      target: '',
      targetKind: 'engine',
      decoded: 'docker system prune --volumes',
    }),
    ['volume loose', 'compose_project blog'],
  );
});

test('destroying a pool lists datasets, filesystems and the containers on them', (t) => {
  t.deepEqual(hit({ type: 'zfs_pool_change', target: 'tank', targetKind: 'pool', decoded: 'zpool destroy tank' }), [
    'pool tank',
    'dataset tank',
    'dataset tank/media',
    'filesystem /mnt/tank/media',
    'container web',
  ]);
});

test('a verified backup of exactly the target lowers the score and is the rollback; an unverified one is nothing', (t) => {
  const volume = aFinding({
    type: 'container_volume_delete',
    severity: 'critical',
    target: 'shop_data',
    targetKind: 'volume',
    decoded: 'docker volume rm shop_data',
  });
  const backup = {
    id: anId(51),
    container: 'db',
    of: 'shop_data',
    location: '/backups/1',
    at: '2026-05-03T10:00:00.000Z',
    verifiedAt: '2026-05-03T11:00:00.000Z',
  };
  const none = assessFindings([volume], { facts: fleet });
  const proven = assessFindings([volume], { facts: { ...fleet, backups: [backup] } });
  const unproven = assessFindings([volume], { facts: { ...fleet, backups: [{ ...backup, verifiedAt: null }] } });
  t.true(proven.score.value < none.score.value);
  t.is(proven.risk.level, 'critical');
  t.is(unproven.score.value, none.score.value);
  t.true(proven.rollback.possible);
  t.false(none.rollback.possible);
  t.true(none.checklist.some(({ id }) => id === 'no_backup_accepted'));
  t.true(proven.checklist.some(({ id }) => id === 'backup_checked'));
});

test('a look at the host adds root disks, members of pools and what runs, and takes nothing away', (t) => {
  const live = {
    ...NO_LIVE_FACTS,
    mounts: [{ mountpoint: '/', device: '/dev/mapper/vg-root', type: 'ext4', disks: [] }],
    devices: [
      { path: '/dev/mapper/vg-root', parent: '/dev/sda3', use: 'ext4', label: null, mountpoint: '/' },
      { path: '/dev/sda3', parent: '/dev/sda', use: 'LVM2_member', label: null, mountpoint: null },
      { path: '/dev/sdx1', parent: '/dev/sdx', use: 'zfs_member', label: 'tank', mountpoint: null },
    ],
    pools: [{ type: 'zfs' as const, name: 'tank', health: 'degraded' as const, running: 'resilver', members: [] }],
  };
  const facts = addLiveFacts(fleet, live);
  t.deepEqual(facts.rootDisks, ['/dev/mapper/vg-root', '/dev/sda3', '/dev/sda']);
  t.deepEqual(facts.pools[0]?.members, ['/dev/sdb1', '/dev/sdc1', '/dev/sdx1']);
  t.deepEqual([facts.pools[0]?.health, facts.pools[0]?.running], ['degraded', 'resilver']);
  t.is(facts.engines, fleet.engines);
  t.is(assessFindings([format('/dev/sda')], { facts }).risk.level, 'forbidden');
  t.is(assessFindings([format('/dev/sdx')], { facts }).risk.level, 'forbidden');
});

test('parity is valid only when each assigned slot is', (t) => {
  t.true(
    isParityValid([
      { name: 'parity', status: 'DISK_OK' },
      { name: 'parity2', status: 'DISK_NP' },
    ]),
  );
  t.false(isParityValid([{ name: 'parity', status: 'DISK_INVALID' }]));
  t.false(isParityValid([{ name: 'parity', status: 'DISK_NP' }]));
  t.is(isParityValid([{ name: 'disk1', status: 'DISK_OK' }]), null);
});
