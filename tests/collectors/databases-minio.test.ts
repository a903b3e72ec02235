import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { judgeMinio, type Judged } from '../../src/collectors/databases/engines/minio/judge.js';
import { parsePrometheus } from '../../src/collectors/databases/engines/minio/parse-prometheus.js';
import { bearerToken } from '../../src/collectors/databases/engines/minio/token.js';

function readFixture(name: string): string {
  return readFileSync(`tests/fixtures/commands/databases-engines/${name}.txt`, 'utf8');
}

function judge(text: string, previous?: Judged, hasWriteQuorum: boolean | undefined = true): Judged {
  const before = previous as unknown as Measurement | undefined;
  return judgeMinio(
    { samples: parsePrometheus(text).samples, hasWriteQuorum },
    { previous: before, elapsedSeconds: 300 },
  );
}

function codesOf({ findings }: Judged): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

test('the text format: labels with every escape, time stamps, exponents, and what is no number', (t) => {
  const text = String.raw`# HELP a Some "text" {with} everything
# TYPE a counter
a 1
a{} 2
a{b="c"} 3 1767225600000
a{b="q\"uote",c="back\\slash",d="line\nend",e="{brace},=",} 4.5e+3
  a { b = "spaced" }   -7
a{b="ü"} +8
a NaN
a{le="+Inf"} +Inf
a:b_c 9
`.replace('a { b', 'a{ b');
  const { samples, badLines } = parsePrometheus(text);
  t.is(badLines, 0);
  t.deepEqual(
    samples.map(({ name, value }) => [name, value]),
    [
      ['a', 1],
      ['a', 2],
      ['a', 3],
      ['a', 4500],
      ['a', -7],
      ['a', 8],
      ['a:b_c', 9],
    ],
  );
  t.deepEqual(samples[3]?.labels, { b: 'q"uote', c: 'back\\slash', d: 'line\nend', e: '{brace},=' });
  t.deepEqual(samples[4]?.labels, { b: 'spaced' });
});

test('a line that is no metric costs that line', (t) => {
  for (const line of [
    '9a 1',
    'a{b=c} 1',
    'a{b="c" 1',
    'a{b="c"',
    'a one',
    'a',
    'a 0x10',
    '<html>',
    'a 1 2 3',
    'a 1e999',
  ]) {
    const { samples, badLines, badLine } = parsePrometheus(`good 1\n${line}\nbetter 2`);
    t.deepEqual(
      samples.map(({ name }) => name),
      ['good', 'better'],
      line,
    );
    t.is(badLines, 1, line);
    t.is(badLine, line);
  }
  const proto = parsePrometheus('a{__proto__="x"} 1');
  t.deepEqual(Object.keys(proto.samples[0]?.labels ?? {}), ['__proto__']);
});

test('whatever comes, the parser neither throws nor gives what is no number, and a flood is cut', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({
          unit: fc.constantFrom('a', '{', '}', '"', '\\', ',', '=', ' ', '1', '.', 'e', '\n'),
          maxLength: 80,
        }),
      ),
      (text) => {
        for (const { value, labels } of parsePrometheus(text).samples) {
          t.true(Number.isFinite(value));
          t.true(Object.values(labels).every((label) => label.length <= 200));
        }
      },
    ),
    { numRuns: runs(3_000) },
  );
  const flood = parsePrometheus('a 1\n'.repeat(30_000));
  t.is(flood.samples.length, 20_000);
  t.true(flood.cut);
  const start = performance.now();
  parsePrometheus(`a{b="${'\\'.repeat(8_000)}`.repeat(200));
  t.true(performance.now() - start < 1_000);
});

test('the token is the one that mc admin prometheus generate makes', (t) => {
  const token = bearerToken({ user: 'access', password: 'the secret key' }, 1_767_225_600);
  const [header = '', claims = '', signature] = token.split('.');
  t.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), { alg: 'HS512', typ: 'JWT' });
  t.deepEqual(JSON.parse(Buffer.from(claims, 'base64url').toString()), {
    exp: 1_767_226_200,
    sub: 'access',
    iss: 'prometheus',
  });
  t.is(signature, createHmac('sha512', 'the secret key').update(`${header}.${claims}`).digest('base64url'));
  t.is(bearerToken({ user: 'bearer', password: 'eyJ.given.token' }, 0), 'eyJ.given.token');
  t.is(bearerToken({ user: '', password: 'eyJ.given.token' }, 0), 'eyJ.given.token');
});

test('a cluster that is well has no finding', (t) => {
  const judged = judge(readFixture('minio-2023-v2-cluster'));
  t.deepEqual(judged.findings, []);
  t.is(judged.version, '2023-09-07T02:05:02Z');
  t.is(judged.values.minio_drives_online, 16);
  t.is(judged.values.minio_drives_offline, 0);
  t.is(judged.values.minio_write_quorum, 1);
  t.is(judged.values.minio_write_tolerance_drives, 3);
  t.is(judged.values.minio_s3_requests_total, 1500, 'the sum of all calls');
  t.is(judged.values.minio_heal_objects_total, 101);
  t.is(judged.values.minio_usage_bytes, Number('9007199254740993'));
});

test('drives were disks in older releases', (t) => {
  const judged = judge(readFixture('minio-2021-v2-cluster'));
  t.is(judged.values.minio_drives_offline, 1);
  t.is(judged.version, '2021-10-23T03:28:24Z');
  t.false('minio_write_tolerance_drives' in judged.values);
  t.deepEqual(codesOf(judged), ['warning drives_offline']);
});

test('drives and nodes offline, no drive left to lose, space low, a drive healing', (t) => {
  const judged = judge(readFixture('minio-2023-v2-degraded'));
  t.deepEqual(codesOf(judged), [
    'critical redundancy_exhausted',
    'info healing',
    'warning capacity_low',
    'warning drives_offline',
    'warning nodes_offline',
  ]);
  t.is(judged.values.minio_write_tolerance_drives, 0);
});

test('a lost quorum is critical, by the metrics or by the health check', (t) => {
  const lost = judge(readFixture('minio-2023-v2-lost'));
  t.deepEqual(codesOf(lost), [
    'critical capacity_low',
    'critical quorum_lost',
    'warning drives_offline',
    'warning nodes_offline',
  ]);
  t.deepEqual(codesOf(judge(readFixture('minio-2023-v2-cluster'), undefined, false)), ['critical quorum_lost']);
  t.deepEqual(codesOf(judge('', undefined, false)), ['critical quorum_lost']);
  t.deepEqual(codesOf(judge('', undefined, undefined)), [], 'not knowing is no finding');
});

test('version 3 of the metrics gives the same names', (t) => {
  const text = ['health', 'erasure-set', 'usage-objects'].map((part) => readFixture(`minio-2025-v3-${part}`)).join('');
  const judged = judge(text);
  t.deepEqual(codesOf(judged), ['warning drives_offline']);
  t.is(judged.values.minio_drives_offline, 1);
  t.is(judged.values.minio_write_tolerance_drives, 2);
  t.is(judged.values.minio_objects, 184_467);
  t.is(judged.values.minio_usage_bytes, 7.5e12);
});

test('a single drive without redundancy is no finding while it is there', (t) => {
  const text =
    'minio_cluster_drive_offline_total 0\nminio_cluster_erasure_set_write_tolerance{pool_id="0",set_id="0"} 0\n';
  t.deepEqual(judge(text).findings, []);
});

test('healing: what waits is judged by number, what failed by growth', (t) => {
  const heal = (seen: number, healed: number, failed: number): string =>
    `minio_heal_objects_total{type="object"} ${seen}\nminio_heal_objects_heal_total{type="object"} ${healed}\nminio_heal_objects_errors_total{type="object"} ${failed}\n`;
  t.deepEqual(judge(heal(5_000, 4_990, 10)).findings, []);
  t.deepEqual(codesOf(judge(heal(50_000, 10_000, 0))), ['warning heal_backlog']);
  const before = judge(heal(100, 95, 5));
  t.deepEqual(codesOf(judge(heal(200, 190, 10), before)), ['warning heal_errors']);
  t.deepEqual(judge(heal(10, 9, 1), before).findings, [], 'a new run counts from nothing');
});

test('a negative number says that there is none yet', (t) => {
  const judged = judge(
    'minio_cluster_usage_object_total -1\nminio_cluster_capacity_usable_total_bytes 0\nminio_cluster_capacity_usable_free_bytes 0\n',
  );
  t.is(judged.values.minio_objects, null);
  t.deepEqual(judged.findings, []);
});
