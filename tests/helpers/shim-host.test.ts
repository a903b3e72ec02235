import test from 'ava';
import { createShimHost } from './shim-host.js';

async function run(shim: Awaited<ReturnType<typeof createShimHost>>, script: string): Promise<string> {
  let text = '';
  const { exitCode } = await shim.transport.run({
    script,
    timeoutMs: 10_000,
    maxOutputBytes: 100_000,
    onOutput: (_stream, chunk) => {
      text += chunk.toString();
    },
  });
  return `${text}[${exitCode}]`;
}

test('shims answer by their arguments, from text and from fixtures, and log their arguments exactly', async (t) => {
  const shim = await createShimHost(
    {
      alpha: {
        answers: [
          { args: 'list -o name *', stdout: "it's\n", exitCode: 3 },
          { args: /^status( -p)?$/, stderr: 'hm' },
          { args: '', file: 'uptime/README.md', stdout: 'none' },
        ],
      },
      beta: 'echo "beta $1"; exit 7',
      cat: { files: { '/proc/mdstat': null, '/some/file': '/etc/hostname' } },
    },
    { versions: { alpha: '2.3', gamma: '1' } },
  );
  t.teardown(shim.close);
  t.deepEqual(shim.host.tools, { alpha: '2.3', beta: '', cat: '', gamma: '1' });
  t.is(await run(shim, "alpha list -o name 'a b'\n"), "it's\n[3]");
  t.is(await run(shim, 'alpha status -p\n'), 'hm[0]');
  t.is(await run(shim, 'alpha status -v\n'), 'shim: no answer for alpha status -v\n[1]');
  t.is(await run(shim, "beta 'x  y\n' ''\n"), 'beta x  y\n\n[7]');
  t.regex(await run(shim, 'cat /proc/mdstat\n'), /No such file.*\[1\]$/s);
  t.notRegex(await run(shim, 'cat /some/file /etc/hostname\n'), /No such file/);
  await shim.replace('beta', { answers: [{ stdout: 'other' }] });
  t.is(await run(shim, 'beta\n'), 'other[0]');
  const calls = await shim.calls();
  t.deepEqual(calls[0], { tool: 'alpha', args: ['list', '-o', 'name', 'a b'] });
  t.deepEqual(calls[3], { tool: 'beta', args: ['x  y\n', ''] });
  t.deepEqual(calls.at(-1), { tool: 'beta', args: [] });
});
