// One host with 60 disks, 20 pools and 12 databases, over SSH: `node dist/bench/collection/large-host.js`. Disks and
// pools answer by scripts in place of the tools; the databases are real Redis servers. CPU of the controller only.
import { collectHost } from '../../src/collectors/collect-host.js';
import { detectHost } from '../../src/collectors/profile/detect-host.js';
import { loadCollectors } from '../../src/collectors/registry.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { startRedis } from '../../tests/helpers/database-servers.js';
import { createMachine } from '../../tests/helpers/made-machine.js';
import { startSshdFleet } from '../../tests/helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../tests/helpers/sshd-target.js';
import { formatSpread, summarise } from '../shared/measure-process.js';

const DISKS = 60;
const POOLS = 20;
const DATABASES = 12;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
/** What the host is made of; its packages and certificates are this machine’s own and not what is measured. */
const MEASURED = new Set([
  'disks',
  'smart',
  'zfs',
  'databases',
  'cpu',
  'memory',
  'load',
  'filesystem',
  'network',
  'uptime',
]);

const machine = await createMachine({
  disks: Array.from({ length: DISKS }, (_, n) => ({ serial: `BENCH${n}`, asleep: n % 10 === 9 })),
  pools: Object.fromEntries(Array.from({ length: POOLS }, (_, n) => [`pool${n}`, 'ONLINE' as const])),
});
const servers = await Promise.all(Array.from({ length: DATABASES }, () => startRedis()));
const fleet = await startSshdFleet({
  hosts: [{ name: 'large', setEnv: `HOME=${machine.path} PATH=${machine.path}:/usr/local/bin:/usr/bin:/bin` }],
});
const pool = new ConnectionPool();
try {
  const collectors = (await loadCollectors()).filter(({ name }) => MEASURED.has(name));
  await pool.withTransport(describeFleetTarget(fleet, fleet.host('large')), async (transport) => {
    const { capabilities } = await detectHost(transport);
    const figures: { cpuMs: number; wallMs: number }[] = [];
    let previous = new Map<string, unknown>();
    let counts = '';
    for (let run = 0; run <= RUNS; run += 1) {
      const startedAt = performance.now();
      const before = process.cpuUsage();
      const { collected, channels, failures } = await collectHost(transport, {
        collectors,
        host: capabilities,
        previous: (name) => (previous.has(name) ? { facts: previous.get(name), elapsedSeconds: 300 } : undefined),
      });
      const cpu = process.cpuUsage(before);
      previous = new Map(collected.map(({ collector, facts }) => [collector, facts]));
      const seen = collected.map(({ observations }) => observations);
      const online = seen
        .flatMap(({ databases }) => databases?.items ?? [])
        .filter(({ status }) => status === 'online');
      const devices = collected.find(({ collector }) => collector === 'smart')?.observations.devices?.items ?? [];
      const pools = seen.flatMap(({ pools: found }) => found?.items ?? []);
      counts = `${devices.length} disks, ${pools.length} pools, ${online.length} databases online; ${channels.length} channels, ${channels.flat().length} commands, ${failures.length} failures`;
      if (run > 0) figures.push({ cpuMs: (cpu.user + cpu.system) / 1000, wallMs: performance.now() - startedAt });
    }
    process.stdout.write(`${counts}\n`);
    process.stdout.write(`handshakes: ${pool.counters.handshakes}\n`);
    process.stdout.write(`controller CPU ${formatSpread(summarise(figures.map(({ cpuMs }) => cpuMs)), 0)} ms\n`);
    process.stdout.write(`wall ${formatSpread(summarise(figures.map(({ wallMs }) => wallMs)), 0)} ms\n`);
  });
} finally {
  await pool.close();
  await fleet.stop();
  for (const server of servers) await server.stop();
  await machine.close();
}
