import test from 'ava';
import { chooseMethod, type VolumeFacts } from '../../../../src/domain/containers/backups/methods.js';
import { readMounts, selectMounts, sharesStorage } from '../../../../src/domain/containers/backups/mounts.js';
import { backupTag, shortId } from '../../../../src/domain/containers/backups/names.js';
import { assessRestore, restoreFacts } from '../../../../src/domain/containers/backups/restore-plan.js';
import { expiryOf, findExpired } from '../../../../src/domain/containers/backups/retention.js';
import { judgeSpace } from '../../../../src/domain/containers/backups/space.js';

const MIB = 1024 * 1024;
const ANONYMOUS = 'a'.repeat(64);
const inspection = {
  Mounts: [
    { Type: 'volume', Name: 'data', Source: '/v/data/_data', Destination: '/data', Driver: 'local', RW: true },
    { Type: 'volume', Name: ANONYMOUS, Source: `/v/${ANONYMOUS}/_data`, Destination: '/anonymous', Driver: 'local' },
    { Type: 'bind', Source: '/srv/config', Destination: '/config', RW: false },
    { Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock' },
    { Type: 'tmpfs', Destination: '/tmp' },
    { Type: 'volume', Name: 'data', Source: '/v/data/_data', Destination: '/again', Driver: 'local' },
    'nonsense',
    { Type: 'volume' },
  ],
};
const mounts = readMounts(inspection);

test('mounts have an order of their own, whatever the order that the engine tells them in', (t) => {
  t.deepEqual(readMounts({ Mounts: inspection.Mounts.toReversed() }), mounts);
});

test('named and anonymous volumes are chosen once each, binds only by name, memory and sockets never', (t) => {
  const { chosen, leftOut, unknown } = selectMounts(mounts, true);
  t.deepEqual(
    chosen.map(({ volume }) => volume),
    ['data', ANONYMOUS],
  );
  t.deepEqual(
    leftOut.map(({ reason }) => reason),
    ['not_asked_for', 'memory_only', 'socket'],
  );
  t.deepEqual(unknown, []);
  t.deepEqual(selectMounts(mounts, false).chosen, []);
  const named = selectMounts(mounts, ['/config', 'data', 'nobody']);
  t.deepEqual(
    named.chosen.map(({ volume, type }) => [volume, type]),
    [
      ['data', 'volume'],
      ['/srv/config', 'bind'],
    ],
  );
  t.deepEqual(named.unknown, ['nobody']);
  t.deepEqual(selectMounts(mounts, ['/var/run/docker.sock']).chosen, []);
});

test('neighbours that may write are named, whether they share the name or the path', (t) => {
  const neighbour = (name: string, changes: object) => ({ id: name, name, mounts: readMounts({ Mounts: [changes] }) });
  const { chosen } = selectMounts(mounts, true, [
    neighbour('writer', { Type: 'volume', Name: 'data', Destination: '/x', RW: true }),
    neighbour('reader', { Type: 'volume', Name: 'data', Destination: '/x', RW: false }),
    neighbour('above', { Type: 'bind', Source: '/v', Destination: '/all' }),
    neighbour('beside', { Type: 'bind', Source: '/v/data/_dat', Destination: '/x' }),
  ]);
  t.deepEqual(chosen[0]?.sharedWith, ['writer', 'above']);
  const [one] = readMounts({ Mounts: [{ Type: 'bind', Source: '/', Destination: '/host' }] });
  t.true(one !== undefined && mounts[0] !== undefined && sharesStorage(one, mounts[0]));
});

test('the method follows what host and engine can do', (t) => {
  const volume: VolumeFacts = {
    type: 'volume',
    driver: 'local',
    mountedOnUse: false,
    kind: 'directory',
    fileSystem: 'ext2/ext3',
    entries: 1,
  };
  const host = { root: true, gnu: true, btrfs: true };
  t.is(chooseMethod(volume, host), 'tar');
  t.is(chooseMethod({ ...volume, fileSystem: 'btrfs' }, host), 'btrfs_snapshot');
  t.is(chooseMethod({ ...volume, fileSystem: 'btrfs' }, { ...host, btrfs: false }), 'tar');
  for (const change of [{ driver: 'nfs' }, { mountedOnUse: true }, { kind: 'absent' as const }]) {
    t.is(chooseMethod({ ...volume, ...change }, host), 'engine_archive');
  }
  t.is(chooseMethod(volume, { ...host, root: false }), 'engine_archive');
  t.is(chooseMethod(volume, { ...host, gnu: false }), 'engine_archive');
  t.is(chooseMethod({ ...volume, type: 'bind', kind: 'other' }, host), null);
});

test('space is judged with a margin, and snapshots cost next to none', (t) => {
  const volumes = [{ usedBytes: 1_000 * MIB, entries: 0, sharesBlocks: false }];
  t.like(judgeSpace({ volumes, freeBytes: 1_100 * MIB }), { enough: false, neededBytes: 1_164 * MIB });
  t.true(judgeSpace({ volumes, freeBytes: 1_164 * MIB }).enough);
  t.false(judgeSpace({ volumes, freeBytes: 1_164 * MIB, alsoNeededBytes: 1 }).enough);
  t.true(judgeSpace({ volumes: [{ usedBytes: 1e12, entries: 10, sharesBlocks: true }], freeBytes: 65 * MIB }).enough);
  t.false(judgeSpace({ volumes: [{ usedBytes: 0, entries: 1_000_000, sharesBlocks: false }], freeBytes: 1e9 }).enough);
});

test('retention keeps the newest verified backup of each container, else the newest', (t) => {
  const now = new Date('2026-03-10T00:00:00Z');
  const backup = (id: string, containerId: string, day: number, verified: boolean) => {
    const createdAt = new Date(Date.UTC(2026, 1, day));
    return { id, containerId, createdAt, verifiedAt: verified ? createdAt : null, expiresAt: expiryOf(createdAt) };
  };
  const backups = [
    backup('old', 'a', 1, true),
    backup('kept', 'a', 2, true),
    backup('unverified', 'a', 3, false),
    backup('only', 'b', 1, false),
    { ...backup('for-ever', 'a', 1, true), expiresAt: null },
    backup('fresh', 'c', 38, true),
  ];
  t.deepEqual(
    findExpired(backups, now).map(({ id }) => id),
    ['old', 'unverified'],
  );
  t.is(expiryOf(now, 30).toISOString(), '2026-04-09T00:00:00.000Z');
});

test('tags are valid whatever a container is called, and differ by backup', (t) => {
  const id = '0190b0a0-0000-7000-8000-0123456789ab';
  t.is(shortId(id), '456789ab');
  t.is(backupTag('web', id), 'millwright-backup/web:456789ab');
  t.is(backupTag('/Web__1.-', id), 'millwright-backup/web-1:456789ab');
  t.is(backupTag('___', id), 'millwright-backup/container:456789ab');
  t.regex(backupTag(`${'x'.repeat(127)}--y`, id), /^millwright-backup\/x{127}:[0-9a-f]{8}$/);
});

test('a restore is another plan when the container or an archive is another one', (t) => {
  const volume = { volume: 'v', location: '/b/v0.tar', sha256: 'a', consistent: false } as never;
  const facts = restoreFacts({ containerRuntimeId: 'c', backupId: 'b', volumes: [volume] });
  t.notDeepEqual(facts, restoreFacts({ containerRuntimeId: 'd', backupId: 'b', volumes: [volume] }));
  const risk = assessRestore({ backup: { id: 'b', createdAt: 'then', verifiedAt: null }, volumes: [volume] });
  t.is(risk.level, 'medium');
  t.is(risk.reasons.length, 3);
});
