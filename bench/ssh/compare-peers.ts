import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSshdFleet } from '../../tests/helpers/sshd-fleet.js';
import { writePrivateKey } from '../../tests/helpers/sshd-keys.js';
import { formatSpread, measureProcess, summarise, type ProcessFigures } from '../shared/measure-process.js';
import { prepareAnsible, preparePyinfra, type BenchHost, type Peer } from './peers.js';

// The same ten read-only commands on the same 20 sshd hosts, cold against cold, method after method, run by run.
// Needs root and the peers in a Python environment: BENCH_PEERS=/path/to/venv/bin
const HOSTS = 20;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const peersDirectory = process.env.BENCH_PEERS;

const directory = mkdtempSync(path.join(tmpdir(), 'millwright-bench-'));
const fleet = await startSshdFleet({
  hosts: Array.from({ length: HOSTS }, (_, index) => ({ name: `host-${index + 1}`, maxStartups: '100:30:200' })),
});
try {
  const keyFile = path.join(directory, 'id_ed25519');
  await writePrivateKey(keyFile, fleet.clientKey);
  const hosts: BenchHost[] = fleet.hosts.map((host) => ({
    name: host.name,
    address: host.address,
    port: host.port,
    user: host.user,
    keyFile,
  }));
  const hostsFile = path.join(directory, 'hosts.json');
  writeFileSync(hostsFile, JSON.stringify(hosts));
  await compare([describeMillwright(hostsFile), ...listPeers(hosts)]);
} finally {
  await fleet.stop();
  rmSync(directory, { recursive: true, force: true });
}

function describeMillwright(hostsFile: string): Peer {
  const script = fileURLToPath(new URL('controller.js', import.meta.url));
  return {
    name: 'Millwright, transport and registry in one process',
    argv: [process.execPath, script, hostsFile],
    environment: { PATH: process.env.PATH, NODE_ENV: 'production' },
  };
}

function listPeers(hosts: readonly BenchHost[]): Peer[] {
  if (peersDirectory === undefined) {
    console.log('BENCH_PEERS is not set: measuring Millwright alone');
    return [];
  }
  return [
    prepareAnsible(path.join(directory, 'ansible'), peersDirectory, hosts),
    preparePyinfra(path.join(directory, 'pyinfra'), peersDirectory, hosts),
  ];
}

async function compare(methods: readonly Peer[]): Promise<void> {
  const figures = new Map<string, ProcessFigures[]>(methods.map((method) => [method.name, []]));
  for (let run = 0; run <= RUNS; run += 1) {
    for (const method of methods) {
      const result = await measureProcess(method.argv, method.environment);
      if (result.exitCode !== 0)
        throw new Error(`${method.name} ended with ${result.exitCode}:\n${result.output.slice(-2_000)}`);
      // The first round warms the disk caches of every method and is not counted.
      if (run > 0) figures.get(method.name)?.push(result);
      else console.log(`${method.name}: ${result.output.trim().split('\n').at(-1)?.slice(0, 160)}`);
    }
  }
  const base = figures.get(methods[0]?.name ?? '') ?? [];
  for (const [name, runs] of figures) {
    const wall = summarise(runs.map((run) => run.wallSeconds));
    const cpu = summarise(runs.map((run) => run.cpuSeconds));
    const ratio = (key: 'wallSeconds' | 'cpuSeconds') =>
      (summarise(runs.map((run) => run[key])).median / summarise(base.map((run) => run[key])).median).toFixed(2);
    console.log(
      `${name}\n  wall ${formatSpread(wall)} s = ${ratio('wallSeconds')} ×   cpu ${formatSpread(cpu)} s = ${ratio('cpuSeconds')} ×`,
    );
  }
}
