import test from 'ava';
import { z } from 'zod';
import { collectHost } from '../../src/collectors/collect-host.js';
import type { Collector } from '../../src/collectors/collector.js';
import { defineCollector } from '../../src/collectors/define-collector.js';
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

test('this machine: one run for all that every host has, usage at once and by difference the next time', async (t) => {
  let runs = 0;
  const counted = shellTransport({ onScript: () => (runs += 1) });
  const basics = ['cpu', 'filesystem', 'load', 'memory', 'network', 'processes', 'uptime', 'temperatures', 'disks'];
  const collectors = (await loadCollectors()).filter(({ name }) => basics.includes(name));
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
  t.true(first.channels.flat().filter(({ id }) => id === 'host.proc_stat').length === 1);
  const facts = JSON.parse(
    JSON.stringify(Object.fromEntries(first.collected.map((each) => [each.collector, each.facts]))),
  ) as Record<string, unknown>;
  const previous = (name: string) => ({ facts: facts[name], elapsedSeconds: 1 });
  const second = await collectHost(counted, { collectors, host: capabilities, previous });
  t.false(second.channels.flat().some(({ id }) => id === 'host.proc_stat_later'));
  t.deepEqual(second.failures, []);
});

test('facts of another version are ignored, not trusted', async (t) => {
  const collectors = (await loadCollectors()).filter(({ name }) => name === 'cpu');
  const previous = () => ({ facts: { ticks: 'of an older version' }, elapsedSeconds: 1 });
  const { channels, failures } = await collectHost(transport, { collectors, host, previous });
  t.deepEqual(failures, []);
  t.true(channels.flat().some(({ id }) => id === 'host.proc_stat_later'));
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
    observations: {},
    watched: {},
    missing: ['systemd.failed_units'],
  });
});

const DISKS = ['sda', 'sdb'];

function twoRounds(measure?: () => Promise<{ facts: { seen: string[] } }>): Collector {
  const command = (id: string, parse: (text: string) => unknown) =>
    defineCommand({
      id: `test.${id}`,
      summary: 'For a test.',
      effect: 'read_only',
      args: z.strictObject({ disk: z.string().optional() }),
      example: {},
      argv: ({ disk }) => ['sh', '-c', `[ "$1" != sdb ] || exit 7; echo "$1"`, id, disk ?? DISKS.join(' ')],
      parse: ({ stdout }) => ({ value: parse(stdout.toString().trim()), errors: [] }),
    });
  const list = command('list_disks', (text) => text.split(' '));
  const look = command('look_at_disk', (text) => text);
  return defineCollector({
    name: 'rounds',
    summary: 'For a test.',
    class: 'slow',
    intervalSeconds: 1800,
    schema: z.object({ seen: z.array(z.string()) }),
    metricDefinitions: [],
    commandDefinitions: [list, look],
    commands: () => ({ disks: invoke(list) }),
    followUps: ({ disks }) =>
      Object.fromEntries(
        ((disks ?? []) as string[]).map((disk) => [disk, { lane: disk, invocation: invoke(look, { disk }) }]),
      ),
    facts: (_values, previous, answers) => ({ facts: { seen: [...(previous?.seen ?? []), ...answers.keys()] } }),
    ...(measure === undefined ? {} : { measure }),
    metrics: ({ seen }) => [{ metric: 'seen', labels: {}, unit: 'count', value: seen.length }],
    observations: () => ({ devices: { items: [], complete: false } }),
    watched: ({ seen }) => ({ seen: seen.length }),
  });
}

test('the second round asks what the first one found; one disk that fails costs only itself', async (t) => {
  const { collected, failures, channels } = await collectHost(transport, { collectors: [twoRounds()], host });
  t.deepEqual(collected[0]?.facts, { seen: ['sda'] });
  t.deepEqual(collected[0]?.watched, { seen: 1 });
  t.deepEqual(collected[0]?.observations, { devices: { items: [], complete: false } });
  t.deepEqual(
    failures.map(({ message }) => message),
    ['test.look_at_disk: The command ended with an unexpected exit code (exit code 7)'],
  );
  t.is(channels.flat().length, 3);
});

test('a session gives better facts; one that fails leaves those of the commands', async (t) => {
  const better = await collectHost(transport, {
    collectors: [twoRounds(async () => ({ facts: { seen: ['a', 'b', 'c'] } }))],
    host,
  });
  t.deepEqual(better.collected[0]?.facts, { seen: ['a', 'b', 'c'] });
  const broken = await collectHost(transport, {
    collectors: [
      twoRounds(async () => {
        throw new TypeError('a slip');
      }),
    ],
    host,
  });
  t.deepEqual(broken.collected[0]?.facts, { seen: ['sda'] });
  t.true(broken.failures.some(({ message }) => message.includes('a slip')));
});
