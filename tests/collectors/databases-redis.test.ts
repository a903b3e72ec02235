import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { DatabaseFinding } from '../../src/domain/inventory/database-instance.js';
import { readDetails, type Details } from '../../src/collectors/databases/engines/redis/details.js';
import { parseInfo } from '../../src/collectors/databases/engines/redis/info.js';
import { judge, saveLateness } from '../../src/collectors/databases/engines/redis/judge.js';
import { valuesOf } from '../../src/collectors/databases/engines/redis/metrics.js';
import { fixture } from './fixtures.js';

function detailsOf(name: string, savePolicy?: string): Details {
  const info = parseInfo(fixture(`databases/${name}`));
  return readDetails({ info, pingSeconds: undefined, tls: false, savePolicy, clusterState: undefined });
}

function codes(
  details: Details,
  rates: Readonly<Record<string, number>> = {},
  expectedReplicas: number | null = null,
): string[] {
  const findings: DatabaseFinding[] = judge({ details, rate: (name) => rates[name], expectedReplicas });
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

test('INFO of 5.0: lines end with CRLF, and what a version does not tell stays unknown', (t) => {
  const details = detailsOf('redis-info-5.0.14.txt', '3600 1 300 100 60 10000');
  t.is(details.memory.policy, 'noeviction');
  t.is(details.keyspace.keys, 1024);
  t.is(details.clients.limit, null);
  t.is(details.persistence.lastSaveAgeSeconds, null);
  t.deepEqual(details.replication.replicas, [
    { address: '10.0.0.7:6379', state: 'online', offset: 884, lagSeconds: 1 },
  ]);
  t.deepEqual(codes(details), ['warning memory_high']);
});

test('INFO of a replica without its primary: the link, both kinds of failed writes, a late save', (t) => {
  const details = detailsOf('redis-info-6.2.14-replica-down.txt', '3600 1 300 100 60 10000');
  t.is(details.replication.linkStatus, 'down');
  t.is(details.replication.lastIoSeconds, null, '-1 stands for never');
  t.deepEqual(codes(details), [
    'critical aof_write_failed',
    'critical link_down',
    'critical save_failed',
    'info connections_rejected',
    'warning save_overdue',
  ]);
  t.is(valuesOf(details)['redis_memory_used_percent'], undefined, 'maxmemory 0 is no limit');
});

test('INFO of 8.0: unknown sections and keys are no obstacle; a full cache is no alarm', (t) => {
  const info = parseInfo(fixture('databases/redis-info-8.0.2.txt'));
  t.is(info.fields.get('something_new'), 'with:colons');
  t.deepEqual(
    info.commands.map(({ name }) => name),
    ['config|get', 'get'],
  );
  const details = detailsOf('redis-info-8.0.2.txt');
  t.deepEqual(codes(details, { redis_evicted_keys_total: 2 }), [
    'critical clients_high',
    'info keys_evicted',
    'info memory_high',
    'warning memory_fragmented',
  ]);
});

test('INFO of Valkey names Valkey; fragmentation of a small data set is none', (t) => {
  const details = detailsOf('valkey-info-8.1.1-loading.txt');
  t.is(details.server.flavour, 'valkey');
  t.is(details.persistence.loadingPercent, 25);
  t.deepEqual(codes(details), []);
});

test('a role that may not ask for the save policy, or a running save, is never late', (t) => {
  const { persistence } = detailsOf('redis-info-6.2.14-replica-down.txt');
  t.is(saveLateness(persistence), undefined);
  t.is(saveLateness({ ...persistence, savePolicy: '' }), undefined);
  t.is(saveLateness({ ...persistence, savePolicy: '60 1', isSaving: true }), undefined);
  t.true((saveLateness({ ...persistence, savePolicy: '60 1' }) ?? 0) > 2);
});

test('fewer replicas than before are critical, and as many are not', (t) => {
  const details = detailsOf('redis-info-5.0.14.txt');
  t.true(codes(details, {}, 2).includes('critical replica_missing'));
  t.false(codes(details, {}, 1).includes('critical replica_missing'));
});

test('no text makes the parser throw, or a negative or infinite value', (t) => {
  const words = fc.constantFrom(
    'used_memory:',
    'db0:keys=',
    'slave0:ip=',
    'cmdstat_get:calls=',
    '-1',
    'inf',
    '\r\n',
    '9'.repeat(30),
    ':',
    'nan',
    '1.5',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 40 }), (parts) => {
      const info = parseInfo(parts.join(''));
      const details = readDetails({
        info,
        pingSeconds: undefined,
        tls: false,
        savePolicy: parts[0],
        clusterState: parts[1],
      });
      t.true(Object.values(valuesOf(details)).every((value) => Number.isFinite(value) && value >= 0));
      codes(details);
    }),
    { numRuns: runs(3000) },
  );
});

test('severity never falls as memory fills, whatever the policy', (t) => {
  const rank = ['info', 'warning', 'critical'];
  const base = detailsOf('redis-info-5.0.14.txt');
  const worst = (usedBytes: number, policy: string): number => {
    const found = codes({ ...base, memory: { ...base.memory, usedBytes, policy } }).find((code) =>
      code.includes('memory_high'),
    );
    return found === undefined ? -1 : rank.indexOf(found.split(' ')[0] ?? '');
  };
  const amount = fc.integer({ min: 0, max: 1_100_000_000 });
  fc.assert(
    fc.property(amount, amount, fc.constantFrom('noeviction', 'allkeys-lru'), (one, other, policy) => {
      t.true(worst(Math.min(one, other), policy) <= worst(Math.max(one, other), policy));
    }),
  );
});
