import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/runtimes/index.js';
import { judgeRuntimes } from '../../src/collectors/runtimes/judge.js';
import { parseDockerInfo, parsePodmanStates, parsePresence } from '../../src/collectors/runtimes/parser.js';
import { runtimesFactsSchema, type RuntimesFacts } from '../../src/collectors/runtimes/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string) => outputOf(fixture(`runtimes/${name}`));
const said = (stdout: string, stderr: string, exitCode: number) => ({
  ...outputOf(stdout),
  stderr: Buffer.from(stderr),
  exitCode,
});
const rowsOf = ({ runtimes }: RuntimesFacts) =>
  runtimes.map(({ runtime, scope, version, up, running, stopped }) =>
    [runtime, scope, version, up, running, stopped].join(' '),
  );

test('docker: numbers from the engine itself', (t) => {
  const { value } = parseDockerInfo(read('docker-info-27.json'));
  t.deepEqual(value, { up: true, version: '27.3.1', running: 11, stopped: 3, problem: null });
});

test('docker: an engine that does not answer is down, in its own words, whatever the exit code', (t) => {
  const refused = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  for (const exitCode of [0, 1]) {
    const { value } = parseDockerInfo(said('{"version":"","all":0,"running":0}', `ERROR: x\n${refused}\n`, exitCode));
    t.deepEqual(value, { up: false, version: null, running: null, stopped: null, problem: refused });
  }
  t.throws(() => parseDockerInfo(outputOf('what')), { instanceOf: ParseError });
});

test('docker that is Podman under another name is not counted as Docker', (t) => {
  t.is(
    parseDockerInfo(said('', 'Emulate Docker CLI using podman. Create /etc/containers/nodocker\n', 125)).value,
    null,
  );
});

test('podman: words of new and old versions, none at all, a failure', (t) => {
  t.like(parsePodmanStates(read('podman-states-4.3.txt')).value, { up: true, running: 2, stopped: 3 });
  t.like(parsePodmanStates(read('podman-states-1.6.txt')).value, { running: 1, stopped: 1 });
  t.like(parsePodmanStates(outputOf('')).value, { up: true, running: 0, stopped: 0 });
  t.is(parsePodmanStates(outputOf('none\n')).value, null);
  t.like(parsePodmanStates(said('', 'Error: database is locked\n', 125)).value, { up: false, running: null });
  t.throws(() => parsePodmanStates(outputOf('running\nwhat is this\n')), { instanceOf: ParseError });
});

test('runtimes by their sockets, without a connection, and versions', (t) => {
  const docker = parseDockerInfo(read('docker-info-27.json')).value;
  const first = parsePresence(read('presence-docker-containerd.txt')).value;
  t.deepEqual(rowsOf(judgeRuntimes({ presence: first, docker })), [
    'docker system 27.3.1 true 11 3',
    'containerd system 1.7.22 true  ',
  ]);
  // Somebody listens at /run/docker.sock: that is up, though nobody could ask it.
  t.is(judgeRuntimes({ presence: first }).runtimes[0]?.up, true);
  const second = parsePresence(read('presence-k3s-podman.txt')).value;
  t.deepEqual(rowsOf(judgeRuntimes({ presence: second })), [
    'podman system 4.3.1   ',
    'k3s system 1.29.3+k3s1 true  ',
    'lxd system  false  ',
  ]);
});

test('Podman of a user is one of its own', (t) => {
  const presence = parsePresence(read('presence-k3s-podman.txt')).value;
  const podmanUser = parsePodmanStates(read('podman-states-4.3.txt')).value;
  const rows = rowsOf(judgeRuntimes({ presence, podmanUser }));
  t.true(rows.includes('podman user 4.3.1 true 2 3'));
  t.false(rows.some((row) => row.startsWith('podman system')));
});

test('a host with Docker and Podman', async (t) => {
  const host = await createShimHost({
    docker: { answers: [{ args: 'info --format*', file: 'runtimes/docker-info-27.json' }] },
    podman: {
      answers: [
        { args: 'ps -a --format*', file: 'runtimes/podman-states-4.3.txt' },
        { args: '--version', stdout: 'podman version 4.3.1\n' },
      ],
    },
  });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  const rows = rowsOf(collected[0]!.facts as RuntimesFacts);
  t.true(rows.includes('docker system 27.3.1 true 11 3'));
  t.true(rows.includes('podman system 4.3.1 true 2 3'));
  t.like(collected[0]!.watched, { dockerVersion: '27.3.1', dockerUp: true, podmanVersion: '4.3.1' });
  const running = collected[0]!.samples.find(
    ({ metric, labels }) => metric === 'container_runtime_containers_running' && labels['runtime'] === 'docker',
  );
  t.is(running?.value, 11);
});

test('the clients of LXD and Incus are never run', async (t) => {
  const host = await createShimHost({ lxc: 'exit 0', lxd: 'exit 0', incus: 'exit 0' });
  t.teardown(host.close);
  await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(await host.calls(), []);
});

test('whatever comes, the facts are valid or the error is typed', (t) => {
  const texts = fixtureNames('runtimes').map(fixture);
  const piece = fc.string({ unit: fc.constantFrom('\u001d', '\n', '{', '}', '"', '-', '9', ' ', 'version x', 'e') });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(500), fc.nat(60), piece, (text, at, cut, inserted) => {
      const output = outputOf(text.slice(0, at) + inserted + text.slice(at + cut));
      const attempt = <T>(parse: (given: typeof output) => { value: T }): T | undefined => {
        try {
          return parse(output).value;
        } catch (error) {
          if (!(error instanceof ParseError)) t.fail(String(error));
          return undefined;
        }
      };
      const facts = judgeRuntimes({
        presence: attempt(parsePresence),
        docker: attempt(parseDockerInfo),
        podmanSystem: attempt(parsePodmanStates),
        podmanUser: attempt(parsePodmanStates),
      });
      t.true(runtimesFactsSchema.safeParse(JSON.parse(JSON.stringify(facts))).success);
    }),
    { numRuns: runs(1000) },
  );
});
