import type { DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import { startDockerEngine, type TestEngine } from '../../helpers/docker-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, buildIndex, loadImage } from '../../helpers/oci-images.js';
import { startRegistry } from '../../helpers/oci-registry.js';
import { connectTo, IMAGE } from './engine-case.js';

// A current engine that keeps its images as older ones do: what the API says must not depend on that.
const test = testWithEngine('current');
let host: TestEngine;
let engine: DockerEngine;

test.before(async () => {
  host = await startDockerEngine({ kind: 'current', imageStore: 'graphdriver' });
  engine = connectTo(host);
  await loadImage(host.socketPath, buildImage(), IMAGE);
});

test.after.always(async () => {
  engine?.close();
  await host?.stop();
});

test('a MAC address that the user set is told apart from one that the engine made', async (t) => {
  const body = { Image: IMAGE, HostConfig: { NetworkMode: 'bridge' } };
  const NetworkingConfig = { EndpointsConfig: { bridge: { MacAddress: '02:42:ac:11:00:99' } } };
  const set = await engine.createContainer({ name: 'set', body: { ...body, NetworkingConfig } });
  const made = await engine.createContainer({ name: 'made', body });
  for (const { id } of [set, made]) await engine.startContainer(id);
  const configOf = async (id: string) => readRecord((await engine.inspectContainer(id))['Config']);
  t.is((await configOf(set.id))['MacAddress'], '02:42:ac:11:00:99');
  t.is((await configOf(made.id))['MacAddress'], undefined);
});

test('the id of an image is that of its configuration, out of an index as well', async (t) => {
  const registry = await startRegistry();
  t.teardown(() => registry.stop());
  const images = ['amd64', 's390x'].map((architecture) => buildImage({ architecture, files: { name: 'mac' } }));
  const byDigest = await registry.push('team/app', '1', buildIndex(images));
  const pulled = await engine.pullImage({ reference: `${registry.host}/team/app:1`, platform: 'linux/amd64' });
  t.is(pulled.imageId, images[0]?.config.digest ?? '');
  t.deepEqual(pulled.repoDigests, [byDigest]);
  t.false((await engine.describe()).containerdImageStore);
});
