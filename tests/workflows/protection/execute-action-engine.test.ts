import { homedir } from 'node:os';
import { execa } from 'execa';
import { startActionBench, type ActionBench } from '../../helpers/action-bench.js';
import { startDockerEngine, type TestEngine } from '../../helpers/docker-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, loadImage } from '../../helpers/oci-images.js';

const IMAGE = 'test.local/base:1';
const test = testWithEngine('debian');

let engine: TestEngine;
let bench: ActionBench;

test.before(async () => {
  engine = await startDockerEngine({ kind: 'debian' });
  await loadImage(engine.socketPath, buildImage(), IMAGE);
  bench = await startActionBench('in_process', { setEnv: `HOME=${homedir()} DOCKER_HOST=unix://${engine.socketPath}` });
});
test.after.always(async () => {
  await bench?.stop();
  await engine?.stop();
});

async function docker(...words: readonly string[]): Promise<string> {
  return (await execa('docker', ['-H', `unix://${engine.socketPath}`, ...words])).stdout;
}

const run = (name: string): Promise<string> => docker('run', '-d', '--name', name, IMAGE, 'sleep', '1000');

test('a container that was approved is removed', async (t) => {
  await run('old');
  const asked = await bench.ask('docker rm -f old');
  await bench.approve(String(asked.approvalId));
  t.is((await bench.waitForEnd(asked.id)).state, 'succeeded');
  t.is(await docker('ps', '-aq', '--filter', 'name=old'), '');
});

test('another container under the same name is another target: it is not removed', async (t) => {
  await run('web');
  const asked = await bench.ask('docker rm -f web');
  await docker('rm', '-f', 'web');
  const replaced = await run('web');
  await bench.approve(String(asked.approvalId));
  const again = await bench.waitFor(asked.id, ({ approvalId }) => approvalId !== asked.approvalId);
  t.is((await bench.approval(String(asked.approvalId))).state, 'withdrawn');
  t.deepEqual(again.runs, []);
  t.is(await docker('ps', '-q', '--no-trunc', '--filter', 'name=web'), replaced.trim());
  await bench.request('POST', `/api/actions/${asked.id}/cancel`);
  t.is((await bench.waitForEnd(asked.id)).state, 'cancelled');
});
