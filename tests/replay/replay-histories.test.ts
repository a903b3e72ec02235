import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import test from 'ava';
import { BUNDLE } from '../helpers/own-temporal.js';

// Histories of earlier builds must replay on this one: a change of a workflow’s steps needs a patch and a new history.
Runtime.install({ logger: new DefaultLogger('ERROR') });
const DIRECTORY = path.join('tests', 'fixtures', 'histories');
const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(DIRECTORY, name), 'utf8'));

for (const name of files) {
  test(`${name} replays`, async (t) => {
    await t.notThrowsAsync(Worker.runReplayHistory({ workflowBundle: { codePath: BUNDLE } }, read(name)));
  });
}

test('a history whose steps are not ours fails to replay', async (t) => {
  t.true(files.length > 0);
  const text = readFileSync(path.join(DIRECTORY, files[0] ?? ''), 'utf8').replaceAll('"finishRun"', '"somethingElse"');
  await t.throwsAsync(Worker.runReplayHistory({ workflowBundle: { codePath: BUNDLE } }, JSON.parse(text)));
});
