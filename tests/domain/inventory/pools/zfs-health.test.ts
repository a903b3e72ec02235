import test from 'ava';
import { judgeZfsHealth } from '../../../../src/domain/inventory/pools/zfs-health.js';
import { zfsGroups, zfsLeaves } from '../../../../src/domain/inventory/pools/zfs-redundancy.js';
import { pool, vdev, withStates } from './zfs-samples.js';

test('every word for a pool’s state has its health, and an unknown word is unknown', (t) => {
  const health = (state: string) => judgeZfsHealth(pool({ statusState: state, listState: null })).health;
  t.is(health('ONLINE'), 'healthy');
  t.is(health('DEGRADED'), 'degraded');
  for (const state of ['FAULTED', 'UNAVAIL', 'SUSPENDED', 'REMOVED']) t.is(health(state), 'failed', state);
  t.is(health('WOBBLY'), 'unknown');
  t.is(judgeZfsHealth(pool({ statusState: null, listState: null })).health, 'unknown');
});

test('of two commands that disagree the worse word counts, and an unknown one hides nothing', (t) => {
  const both = (statusState: string, listState: string) => judgeZfsHealth(pool({ statusState, listState }));
  t.is(both('ONLINE', 'SUSPENDED').health, 'failed');
  t.is(both('DEGRADED', 'ONLINE').state, 'DEGRADED');
  t.is(both('WOBBLY', 'DEGRADED').health, 'degraded');
});

test('a full pool is healthy, a healthy pool has no reasons, a failed one says why', (t) => {
  t.deepEqual(judgeZfsHealth(pool({ capacityPercent: 100, capacityLevel: 'critical' })).reasons, []);
  t.regex(judgeZfsHealth(pool({ statusState: 'SUSPENDED' })).reasons[0] ?? '', /^SUSPENDED: /);
});

test('a pool that calls itself online with a failed device is degraded; a failed cache or spare changes nothing', (t) => {
  t.is(judgeZfsHealth(withStates({ sda: 'FAULTED' }, 'ONLINE')).health, 'degraded');
  t.is(judgeZfsHealth(withStates({ sdh: 'FAULTED', sdi: 'UNAVAIL' }, 'ONLINE')).health, 'healthy');
});

test('redundancy is exhausted when one group has none left, whatever the others have', (t) => {
  const exhausted = (states: Record<string, string>) => judgeZfsHealth(withStates(states)).exhausted;
  t.false(exhausted({ sda: 'FAULTED' }));
  t.true(exhausted({ sda: 'FAULTED', sdb: 'OFFLINE' }));
  t.true(exhausted({ sde: 'REMOVED' }));
  t.false(exhausted({ sdg: 'FAULTED' }));
  t.false(exhausted({ sda: 'DEGRADED', sdb: 'DEGRADED' }), 'those are still read');
});

test('a lone device that is not well has no redundancy to lose', (t) => {
  const lone = pool({
    statusState: 'DEGRADED',
    vdevs: [vdev('tank', null, { role: 'root' }), vdev('sda', null, { state: 'DEGRADED' })],
  });
  t.true(judgeZfsHealth(lone).exhausted);
});

test('a group whose devices are not shown is not judged', (t) => {
  const bare = pool({ statusState: 'DEGRADED', vdevs: [vdev('mirror-0', null, { state: 'DEGRADED' })] });
  t.false(judgeZfsHealth(bare).exhausted);
  t.is(zfsGroups(bare)[0]?.spareLosses, null);
});

test('a device that somebody named like a group is a device', (t) => {
  const odd = pool({ vdevs: [vdev('spare-left', null), vdev('mirror_of_truth', null), vdev('draid2-0-0', null)] });
  t.is(zfsLeaves(odd).length, 3);
});
