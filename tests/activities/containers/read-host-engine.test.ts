import type { ExecutionContext } from 'ava';
import { checkContainer } from '../../../src/activities/containers/check-container.js';
import { readHost } from '../../../src/activities/containers/read-host.js';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { createRegistryClient } from '../../../src/platform/registries/registry-client.js';
import { startDockerEngine, type EngineKind } from '../../helpers/docker-engine.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, buildIndex, loadImage } from '../../helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../helpers/oci-registry.js';

const RULES = { strategy: 'digest', constraint: null, includePrereleases: false, followTag: false } as const;
const indexOf = (version: string, foreign = version) =>
  buildIndex([
    buildImage({ files: { version } }),
    buildImage({ base: 'none', files: { version: foreign }, architecture: 'arm64' }),
  ]);

interface Scene {
  readonly engine: DockerEngine;
  readonly registry: TestRegistry;
  readonly socketPath: string;
}

async function openScene(t: ExecutionContext, kind: EngineKind): Promise<Scene> {
  t.timeout(300_000);
  const docker = await startDockerEngine({ kind });
  t.teardown(() => docker.stop());
  const registry = await startRegistry();
  t.teardown(() => registry.stop());
  const engine = connectDockerEngine({ open: () => EngineProcess.connect(docker.socketPath), where: 'the test' });
  t.teardown(() => engine.close());
  return { engine, registry, socketPath: docker.socketPath };
}

async function run(engine: DockerEngine, name: string, reference: string): Promise<string> {
  const { id } = await engine.createContainer({
    name,
    body: { Image: reference, HostConfig: { Binds: ['data:/data'] } },
  });
  await engine.startContainer(id);
  return id;
}

for (const kind of ['debian', 'current', 'podman'] as const) {
  testWithEngine(kind).serial(`${kind}: a host is read, and its containers are checked by what it says`, async (t) => {
    const { engine, registry, socketPath } = await openScene(t, kind);
    await registry.push('shop/web', '1', indexOf('one'));
    const reference = `${registry.host}/shop/web:1`;
    await engine.pullImage({ reference });
    await loadImage(socketPath, buildImage({ files: { version: 'local' } }), 'localhost/made-here:1');
    const webId = await run(engine, 'web', reference);
    await run(engine, 'local', 'localhost/made-here:1');
    const reading = await readHost(engine, new Map());
    const web = reading.containers.find(({ name }) => name === 'web');
    t.like(web, {
      runtimeId: webId,
      imageReference: reference,
      state: 'running',
      health: 'none',
    });
    // Podman lists the digest of the manifest as well, and does not say which of them was asked for.
    const { index, images } = indexOf('one');
    t.is(web?.imageDigest, kind === 'podman' ? images[0]?.manifest.digest : index.digest);
    t.deepEqual(
      web?.facts.mounts.map(({ type, source }) => [type, source]),
      [['volume', 'data']],
    );
    const image = reading.resources.find(({ kind: what, key }) => what === 'image' && key === web?.imageId);
    t.like(image?.facts, { containers: ['web'], platform: { os: 'linux', architecture: 'amd64' } });
    t.true(reading.resources.some(({ kind: what, key }) => what === 'volume' && key === 'data'));
    t.true(reading.resources.some(({ kind: what }) => what === 'network'));

    const registries = createRegistryClient();
    t.teardown(() => registries.close());
    const description = await engine.describe();
    const check = async (name: string) => {
      const inspect = await engine.inspectContainer(name);
      return checkContainer(registries, {
        engine,
        description,
        inspect,
        rules: RULES,
        rejectedDigests: [],
        fresh: true,
      });
    };
    t.is((await check('web')).proposal.status, 'current');
    // Only the other platform’s image is another one.
    await registry.push('shop/web', '1', indexOf('one', 'two'));
    t.is((await check('web')).proposal.status, 'current');
    await registry.push('shop/web', '1', indexOf('two'));
    const found = await check('web');
    t.deepEqual(found.candidate, { reference, digest: indexOf('two').index.digest, kind: 'digest' });
    t.is(found.resolved?.configDigest, indexOf('two').images[0]?.config.digest);
    t.is((await check('local')).proposal.status, 'unknown');
  });
}
