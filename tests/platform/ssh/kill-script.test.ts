import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { renderKillScript } from '../../../src/platform/ssh/kill-script.js';
import { isAlive, isGone, listDescendants } from '../../helpers/sshd-process.js';
import { waitUntil } from '../../helpers/wait-until.js';

const TREE = 'sh -c "sh -c \'sleep 81; :\' & sleep 82; :" & (sleep 83; :) & wait; echo waited; sleep 84';

/** `children`: as the kernel offers them. `table`: as on kernels without that file, by parents. */
const VARIANTS: Readonly<Record<string, (script: string) => string>> = {
  children: (script) => script,
  table: (script) => script.replace(/^\[ -r .*children" \] && fast=1$/m, ''),
};

function kill(script: string, shell: string): string {
  return execFileSync(shell, ['-s'], { input: script, env: { PATH: '/nonexistent' } }).toString();
}

for (const [name, vary] of Object.entries(VARIANTS)) {
  for (const shell of ['/bin/sh', '/bin/bash']) {
    test(`by ${name} in ${shell}: kills what the shell has started and leaves the shell`, async (t) => {
      const root = spawn('/bin/sh', ['-c', TREE], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
      const pid = root.pid!;
      await waitUntil(async () => (await listDescendants(pid)).length >= 6);
      const below = await listDescendants(pid);
      t.regex(kill(vary(renderKillScript(pid, 'descendants')), shell), /^killed \d+\n$/);
      await once(root.stdout, 'data');
      for (const descendant of below) t.true(await isGone(descendant));
      t.true(await isAlive(pid));
      t.regex(kill(vary(renderKillScript(pid, 'run')), shell), /^killed [1-9]\d*\n$/);
      await waitUntil(async () => !(await isAlive(pid)));
      t.pass();
    });
  }

  test(`by ${name}: finds members of the group whose shell is gone`, async (t) => {
    const root = spawn('/bin/sh', ['-c', 'sleep 85 & sleep 86 & exit 0'], { detached: true, stdio: 'ignore' });
    await once(root, 'exit');
    t.is(kill(vary(renderKillScript(root.pid!, 'run')), '/bin/sh'), 'killed 2\n');
    await waitUntil(() => kill(vary(renderKillScript(root.pid!, 'run')), '/bin/sh') === 'killed 0\n');
  });
}

test('takes process ids only', (t) => {
  for (const pid of [0, 1, -1, 1.5, Number.NaN])
    t.throws(() => renderKillScript(pid, 'run'), { instanceOf: RangeError });
});
