import { mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFingerprintReader } from '../../../../src/activities/protection/actions/read-fingerprint.js';
import {
  compareFingerprints,
  listTargets,
  MAX_TARGETS,
  verifyAfter,
  type BasisFinding,
  type Target,
} from '../../../../src/domain/protection/actions/fingerprint.js';
import type { HostAccess } from '../../../../src/platform/ssh/host-access.js';
import { createShimHost, type ShimHost } from '../../../helpers/shim-host.js';

function readerOf(shim: ShimHost) {
  const handle = {
    capabilities: shim.host,
    sudoPassword: () => undefined,
    withTransport: (work: (transport: ShimHost['transport']) => Promise<unknown>) => work(shim.transport),
  };
  const hosts = { load: async () => [handle] } as unknown as HostAccess;
  const read = createFingerprintReader(hosts);
  return (targets: readonly Target[]) => read('a server', targets);
}

async function setUp(t: ExecutionContext, shims: Parameters<typeof createShimHost>[0] = {}) {
  const shim = await createShimHost(shims);
  const directory = await mkdtemp(path.join(tmpdir(), 'fingerprint-'));
  t.teardown(async () => {
    await shim.close();
    await rm(directory, { recursive: true });
  });
  return { shim, directory, read: readerOf(shim) };
}

function findingOf(target: string): BasisFinding {
  const rest = { rule: 'rm.recursive', severity: 'high', confidence: 'certain', place: 'here' } as const;
  return { ...rest, type: 'filesystem_delete', effect: 'destructive', target, targetKind: 'path' };
}

test('every target is looked at, however many there are and whatever their names hold', async (t) => {
  const { directory, read } = await setUp(t);
  const names = Array.from({ length: 95 }, (_unused, index) => path.join(directory, `disk${index}`));
  const odd = path.join(directory, "two\nlines 'quoted' $x");
  for (const name of [...names, odd]) await mkdir(name);
  const targets = listTargets([...names, odd].map(findingOf));
  t.is(targets.length, 96);
  t.is((await read(targets)).facts.length, 96);
  for (const name of [targets[94]?.name ?? '', odd]) {
    const before = await read(targets);
    t.deepEqual(compareFingerprints(before, await read(targets)), []);
    await rm(name, { recursive: true });
    await symlink(directory, name);
    const lines = compareFingerprints(before, await read(targets));
    t.is(lines.length, 1, name);
    await unlink(name);
  }
});

test('more targets than can be looked at are not looked at in part', async (t) => {
  const { read } = await setUp(t);
  const targets = Array.from({ length: MAX_TARGETS + 1 }, (_unused, index) => ({
    kind: 'path',
    name: `/none/${index}`,
  }));
  const { facts, unreadable } = await read(targets);
  t.deepEqual({ facts, unreadable }, { facts: [], unreadable: 'too_many_targets' });
});

test('a directory that was empty and holds files by now is in another state, and the same directory still', async (t) => {
  const { directory, read } = await setUp(t);
  const victim = path.join(directory, 'victim');
  await mkdir(victim);
  const findings = [findingOf(victim)];
  const before = await read(listTargets(findings));
  for (const name of ['a', 'b', 'c']) await writeFile(path.join(victim, name), name);
  const after = await read(listTargets(findings));
  t.regex(compareFingerprints(before, after).join('\n'), /holds nothing.*holds 1 digits/);
  t.is(verifyAfter(findings, before, after).verdict, 'contradicted');
  await writeFile(path.join(victim, 'd'), 'd');
  t.deepEqual(compareFingerprints(after, await read(listTargets(findings))), []);
});

test('what a pattern stands for is known one by one where it is little', async (t) => {
  const { directory, read } = await setUp(t);
  for (const name of ['a.log', 'b.log']) await mkdir(path.join(directory, name));
  const targets = [{ kind: 'path', name: `${directory}/*.log` }];
  const before = await read(targets);
  await rm(path.join(directory, 'b.log'), { recursive: true });
  await mkdir(path.join(directory, 'c.log'));
  t.is(compareFingerprints(before, await read(targets)).length, 1);
});

test('a container is looked up in each engine that is there', async (t) => {
  const podman = (id: string) => ({ answers: [{ args: /^inspect /, stdout: `${id} image\n` }] });
  const { shim, read } = await setUp(t, {
    docker: { answers: [{ args: /./, stdout: '', exitCode: 1 }] },
    podman: podman('aaa'),
  });
  const targets = [{ kind: 'container', name: 'web' }];
  const before = await read(targets);
  t.deepEqual(before.facts[0]?.identity, ['podman id aaa image']);
  await shim.replace('podman', podman('bbb'));
  t.is(compareFingerprints(before, await read(targets)).length, 1);
});
