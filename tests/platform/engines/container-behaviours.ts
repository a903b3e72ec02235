import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineError } from '../../../src/platform/engines/engine-error.js';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import { failsWith, IMAGE, runContainer, type EngineBehaviour } from './engine-case.js';

/** The life of a container, from nothing to nothing. */
export const CONTAINER_BEHAVIOURS: Readonly<Record<string, EngineBehaviour>> = {
  'a container is created, listed by label, inspected by name and by id': async ({ t, engine, name }) => {
    const labels = { owner: name, 'with space': 'a b' };
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, Labels: labels, HostConfig: {} } });
    const [found, ...others] = await engine.listContainers({ labels: [`owner=${name}`] });
    t.deepEqual(others, []);
    t.is(found?.id, id);
    t.is(found?.name, name);
    t.is(found?.state, 'created');
    t.is(found?.labels['with space'], 'a b');
    t.true((found?.createdAt ?? 0) > 1_600_000_000);
    t.is((await engine.inspectContainer(name))['Id'], id);
    t.is((await engine.inspectContainer(id))['Id'], id);
    t.is<unknown, unknown>(found?.imageId, (await engine.inspectContainer(id))['Image']);
    t.deepEqual(await engine.listContainers({ all: false, labels: [`owner=${name}`] }), []);
  },
  'what does not exist is not_found': async ({ t, engine }) => {
    await failsWith(t, engine.inspectContainer('no-such'), 'not_found');
    await failsWith(t, engine.startContainer('no-such'), 'not_found');
    await failsWith(t, engine.stopContainer('no-such', { timeoutSeconds: 1 }), 'not_found');
    await failsWith(t, engine.renameContainer('no-such', 'other'), 'not_found');
    await failsWith(t, engine.readLogs('no-such', { tail: 1, maxBytes: 1 }), 'not_found');
    const error = await failsWith(t, engine.inspectContainer('no-such'), 'not_found');
    t.is(error.status, 404);
    t.false(error.retryable);
    t.regex(error.message, /inspecting container no-such on the test host: /);
  },
  'a container of an image that is not there is not_found': async ({ t, engine, name }) => {
    const body = { Image: 'test.local/none:1', HostConfig: {} };
    await failsWith(t, engine.createContainer({ name, body }), 'not_found');
  },
  'a container for another platform than its image is refused': async ({ t, engine, name }) => {
    const request = { name, platform: 'linux/arm64', body: { Image: IMAGE, HostConfig: {} } };
    await failsWith(t, engine.createContainer(request), 'wrong_platform');
    t.deepEqual(
      (await engine.listContainers()).filter((one) => one.name === name),
      [],
    );
    await t.notThrowsAsync(engine.createContainer({ ...request, platform: 'linux/amd64' }));
  },
  'a name that is taken is a conflict, also for a rename': async ({ t, engine, name }) => {
    const body = { Image: IMAGE, HostConfig: {} };
    await engine.createContainer({ name, body });
    const error = await failsWith(t, engine.createContainer({ name, body }), 'conflict');
    t.false(error.mayHaveRun);
    const { id } = await engine.createContainer({ name: `${name}-b`, body });
    await failsWith(t, engine.renameContainer(id, name), 'conflict');
    await engine.renameContainer(id, `${name}-c`);
    t.is((await engine.inspectContainer(`${name}-c`))['Id'], id);
  },
  'a name that no container can have is a bad_request': async ({ t, engine, name }) => {
    const body = { Image: IMAGE, HostConfig: {} };
    await failsWith(t, engine.createContainer({ name: `${name}/slash`, body }), 'bad_request');
    await failsWith(t, engine.inspectContainer('..'), 'bad_request');
    await failsWith(t, engine.inspectContainer(''), 'bad_request');
    await failsWith(t, engine.inspectContainer('a/../../images/json'), 'bad_request');
    await failsWith(t, engine.inspectImage('a/../../containers/json'), 'bad_request');
  },
  'starting, stopping and removing are fine when they are done already': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    await engine.startContainer(id);
    t.is(readRecord((await engine.inspectContainer(id))['State'])['Running'], true);
    await engine.stopContainer(id);
    await engine.stopContainer(id, { timeoutSeconds: 1 });
    t.is(readRecord((await engine.inspectContainer(id))['State'])['Running'], false);
    await engine.removeContainer(id);
    await engine.removeContainer(id);
    await failsWith(t, engine.inspectContainer(id), 'not_found');
  },
  'a container that ignores SIGTERM is killed after the time that was given': async (at) => {
    const { t, engine } = at;
    // Its own patience is long, so that the one that was asked for can be told from it on a busy machine.
    const Cmd = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
    const id = await runContainer(at, { Cmd, StopTimeout: 300 });
    const begun = performance.now();
    await engine.stopContainer(id, { timeoutSeconds: 1 });
    const seconds = (performance.now() - begun) / 1_000;
    t.true(seconds >= 0.9 && seconds < 120, `${seconds} s`);
    t.is(await engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 }), 137);
  },
  'a running container is only removed by force': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    await failsWith(t, engine.removeContainer(id), 'conflict');
    await engine.removeContainer(id, { force: true });
    await failsWith(t, engine.inspectContainer(id), 'not_found');
  },
  'a container is paused, unpaused and killed; each twice is a failure that says so': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    await engine.pauseContainer(id);
    t.is(readRecord((await engine.inspectContainer(id))['State'])['Paused'], true);
    await failsWith(t, engine.pauseContainer(id), 'conflict');
    await engine.unpauseContainer(id);
    t.is(readRecord((await engine.inspectContainer(id))['State'])['Paused'], false);
    await engine.killContainer(id, 'KILL');
    t.is(await engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 }), 137);
    await failsWith(t, engine.killContainer(id, 'KILL'), 'conflict');
  },
  'the restart policy of a running container is changed, where the engine can': async (at) => {
    const { t, engine, host } = at;
    const id = await runContainer(at, { HostConfig: { RestartPolicy: { Name: 'always' } } });
    const policyOf = async (): Promise<unknown> =>
      readRecord(readRecord((await engine.inspectContainer(id))['HostConfig'])['RestartPolicy']);
    const never = { name: 'no', maximumRetryCount: 0 };
    if (host.kind === 'podman') {
      const error = await failsWith(t, engine.updateRestartPolicy(id, never), 'bad_request');
      t.regex(error.message, /this Podman cannot; it takes Podman 5/);
      await t.notThrowsAsync(engine.updateRestartPolicy(id, { name: 'always', maximumRetryCount: 0 }));
    } else {
      await engine.updateRestartPolicy(id, never);
      t.deepEqual(await policyOf(), { Name: 'no', MaximumRetryCount: 0 });
      await engine.updateRestartPolicy(id, { name: 'on-failure', maximumRetryCount: 4 });
      t.deepEqual(await policyOf(), { Name: 'on-failure', MaximumRetryCount: 4 });
      t.is(readRecord((await engine.inspectContainer(id))['State'])['Running'], true);
    }
    await failsWith(t, engine.updateRestartPolicy('no-such', never), 'not_found');
  },
  'waiting gives the exit code, when it comes to it': async ({ t, engine, name }) => {
    const body = { Image: IMAGE, Cmd: ['sh', '-c', 'sleep 1; exit 42'], HostConfig: {} };
    const { id } = await engine.createContainer({ name, body });
    await engine.startContainer(id);
    t.is(await engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 }), 42);
  },
  'waiting for the removal of a container that removes itself gives its exit code': async (at) => {
    const { t, engine, name, host } = at;
    const Cmd = ['sh', '-c', 'trap "exit 3" TERM; while :; do sleep 1 & wait $!; done'];
    const id = await runContainer({ engine, name }, { Cmd, HostConfig: { AutoRemove: true } });
    const waiting = engine.waitContainer(id, { until: 'removed', timeoutMs: 90_000 });
    const settled = waiting.catch((error: unknown) => (error as EngineError).code);
    // It ends when somebody waits, however long that takes on a busy machine.
    await sleep(500);
    await engine.killContainer(id, 'TERM');
    const outcome = await settled;
    // Podman may have forgotten it by then, and says so.
    t.true(outcome === 3 || (host.kind === 'podman' && outcome === 'not_found'), String(outcome));
    await failsWith(t, engine.inspectContainer(id), 'not_found');
    await failsWith(t, engine.waitContainer(id, { until: 'removed', timeoutMs: 90_000 }), 'not_found');
  },
  'waiting too long is a timeout that changed nothing': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    const error = await failsWith(t, engine.waitContainer(id, { until: 'not_running', timeoutMs: 300 }), 'timeout');
    t.false(error.mayHaveRun);
    t.true(error.retryable);
    t.is(readRecord((await engine.inspectContainer(id))['State'])['Running'], true);
  },
  'volumes without a name go with their container only when that is asked for': async ({ t, engine, name }) => {
    const body = { Image: IMAGE, Volumes: { '/data': {} }, HostConfig: { Binds: [`${name}-kept:/kept`] } };
    const volumeOf = async (id: string): Promise<string> => {
      const mounts = (await engine.inspectContainer(id))['Mounts'] as readonly Record<string, string>[];
      return mounts.find((mount) => mount['Destination'] === '/data')?.['Name'] ?? '';
    };
    const kept = (await engine.createContainer({ name: `${name}-a`, body })).id;
    const keptVolume = await volumeOf(kept);
    await engine.removeContainer(kept);
    t.is((await engine.inspectVolume(keptVolume))['Name'], keptVolume);
    await engine.removeVolume(keptVolume);
    const gone = (await engine.createContainer({ name: `${name}-b`, body })).id;
    const goneVolume = await volumeOf(gone);
    await engine.removeContainer(gone, { removeAnonymousVolumes: true, force: true });
    await failsWith(t, engine.inspectVolume(goneVolume), 'not_found');
    t.is((await engine.inspectVolume(`${name}-kept`))['Name'], `${name}-kept`);
  },
  'settings that exclude each other are refused by the engine before anything exists': async ({
    t,
    engine,
    name,
    host,
  }) => {
    const HostConfig = { AutoRemove: true, RestartPolicy: { Name: 'always' } };
    const creating = engine.createContainer({ name, body: { Image: IMAGE, HostConfig } });
    // Podman answers 500 and gives no code for it.
    await failsWith(t, creating, host.kind === 'podman' ? 'engine_failed' : 'bad_request');
    t.false((await engine.listContainers()).some((one) => one.name === name));
  },
};
