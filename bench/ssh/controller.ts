import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineCommand, invoke, runBatch } from '../../src/platform/commands/index.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { TEN_COMMANDS, type BenchHost } from './peers.js';

// Millwright’s transport and registry in one process: what the peers’ controllers do, and nothing more.
const hosts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BenchHost[];
const cycles = Number(process.argv[3] ?? 1);

const commands = TEN_COMMANDS.map((line, index) =>
  invoke(
    defineCommand({
      id: `bench.command_${index}`,
      summary: line,
      effect: 'read_only',
      args: z.strictObject({}),
      example: {},
      argv: () => line.split(' '),
      parse: () => undefined,
    }),
  ),
);

const pool = new ConnectionPool({ handshakesAtOnce: 20 });
let answered = 0;
let bytes = 0;
const digest = createHash('sha256');
for (let cycle = 0; cycle < cycles; cycle += 1) {
  await Promise.all(
    hosts.map(async (host) => {
      const privateKey = readFileSync(host.keyFile);
      const lease = await pool.lease({
        host: host.address,
        port: host.port,
        user: host.user,
        credentialId: 'bench',
        credential: async () => ({ privateKey }),
        // The peers are told not to look at host keys; looking is cheaper than not having them pinned.
        hostKeyPolicy: { kind: 'trust_on_first_use', onFirstUse: (key) => void digest.update(key.fingerprint) },
      });
      const { results } = await runBatch(lease.transport, { commands, host: { tools: {}, sudo: 'root' } });
      lease.release();
      for (const result of results) {
        if (result.status === 'ok') answered += 1;
        bytes += result.stdout.length;
      }
    }),
  );
}
const { handshakes } = pool.counters;
await pool.close();
console.log(JSON.stringify({ hosts: hosts.length, cycles, answered, bytes, handshakes }));
