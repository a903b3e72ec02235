import test from 'ava';
import { z } from 'zod';
import type { FollowUp } from '../../src/collectors/collector.js';
import { runLanes } from '../../src/collectors/run-lanes.js';
import { defineCommand, invoke } from '../../src/platform/commands/index.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import type { Transport } from '../../src/platform/ssh/transport.js';
import { shellTransport } from '../platform/commands/shell-transport.js';

const host = { tools: {}, sudo: 'none' } as const;

const say = defineCommand({
  id: 'test.say',
  summary: 'For a test.',
  effect: 'read_only',
  args: z.strictObject({ text: z.string(), afterSeconds: z.number().default(0) }),
  example: { text: 'x' },
  argv: ({ text, afterSeconds }) => ['sh', '-c', 'sleep "$2"; echo "$1"', 'say', text, String(afterSeconds)],
  parse: ({ stdout }) => ({ value: stdout.toString(), errors: [] }),
});

const ask = (lane: string, text: string, afterSeconds = 0): FollowUp => ({
  lane,
  invocation: invoke(say, { text, afterSeconds }),
});

test('nothing to ask opens no channel', async (t) => {
  let runs = 0;
  const transport = shellTransport({ onScript: () => (runs += 1) });
  const { results, channels } = await runLanes(transport, { host }, []);
  t.is(results.size + channels.length + runs, 0);
});

test('sixty disks are asked in four channels at once, each once, those of a lane in order', async (t) => {
  let running = 0;
  let most = 0;
  const inner = shellTransport();
  const transport: Transport = {
    ...inner,
    run: async (request) => {
      running += 1;
      most = Math.max(most, running);
      return inner.run(request).finally(() => (running -= 1));
    },
  };
  const followUps = Array.from({ length: 60 }, (_, n) => [
    ask(`disk ${n}`, `smart ${n}`),
    ask(`disk ${n}`, `nvme ${n}`),
  ]);
  const { results, channels } = await runLanes(transport, { host }, followUps.flat());
  t.is(results.size, 120);
  t.true([...results.values()].every(({ status }) => status === 'ok'));
  t.is(most, 4);
  const order = channels.flat().map(({ key }) => key);
  for (let n = 0; n < 60; n += 1) {
    const [first, second] = [`smart ${n}`, `nvme ${n}`].map((text) => order.indexOf(ask('', text).invocation.key));
    t.is(second, (first ?? Number.NaN) + 1, 'one after the other, in one channel');
  }
});

test('a question that two collectors ask is asked once', async (t) => {
  const { channels } = await runLanes(shellTransport(), { host }, [ask('a', 'same'), ask('a', 'same')]);
  t.is(channels.flat().length, 1);
});

test('what was not asked by the limit is absent, what was answered stays', async (t) => {
  const followUps = [ask('quick', 'quick'), ask('slow', 'slow', 30)];
  const { results } = await runLanes(shellTransport(), { host }, followUps, 1_500);
  t.is(results.get(followUps[0]!.invocation.key)?.status, 'ok');
  t.is(results.get(followUps[1]!.invocation.key), undefined);
});

test('a channel that is refused costs nothing: its questions are asked once more', async (t) => {
  const inner = shellTransport();
  let runs = 0;
  const transport: Transport = {
    ...inner,
    run: async (request) => {
      runs += 1;
      if (runs === 1) throw new RemoteError('channel_refused', 'no more channels');
      return inner.run(request);
    },
  };
  const { results } = await runLanes(transport, { host }, [ask('a', 'one'), ask('b', 'two')]);
  t.deepEqual(
    [...results.values()].map(({ status }) => status),
    ['ok', 'ok'],
  );
});

test('cancelling the collection cancels the second round', async (t) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  const startedAt = performance.now();
  await t.throwsAsync(runLanes(shellTransport(), { host, signal: controller.signal }, [ask('a', 'slow', 30)]));
  t.true(performance.now() - startedAt < 5_000);
});
