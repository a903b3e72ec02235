// How long a service is away while its container is replaced: by an update through Millwright (API, Temporal, database,
// every comparison and record), beside plain `docker stop`, `docker rm`, `docker run` of the same images on the same
// engine. From the last answer of the old one to the first of the new one, asked every 2 ms on a published port.
//   TEST_DATABASE_URL=… TEST_TEMPORAL_ADDRESS=… node dist/bench/containers/downtime.js   (as root)
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../src/platform/process/ports.js';
import { startUpdateFixture, type UpdateFixture } from '../../tests/helpers/update-fixture.js';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 8);
const POLL_MS = 2;
const run = promisify(execFile);

// Ends at once when it is told to, as a well-behaved service does.
const COMMAND = { Cmd: ['sh', '-c', "trap 'exit 0' TERM; httpd -p 8080 -h /www; while :; do sleep 0.02; done"] };

function ask(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path: '/index.html', agent: false, timeout: 500 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(answer.statusCode === 200 ? text : null)).on('error', () => resolve(null));
    });
    asking.on('error', () => resolve(null)).on('timeout', () => asking.destroy());
    asking.end();
  });
}

/** Milliseconds between the last answer of the old version and the first of the new one. */
async function measureGap(port: number, next: string, replace: () => Promise<void>): Promise<number> {
  const watching = (async () => {
    let last = performance.now();
    for (;;) {
      const asked = performance.now();
      const text = await ask(port);
      if (text === next) return performance.now() - last;
      if (text !== null) last = asked;
      await sleep(POLL_MS);
    }
  })();
  await replace();
  return watching;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function replaceByHand(fixture: UpdateFixture, reference: string, port: number): Promise<void> {
  const docker = (...args: string[]) => run('docker', ['-H', `unix://${fixture.docker.socketPath}`, ...args]);
  await docker('pull', '-q', reference);
  await docker('stop', 'web');
  await docker('rm', 'web');
  await docker('run', '-d', '--name', 'web', '-p', `127.0.0.1:${port}:8080`, reference);
}

const fixture = await startUpdateFixture();
try {
  const port = await findFreePort();
  const bindings = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] };
  const body = { ExposedPorts: { '8080/tcp': {} }, HostConfig: { PortBindings: bindings } };
  //: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } } };
  const reference = await fixture.publish('bench/web', '1', 'v0', COMMAND);
  await fixture.run('web', reference, { body });
  await fixture.discover();
  const gaps = { millwright: [] as number[], docker: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    await fixture.publish('bench/web', '1', `m${round}`, COMMAND);
    gaps.millwright.push(
      await measureGap(port, `m${round}`, async () => {
        const update = await fixture.until((await fixture.update('web')).id);
        if (update.state !== 'committed') throw new Error(JSON.stringify(update.error));
      }),
    );
    await fixture.publish('bench/web', '1', `d${round}`, COMMAND);
    gaps.docker.push(await measureGap(port, `d${round}`, () => replaceByHand(fixture, reference, port)));
    await fixture.discover();
  }
  for (const [name, values] of Object.entries(gaps)) {
    const shown = values.map((value) => Math.round(value)).join(' ');
    console.log(`${name.padEnd(12)} median ${Math.round(median(values))} ms (${shown})`);
  }
  console.log(`ratio        ${(median(gaps.millwright) / median(gaps.docker)).toFixed(2)}`);
} finally {
  await fixture.stop();
}
