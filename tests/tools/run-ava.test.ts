import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runAva, type AvaResult } from '../../tools/run-ava.js';

/** AVA itself over a small project of these files. */
async function runOver(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<AvaResult> {
  const root = await mkdtemp(path.join(tmpdir(), 'mw-ava-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await mkdir(path.join(root, 'tests'));
  await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'));
  const config = 'export default { files: ["tests/*.test.js"], workerThreads: false, cache: false, timeout: "20s" };';
  const all = { 'package.json': '{"type": "module"}', 'ava.config.js': config, ...files };
  for (const [name, content] of Object.entries(all)) await writeFile(path.join(root, name), content);
  // Nothing of the AVA that runs this test; its coverage is of another project.
  const { AVA_PATH: _path, COVERAGE: _coverage, ...environment } = process.env;
  return runAva({
    root,
    build: root,
    args: [],
    environment,
    addCoverage: false,
    signal: new AbortController().signal,
    out: { stdout: () => undefined, stderr: () => undefined },
  });
}

const PASSES = 'import test from "ava"; test("passes", (t) => t.pass());';

test('a run that is well has nothing to say again', async (t) => {
  const { summary, troubles } = await runOver(t, { 'tests/a.test.js': PASSES });
  t.deepEqual(summary, { passed: 1, failed: 0, skipped: 0 });
  t.deepEqual(troubles, []);
});

test('a file whose process dies after its tests have passed is a failure with a name', async (t) => {
  const dies = `${PASSES} test.after(() => process.kill(process.pid, 'SIGKILL'));`;
  const { summary, troubles } = await runOver(t, { 'tests/a.test.js': PASSES, 'tests/dies.test.js': dies });
  t.is(summary.failed, 1);
  t.true(
    troubles.some((line) => /tests\/dies\.test\.js exited due to SIGKILL/.test(line)),
    troubles.join('\n'),
  );
  t.is(troubles.at(-1), 'AVA ended with exit code 1.');
});

test('an AVA that ends badly without naming anything has the last of its stderr said', async (t) => {
  const config = 'process.stderr.write("a crash with its stack\\n"); process.exit(7);';
  const { summary, troubles } = await runOver(t, { 'ava.config.js': config });
  t.is(summary.failed, 1);
  t.regex(troubles.join('\n'), /^AVA ended with exit code 7\. It named no failed test.*\n {2}a crash with its stack$/s);
});
