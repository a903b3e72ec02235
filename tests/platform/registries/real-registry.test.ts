import test, { type ExecutionContext } from 'ava';
import type { RegistryAccess } from '../../../src/platform/registries/registry-access.js';
import { buildImage, buildIndex, digestOf, type OciImage, type OciIndex } from '../../helpers/oci-images.js';
import { startRegistry, type RegistryOptions, type TestRegistry } from '../../helpers/oci-registry.js';
import { failsWith, openClient } from './odd-registry.js';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const LOGIN = { username: 'puller', password: 'correct-horse-battery' };

async function open(t: ExecutionContext, options: RegistryOptions = {}): Promise<TestRegistry> {
  const registry = await startRegistry(options);
  t.teardown(() => registry.stop());
  return registry;
}

const insecure =
  (more: Partial<RegistryAccess> = {}) =>
  async (host: string): Promise<RegistryAccess> => ({ host, insecure: true, ...more });

const small = (text: string, architecture = 'amd64', format: 'docker' | 'oci' = 'oci'): OciImage =>
  buildImage({ base: 'none', files: { 'text.txt': text }, architecture, format });

/** An index with an attestation beside the images, as build tools push it. */
function withAttestation(images: readonly OciImage[], note: string): OciIndex {
  const { index } = buildIndex(images);
  const attestation = small(note, 'unknown');
  const json = JSON.parse(index.content.toString('utf8')) as { manifests: object[] };
  const { digest, content, mediaType } = attestation.manifest;
  json.manifests.push({
    mediaType,
    digest,
    size: content.length,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  });
  const bytes = Buffer.from(JSON.stringify(json));
  return {
    index: { mediaType: index.mediaType, digest: digestOf(bytes), content: bytes },
    images: [...images, attestation],
  };
}

for (const format of ['docker', 'oci'] as const) {
  test(`indexes and manifests of the ${format} kind have the digest that the registry knows`, async (t) => {
    const registry = await open(t);
    const images = [small('one', 'amd64', format), small('two', 'arm64', format)];
    const index = buildIndex(images, format);
    await registry.push('team/app', '1.0', index);
    await registry.push('team/single', '1.0', images[0]!);
    const client = openClient(t);
    const head = await client.head({ registry: registry.host, repository: 'team/app', tag: '1.0' });
    t.like(head, { digest: index.index.digest, mediaType: index.index.mediaType, method: 'HEAD' });
    t.is(head.sizeBytes, index.index.content.length);
    const single = await client.head({ registry: registry.host, repository: 'team/single', tag: '1.0' });
    t.is(single.digest, images[0]!.manifest.digest);
    const image = await client.resolvePlatform(
      { registry: registry.host, repository: 'team/app', tag: '1.0' },
      { os: 'linux', architecture: 'arm64' },
    );
    t.is(image.manifestDigest, images[1]!.manifest.digest);
    t.is(image.configDigest, images[1]!.config.digest);
    t.deepEqual(image.config.cmd, ['sleep', '100000']);
    t.is(registry.count('GET', /\/tags\//), 0);
  });
}

test('another attestation alone gives another index and the same image', async (t) => {
  const registry = await open(t);
  const images = [small('app'), small('app', 'arm64')];
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app', tag: '1' };
  await registry.push('app', '1', withAttestation(images, 'first'));
  const first = await client.resolvePlatform(target, AMD64);
  await registry.push('app', '1', withAttestation(images, 'second'));
  const second = await client.resolvePlatform(target, AMD64, { fresh: true });
  t.not(second.indexDigest, first.indexDigest);
  t.is(second.configDigest, first.configDigest);
  t.is(second.manifestDigest, first.manifestDigest);
});

test('a platform that the index lost is an error before anything is pulled', async (t) => {
  const registry = await open(t);
  await registry.push('app', '1', buildIndex([small('app', 'arm64')]));
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app', tag: '1' };
  await failsWith(t, client.resolvePlatform(target, AMD64), 'wrong_platform');
});

test('tags are listed, also none and of a repository that is not there', async (t) => {
  const registry = await open(t);
  const image = small('app');
  const tags = ['1.0', '1.1', 'latest', '2.0-rc1'];
  for (const tag of tags) await registry.push('team/app', tag, image);
  const client = openClient(t);
  const list = await client.listTags({ registry: registry.host, repository: 'team/app' });
  t.deepEqual(list.tags.toSorted(), tags.toSorted());
  await failsWith(t, client.listTags({ registry: registry.host, repository: 'team/other' }), 'not_found');
  await failsWith(t, client.head({ registry: registry.host, repository: 'team/app', tag: '9' }), 'not_found');
});

test('a registry with a login gives to who has it, one HEAD for each reference', async (t) => {
  const registry = await open(t, { basicAuth: LOGIN });
  const image = small('app');
  for (const name of ['a', 'b']) await registry.push(name, '1', image);
  const client = openClient(t, { accessFor: insecure({ credential: LOGIN }) });
  for (const repository of ['a', 'b']) {
    const { digest } = await client.head({ registry: registry.host, repository, tag: '1' });
    t.is(digest, image.manifest.digest);
  }
  t.deepEqual(
    registry.requests.map(({ method, authorization }) => `${method} ${authorization}`),
    ['HEAD basic', 'HEAD basic'],
  );
  const nobody = openClient(t, { accessFor: insecure() });
  await failsWith(t, nobody.head({ registry: registry.host, repository: 'a', tag: '1' }), 'unauthorized');
  const wrong = openClient(t, { accessFor: insecure({ credential: { ...LOGIN, password: 'wrong-staple' } }) });
  await failsWith(t, wrong.head({ registry: registry.host, repository: 'a', tag: '1' }), 'unauthorized');
});

test('a registry with a token service gives to who has a token', async (t) => {
  const registry = await open(t, { tokenAuth: { login: LOGIN } });
  const image = small('app');
  await registry.push('team/app', '1', image);
  const target = { registry: registry.host, repository: 'team/app', tag: '1' };
  const client = openClient(t, { accessFor: insecure({ credential: LOGIN }) });
  t.is((await client.head(target)).digest, image.manifest.digest);
  t.is((await client.resolvePlatform(target, AMD64)).configDigest, image.config.digest);
  t.is(registry.count('GET', /^\/token/), 1, 'one token for all of it');
  t.deepEqual((await client.listTags(target)).tags, ['1']);
  const wrong = openClient(t, { accessFor: insecure({ credential: { ...LOGIN, password: 'wrong-staple' } }) });
  await failsWith(t, wrong.head(target), 'unauthorized');
});

test('a registry that says 429 for a while is waited for; one that goes away is unreachable until it is back', async (t) => {
  const registry = await open(t);
  const image = small('app');
  await registry.push('app', '1', image);
  const client = openClient(t, { failureLifetimeMs: 0 });
  const target = { registry: registry.host, repository: 'app', tag: '1' };
  registry.addRule({ path: /manifests/, times: 2, answer: { status: 429, headers: { 'retry-after': '0.0004' } } });
  t.is((await client.head(target)).digest, image.manifest.digest);
  t.is(registry.count('HEAD'), 3);
  await registry.goAway();
  await failsWith(t, client.head(target, { fresh: true }), 'unreachable');
  await registry.comeBack();
  t.is((await client.head(target, { fresh: true })).digest, image.manifest.digest);
});

test('a config that breaks off on the way is no config', async (t) => {
  const registry = await open(t);
  await registry.push('app', '1', small('app'));
  registry.addRule({ method: 'GET', path: /blobs/, cutAfterBytes: 40 });
  const asked = openClient(t).resolvePlatform({ registry: registry.host, repository: 'app', tag: '1' }, AMD64);
  await failsWith(t, asked, 'unreachable');
});

test('five hundred containers of a hundred references are a hundred HEADs and nothing else', async (t) => {
  const registry = await open(t);
  const image = small('app');
  const repositories = Array.from({ length: 100 }, (_value, index) => `team/app${index}`);
  for (const repository of repositories) await registry.push(repository, '1', image);
  const client = openClient(t, { requestsPerSecond: 500 });
  const targets = Array.from({ length: 500 }, (_value, index) => ({
    registry: registry.host,
    repository: repositories[index % 100]!,
    tag: '1',
  }));
  const heads = await Promise.all(targets.map((target) => client.head(target)));
  t.true(heads.every(({ digest }) => digest === image.manifest.digest));
  t.is(registry.count('HEAD'), 100);
  t.is(registry.requests.length, 100);
});
