import { readRecord } from '../../../src/platform/engines/engine-json.js';
import type { TestEngine } from '../../helpers/docker-engine.js';
import { postToEngine } from '../../helpers/post-to-engine.js';
import { failsWith, IMAGE, runContainer, type EngineBehaviour } from './engine-case.js';

const ask = (...argv: readonly string[]) => ({ argv, timeoutMs: 20_000, maxOutputBytes: 100_000 });

/** Networks are made by people and by compose, so the interface under test cannot. */
async function createNetwork(host: TestEngine, name: string): Promise<void> {
  await postToEngine(host, '/networks/create', { Name: name });
}

/** Networks, volumes, and the engine itself. */
export const SURROUNDINGS_BEHAVIOURS: Readonly<Record<string, EngineBehaviour>> = {
  'the engine says what it is': async ({ t, engine, host }) => {
    const description = await engine.describe();
    t.is(description.version, host.version);
    t.is(description.apiVersion, { debian: '1.41', current: '1.56', podman: '1.41' }[host.kind]);
    t.is(description.runtime, host.kind === 'podman' ? 'podman' : 'docker');
    t.is(description.os, 'linux');
    t.true(['amd64', 'arm64'].includes(description.architecture));
    t.is(description.rootDirectory, host.dataRoot);
    t.truthy(description.storageDriver);
    t.true(description.cgroupVersion === 1 || description.cgroupVersion === 2);
    t.is(description.containerdImageStore, host.kind === 'current');
    t.false(description.rootless);
    t.false(description.liveRestore);
  },
  'volumes are made with labels, listed, and removed unless they are in use': async ({ t, engine, name }) => {
    const labels = { owner: name };
    await engine.createVolume({ name, labels });
    await engine.createVolume({ name, labels });
    t.deepEqual(readRecord((await engine.inspectVolume(name))['Labels']), labels);
    t.true((await engine.listVolumes()).some((volume) => volume['Name'] === name));
    const body = { Image: IMAGE, HostConfig: { Binds: [`${name}:/data`] } };
    const { id } = await engine.createContainer({ name, body });
    await failsWith(t, engine.removeVolume(name), 'conflict');
    await engine.removeContainer(id, { removeAnonymousVolumes: true });
    await engine.removeVolume(name);
    await failsWith(t, engine.removeVolume(name), 'not_found');
    await failsWith(t, engine.inspectVolume(name), 'not_found');
  },
  'a container is connected to a network with an alias and disconnected, twice if need be': async (at) => {
    const { t, engine, host, name } = at;
    await createNetwork(host, name);
    t.true((await engine.listNetworks()).some((network) => network['Name'] === name));
    t.is((await engine.inspectNetwork(name))['Name'], name);
    const id = await runContainer(at);
    await engine.connectNetwork(name, { container: id, endpoint: { Aliases: [`${name}-alias`] } });
    const networks = async (): Promise<readonly string[]> =>
      Object.keys(readRecord(readRecord((await engine.inspectContainer(id))['NetworkSettings'])['Networks']));
    t.true((await networks()).includes(name));
    await failsWith(t, engine.connectNetwork(name, { container: id }), 'conflict');
    await engine.disconnectNetwork(name, { container: id });
    t.false((await networks()).includes(name));
    await engine.disconnectNetwork(name, { container: id });
    await failsWith(t, engine.disconnectNetwork('no-such', { container: id }), 'not_found');
    await failsWith(t, engine.disconnectNetwork(name, { container: 'no-such' }), 'not_found');
    await failsWith(t, engine.connectNetwork('no-such', { container: id }), 'not_found');
  },
  'containers of a network find each other by name and by alias': async ({ t, engine, host, name }) => {
    await createNetwork(host, name);
    const HostConfig = { NetworkMode: name };
    const NetworkingConfig = { EndpointsConfig: { [name]: { Aliases: [`${name}-alias`] } } };
    await runContainer({ engine, name: `${name}-a` }, { HostConfig, NetworkingConfig });
    const id = await runContainer({ engine, name: `${name}-b` }, { HostConfig });
    for (const wanted of [`${name}-a`, `${name}-alias`]) {
      const { stdout } = await engine.exec(id, ask('sh', '-c', `nslookup ${wanted} 2>&1; true`));
      t.regex(stdout, /Name:.*\n.*Address.*: 10\./, wanted);
    }
  },
  'a port that a container publishes answers on this machine': async (at) => {
    const { t, engine, host } = at;
    const id = await runContainer(at, {
      Cmd: ['sh', '-c', 'echo served > /www/index.html; exec httpd -f -p 80 -h /www'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    });
    const settings = readRecord((await engine.inspectContainer(id))['NetworkSettings']);
    const bindings = readRecord(settings['Ports'])['80/tcp'] as readonly { readonly HostPort: string }[];
    const port = Number(bindings[0]?.HostPort);
    let text = '';
    for (let attempt = 0; attempt < 50 && text === ''; attempt += 1) {
      const signal = AbortSignal.timeout(1_000);
      text = await fetch(`http://127.0.0.1:${port}/`, { signal }).then(
        (answer) => answer.text(),
        () => '',
      );
      if (text === '') await new Promise((resolve) => setTimeout(resolve, 100));
    }
    t.is(text, 'served\n', host.kind);
  },
  'the engine counts what takes room on its disk': async ({ t, engine }) => {
    const usage = await engine.diskUsage();
    t.true(Array.isArray(usage['Images']) || 'ImageUsage' in usage);
  },
};
