import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/databases/index.js';
import type { HostCapabilities } from '../../src/platform/commands/index.js';
import { readShimCalls, writeShims } from '../helpers/shim-host.js';
import { shellTransport } from '../platform/commands/shell-transport.js';

const PODMAN = 'podman version 4.9.3';

/** Which container tools are called on a host of this user. */
async function called(t: ExecutionContext, { tools, sudo }: HostCapabilities, store = false): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'podman-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeShims(folder, { podman: 'exit 0', docker: 'exit 0', ps: "echo 'PID PPID COMMAND COMMAND'" });
  if (store) await mkdir(join(folder, '.local/share/containers/storage'), { recursive: true });
  const env = { ...process.env, HOME: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const { failures } = await collectHost(shellTransport({ env }), { collectors: [collector], host: { tools, sudo } });
  t.deepEqual(failures, []);
  return (await readShimCalls(folder)).map(({ tool }) => tool).filter((tool) => tool !== 'ps');
}

test('a login without root that has no store of Podman’s gets none made by being asked', async (t) => {
  t.deepEqual(await called(t, { tools: { podman: PODMAN }, sudo: 'none' }), []);
  t.deepEqual(await called(t, { tools: { podman: PODMAN }, sudo: 'none' }, true), ['podman']);
  t.deepEqual(await called(t, { tools: { podman: PODMAN }, sudo: 'root' }), ['podman']);
});

test('a docker that is Podman’s imitation is not asked for the same containers again', async (t) => {
  t.deepEqual(await called(t, { tools: { podman: PODMAN, docker: PODMAN }, sudo: 'root' }), ['podman']);
  const both = await called(t, { tools: { podman: PODMAN, docker: 'Docker version 24.0.7' }, sudo: 'root' });
  t.deepEqual(both.toSorted(), ['docker', 'podman']);
});
