import test from 'ava';
import { z } from 'zod';
import { collectHost } from '../../src/collectors/collect-host.js';
import { type Collector, defineCollector } from '../../src/collectors/collector.js';
import { detectHost } from '../../src/collectors/profile/detect-host.js';
import { loadCollectors } from '../../src/collectors/registry.js';
import { defineCommand, invoke } from '../../src/platform/commands/index.js';
import type { Transport } from '../../src/platform/ssh/transport.js';
import { shellTransport } from '../platform/commands/shell-transport.js';

const transport = shellTransport();
const host = { tools: { awk: '', stat: '', ps: 'ps from procps-ng 4.0.2' }, sudo: 'none' } as const;

function shellCollector(name: string, text: string, facts: () => { value: number } = () => ({ value: 1 })): Collector {
  const command = defineCommand({
    id: `test.${name}`,
    summary: 'For a test.',
    effect: 'read_only',
    args: z.strictObject({}),
    example: {},
    argv: () => ['sh', '-c', text],
    parse: () => ({ value: 1, errors: [] }),
  });
  return defineCollector({
    name,
    summary: 'For a test.',
    class: 'fast',
    intervalSeconds: 300,
    schema: z.object({ value: z.number() }),
    metricDefinitions: [],
    commandDefinitions: [command],
    commands: () => ({ one: invoke(command) }),
    facts: () => ({ facts: facts() }),
    metrics: () => [],
  });
}

test('this machine: one run, every collector, usage at once and by difference the next time', async (t) => {
  let runs = 0;
  const counted = shellTransport({ onScript: () => (runs += 1) });
  const collectors = await loadCollectors();
  const { capabilities } = await detectHost(counted);
  runs = 0;
  const first = await collectHost(counted, { collectors, host: capabilities });
  t.is(runs, 1);
  t.deepEqual(first.failures, []);
  const values = new Map(
    first.collected.flatMap(({ samples }) => samples).map((sample) => [sample.metric, sample.value]),
  );
  for (const metric of [
    'cpu_usage_percent',
    'load1',
    'memory_used_bytes',
    'filesystem_used_bytes',
    'uptime_seconds',
    'processes_total',
  ]) {
    t.is(typeof values.get(metric), 'number', metric);
  }
  t.true(first.commands.filter(({ id }) => id === 'host.proc_stat').length === 1);
  const facts = JSON.parse(
    JSON.stringify(Object.fromEntries(first.collected.map((each) => [each.collector, each.facts]))),
  );
  const second = await collectHost(counted, { collectors, host: capabilities, previous: { facts, elapsedSeconds: 1 } });
  t.false(second.commands.some(({ id }) => id === 'host.proc_stat_later'));
  t.deepEqual(second.failures, []);
});

test('facts of another version are ignored, not trusted', async (t) => {
  const collectors = (await loadCollectors()).filter(({ name }) => name === 'cpu');
  const previous = { facts: { cpu: { ticks: 'of an older version' } }, elapsedSeconds: 1 };
  const { commands, failures } = await collectHost(transport, { collectors, host, previous });
  t.deepEqual(failures, []);
  t.true(commands.some(({ id }) => id === 'host.proc_stat_later'));
});

test('a collector that fails in any way costs only itself', async (t) => {
  const broken = (): never => {
    throw new TypeError('a slip in the code');
  };
  const collectors = [
    shellCollector('fine', 'echo ok'),
    shellCollector('failing', 'echo "went wrong" >&2; exit 4'),
    shellCollector('buggy', 'echo ok', broken),
    shellCollector('last', 'echo ok'),
  ];
  const { collected, failures } = await collectHost(transport, { collectors, host });
  t.deepEqual(
    collected.map(({ facts }) => facts !== undefined),
    [true, false, false, true],
  );
  t.deepEqual(
    failures.map((failure) => `${failure.collector} ${failure.class}`),
    ['failing command_failed', 'buggy parse_failed'],
  );
  t.regex(failures[0]!.message, /exit code 4.*went wrong/);
  t.true(failures.every(({ remedy }) => remedy !== ''));
});

test('a run that broke off is one failure of the host; what had finished counts', async (t) => {
  const collectors = [
    shellCollector('a', 'echo ok'),
    shellCollector('b', 'kill -9 $PPID'),
    shellCollector('c', 'echo ok'),
  ];
  const { collected, failures } = await collectHost(transport, { collectors, host });
  t.deepEqual(
    collected.map(({ facts }) => facts !== undefined),
    [true, false, false],
  );
  t.deepEqual(
    failures.map((failure) => `${failure.collector}:${failure.class}`),
    [':remote_killed'],
  );
});

test('basic tools that are missing are one failure of the host', async (t) => {
  const bare: Transport = {
    ...transport,
    run: (request) => transport.run({ ...request, script: withoutCat(request.script) }),
  };
  const { failures } = await collectHost(bare, {
    collectors: await loadCollectors(),
    host: { tools: {}, sudo: 'none' },
  });
  t.deepEqual(
    failures.map((failure) => `${failure.collector}:${failure.class}`),
    [':command_not_found'],
  );
});

function withoutCat(script: string): string {
  return script.replaceAll(/^(cat|sh) /gm, 'no-such-$1 ');
}

test('no systemd is a missing capability, not a failure and not zero', async (t) => {
  const collectors = (await loadCollectors()).filter(({ name }) => name === 'systemd');
  const { collected, failures } = await collectHost(transport, { collectors, host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0], {
    collector: 'systemd',
    facts: undefined,
    samples: [],
    failures: [],
    missing: ['systemd.failed_units'],
  });
});
