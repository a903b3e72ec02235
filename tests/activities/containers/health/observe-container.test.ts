import { findProbeFaults, observeContainer } from '../../../../src/activities/containers/health/observe-container.js';
import { judgeHealth } from '../../../../src/domain/containers/health/judge-health.js';
import type { HealthObservation } from '../../../../src/domain/containers/health/observation.js';
import { HealthProbe } from '../../../../src/domain/containers/policy.js';
import type { DockerEngine } from '../../../../src/platform/engines/docker-engine.js';
import { connectDockerEngine } from '../../../../src/platform/engines/docker-engine.js';
import { LocalTransport } from '../../../../src/platform/local/local-transport.js';
import { startDockerEngine, type EngineKind, type TestEngine } from '../../../helpers/docker-engine.js';
import { testWithEngine } from '../../../helpers/docker-engine-test.js';
import { buildImage, loadImage } from '../../../helpers/oci-images.js';
import { waitUntil } from '../../../helpers/wait-until.js';

const IMAGE = 'test.local/base:1';
const IDLE = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'];
/** Busybox serves a directory on port 8080. */
const WEB = ['httpd', '-f', '-p', '8080', '-h', '/etc'];
const SECOND_NS = 1_000_000_000;
const transport = new LocalTransport();

for (const kind of ['debian', 'current', 'podman'] as const) testObserving(kind);

function testObserving(kind: EngineKind): void {
  const test = testWithEngine(kind);
  let host: TestEngine;
  let engine: DockerEngine;
  let count = 0;

  const run = async (body: Record<string, unknown>): Promise<string> => {
    count += 1;
    const { id } = await engine.createContainer({
      name: `seen-${count}`,
      body: { Image: IMAGE, Cmd: IDLE, HostConfig: {}, ...body },
    });
    await engine.startContainer(id);
    return id;
  };
  const observe = (containerId: string, ...probes: unknown[]): Promise<HealthObservation> =>
    observeContainer({ engine, transport, containerId, probes: probes.map((probe) => HealthProbe.parse(probe)) });
  /** Servers take a moment to listen. */
  const passes = async (id: string, probe: unknown): Promise<void> => {
    let last: unknown;
    const ask = async (): Promise<boolean> => {
      const look = await observe(id, probe);
      last = look;
      return look.probes[0]?.passed === true;
    };
    await waitUntil(ask, 40_000).catch((error: unknown) => {
      throw new Error(JSON.stringify(last), { cause: error });
    });
  };
  const until = async (id: string, isSo: (look: HealthObservation) => boolean): Promise<HealthObservation> => {
    let look = await observe(id);
    await waitUntil(async () => isSo((look = await observe(id))), 120_000);
    return look;
  };

  test.before(async () => {
    host = await startDockerEngine({ kind });
    const where = 'the test host';
    engine = connectDockerEngine({ open: () => transport.open({ socketPath: host.socketPath }), where });
    await loadImage(host.socketPath, buildImage(), IMAGE);
  });
  test.after.always(async () => {
    engine?.close();
    await host?.stop();
  });

  test(`${kind}: a running container without a health check`, async (t) => {
    const id = await run({});
    const look = await observe(id);
    t.like(look, { problem: null, container: { state: 'running', health: 'none', restartCount: 0, exitCode: null } });
    t.true(Date.parse(look.container?.startedAt ?? '') > 1e12);
    await engine.pauseContainer(id);
    t.is((await observe(id)).container?.state, 'paused');
    await engine.unpauseContainer(id);
    await engine.stopContainer(id, { timeoutSeconds: 5 });
    t.like((await observe(id)).container, { state: 'exited', exitCode: 0 });
  });

  test(`${kind}: a created container, and one that is not there`, async (t) => {
    const { id } = await engine.createContainer({ name: 'made', body: { Image: IMAGE, Cmd: IDLE, HostConfig: {} } });
    t.like((await observe(id)).container, { state: 'created', startedAt: null, exitCode: null });
    t.like(await observe('no-such'), { container: null, problem: null });
  });

  test(`${kind}: an exit and a crash loop are seen, and judged at once`, async (t) => {
    const ended = await until(
      await run({ Cmd: ['sh', '-c', 'exit 7'] }),
      ({ container }) => container?.state === 'exited',
    );
    t.like(judge(ended), { verdict: 'failed', code: 'exited' });
    const HostConfig = { RestartPolicy: { Name: 'always' } };
    const looping = await until(
      await run({ Cmd: ['sh', '-c', 'exit 7'], HostConfig }),
      ({ container }) => (container?.restartCount ?? 0) > 0,
    );
    t.like(judge(looping), { verdict: 'failed', code: 'restarted' });
  });

  if (kind !== 'podman') {
    // Podman’s checks are run by systemd’s timers, which there are none of here.
    test(`${kind}: a health check starts, becomes healthy, or says why not`, async (t) => {
      const check = (script: string) => ({
        Healthcheck: { Test: ['CMD-SHELL', script], Interval: SECOND_NS, Timeout: SECOND_NS, Retries: 1 },
      });
      const good = await run(check('exit 0'));
      t.is((await until(good, ({ container }) => container?.health !== 'starting')).container?.health, 'healthy');
      const bad = await until(
        await run(check('echo no database; exit 1')),
        ({ container }) => container?.health === 'unhealthy',
      );
      t.is(bad.container?.healthOutput, 'no database');
      t.like(judge(bad), { verdict: 'failed', code: 'unhealthy' });
    });
  }

  test(`${kind}: probes reach a published port, the container’s own address, and its inside`, async (t) => {
    const published = {
      ExposedPorts: { '8080/tcp': {} },
      HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    };
    for (const id of [await run({ Cmd: WEB, ...published }), await run({ Cmd: WEB })]) {
      const http = { type: 'http', port: 8080, path: '/passwd', expectBody: 'root' };
      const probes = [http, { type: 'tcp', port: 8080 }, { type: 'exec', argv: ['test', '-e', '/etc/passwd'] }];
      await passes(id, http);
      t.deepEqual(
        (await observe(id, ...probes)).probes.map(({ passed }) => passed),
        [true, true, true],
      );
      const failing = await observe(
        id,
        { ...http, path: '/none' },
        { type: 'tcp', port: 8081 },
        { type: 'exec', argv: ['false'] },
      );
      t.deepEqual(
        failing.probes.map(({ passed }) => passed),
        [false, false, false],
      );
      t.regex(failing.probes[0]?.detail ?? '', /http 404/);
    }
  });

  test(`${kind}: a published port that nobody serves inside does not pass`, async (t) => {
    const id = await run({
      ExposedPorts: { '8080/tcp': {} },
      HostConfig: { PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    });
    const look = await observe(id, { type: 'tcp', port: 8080 }, { type: 'http', port: 8080 });
    t.deepEqual(
      look.probes.map(({ passed }) => passed),
      [false, false],
    );
  });

  test(`${kind}: who shares a network is asked at the address of its owner`, async (t) => {
    const owner = await run({});
    const id = await run({ Cmd: WEB, HostConfig: { NetworkMode: `container:${owner}` } });
    const probe = { type: 'tcp', port: 8080 };
    await t.notThrowsAsync(passes(id, probe));
  });

  test(`${kind}: what no probe can reach is known before the update`, async (t) => {
    const id = await run({ HostConfig: { NetworkMode: 'none' } });
    const probes = [
      { type: 'exec', argv: ['true'] },
      { type: 'tcp', port: 80 },
    ].map((probe) => HealthProbe.parse(probe));
    const inspect = await engine.inspectContainer(id);
    t.like(await findProbeFaults(engine, inspect, probes), [{ index: 1 }] as never);
    t.regex((await findProbeFaults(engine, inspect, probes))[0]?.message ?? '', /no network/);
    const { id: stopped } = await engine.createContainer({
      name: 'asleep',
      body: { Image: IMAGE, Cmd: IDLE, HostConfig: {} },
    });
    t.deepEqual(await findProbeFaults(engine, await engine.inspectContainer(stopped), probes), []);
  });

  test.serial(`${kind}: an engine that does not answer is a look that saw nothing`, async (t) => {
    const gone = connectDockerEngine({
      open: () => transport.open({ socketPath: `${host.socketPath}.none` }),
      where: 'nowhere',
    });
    const look = await observeContainer({ engine: gone, transport, containerId: 'x', probes: [] });
    gone.close();
    t.is(look.container, null);
    t.truthy(look.problem);
    t.like(judge(look), { verdict: 'waiting' });
  });
}

function judge(look: HealthObservation): ReturnType<typeof judgeHealth> {
  return judgeHealth({
    rules: { stabilitySeconds: 60, timeoutSeconds: 300, probes: [] },
    before: null,
    observations: [look],
    startedAt: look.at,
    now: look.at,
    expects: 'running',
  });
}
