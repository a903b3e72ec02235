import test, { type ExecutionContext } from 'ava';
import { digestOf } from '../../../src/platform/registries/verify-digest.js';
import { failsWith, openClient, startOddRegistry } from './odd-registry.js';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const AMD64 = { os: 'linux', architecture: 'amd64' };

/** Content by digest and tag; what a test puts in is what the registry gives. */
class Store {
  readonly #items = new Map<string, { body: Buffer; type: string }>();

  put(value: unknown, type: string, name?: string): { digest: string; size: number; mediaType: string } {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    const digest = digestOf(body);
    for (const key of [digest, ...(name === undefined ? [] : [name])]) this.#items.set(key, { body, type });
    return { digest, size: body.length, mediaType: type };
  }

  /** Other bytes under the digest. */
  spoil(digest: string, body: Buffer): void {
    const item = this.#items.get(digest);
    if (item !== undefined) this.#items.set(digest, { ...item, body });
  }

  image(config: Record<string, unknown>, name?: string) {
    const layers = [
      { digest: digestOf(Buffer.from('layer')), size: 1_000, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' },
    ];
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: this.put({ os: 'linux', architecture: 'amd64', ...config }, CONFIG),
      layers,
    };
    return this.put(manifest, MANIFEST, name);
  }

  async serve(t: ExecutionContext) {
    return startOddRegistry(t, (request, response) => {
      const item = this.#items.get((request.url ?? '').split('/').at(-1) ?? '');
      if (item === undefined) return void response.writeHead(404).end();
      const { body, type } = item;
      response.writeHead(200, {
        'content-type': type,
        'content-length': body.length,
        'docker-content-digest': digestOf(body),
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  }
}

const entry = (descriptor: object, os: string, architecture: string, more: object = {}) => ({
  ...descriptor,
  platform: { os, architecture, ...more },
});

test('an index leads to the manifest and the config of the platform', async (t) => {
  const store = new Store();
  const config = {
    Env: ['A=1'],
    Cmd: ['run'],
    Entrypoint: ['/init'],
    Labels: { a: 'b' },
    User: 'app',
    WorkingDir: '/srv',
    Volumes: { '/data': {} },
    ExposedPorts: { '80/tcp': {} },
    StopSignal: 'SIGINT',
  };
  const amd = store.image({ created: '2026-01-02T03:04:05Z', config });
  const arm = store.image({ architecture: 'arm64', variant: 'v8' });
  const attestation = store.put({ schemaVersion: 2, config: store.put({}, CONFIG), layers: [] }, MANIFEST);
  const index = store.put(
    {
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [
        entry(attestation, 'unknown', 'unknown'),
        entry(arm, 'linux', 'arm64', { variant: 'v8' }),
        entry(amd, 'linux', 'amd64'),
      ],
    },
    INDEX,
    '1.0',
  );
  const registry = await store.serve(t);
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app', tag: '1.0' };
  const image = await client.resolvePlatform(target, AMD64);
  t.like(image, { indexDigest: index.digest, manifestDigest: amd.digest, downloadBytes: image.downloadBytes });
  t.deepEqual(image.config, {
    platform: { os: 'linux', architecture: 'amd64', variant: null },
    createdAt: '2026-01-02T03:04:05.000Z',
    env: ['A=1'],
    entrypoint: ['/init'],
    cmd: ['run'],
    labels: { a: 'b' },
    user: 'app',
    workingDirectory: '/srv',
    stopSignal: 'SIGINT',
    volumes: ['/data'],
    exposedPorts: ['80/tcp'],
  });
  t.true(image.downloadBytes > 1_000);
  t.is((await client.resolvePlatform(target, { os: 'linux', architecture: 'aarch64' })).manifestDigest, arm.digest);
  t.is(registry.seen.filter(({ method }) => method === 'HEAD').length, 1);
  t.is(registry.seen.filter(({ method }) => method === 'GET').length, 5, 'index once, two manifests, two configs');
  await client.resolvePlatform(target, AMD64, { fresh: true });
  t.is(registry.seen.length, 7, 'what has a digest is not read again');
});

test('a manifest without an index is its own index', async (t) => {
  const store = new Store();
  const manifest = store.image({}, 'latest');
  const registry = await store.serve(t);
  const image = await openClient(t).resolvePlatform({ registry: registry.host, repository: 'app' }, AMD64);
  t.is(image.indexDigest, manifest.digest);
  t.is(image.manifestDigest, manifest.digest);
});

test('no image for the platform is an error that names those there are', async (t) => {
  const store = new Store();
  const arm = store.image({ architecture: 'arm64' });
  store.put(
    { schemaVersion: 2, manifests: [entry(arm, 'linux', 'arm64'), entry(arm, 'unknown', 'unknown')] },
    LIST,
    'latest',
  );
  const registry = await store.serve(t);
  const target = { registry: registry.host, repository: 'app' };
  const error = await failsWith(t, openClient(t).resolvePlatform(target, AMD64), 'wrong_platform');
  t.regex(error.message, /linux\/amd64, only for linux\/arm64/);
  t.false(error.retryable);
});

test('an image that says it is for another platform than its index says is not taken', async (t) => {
  const store = new Store();
  const lying = store.image({ architecture: 'arm64' });
  store.put({ schemaVersion: 2, mediaType: INDEX, manifests: [entry(lying, 'linux', 'amd64')] }, INDEX, 'latest');
  store.image({ architecture: 's390x' }, 'single');
  const registry = await store.serve(t);
  const client = openClient(t);
  await failsWith(t, client.resolvePlatform({ registry: registry.host, repository: 'app' }, AMD64), 'wrong_platform');
  const single = { registry: registry.host, repository: 'app', tag: 'single' };
  await failsWith(t, client.resolvePlatform(single, AMD64), 'wrong_platform');
});

test('of several levels of one architecture the nearest that runs is taken', async (t) => {
  const store = new Store();
  const levels = ['v5', 'v6', 'v7'].map((variant) => ({
    variant,
    manifest: store.image({ architecture: 'arm', variant }),
  }));
  store.put(
    {
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: levels.map(({ variant, manifest }) => entry(manifest, 'linux', 'arm', { variant })),
    },
    INDEX,
    'latest',
  );
  const registry = await store.serve(t);
  const client = openClient(t);
  const target = { registry: registry.host, repository: 'app' };
  for (const { variant, manifest } of levels) {
    const image = await client.resolvePlatform(target, { os: 'linux', architecture: 'arm', variant });
    t.is(image.manifestDigest, manifest.digest, variant);
  }
});

test('an attestation that hides behind a real platform is not taken for an image', async (t) => {
  const store = new Store();
  const amd = store.image({});
  const attestation = store.put({ schemaVersion: 2, layers: [] }, MANIFEST);
  const note = { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } };
  store.put(
    {
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [{ ...entry(attestation, 'linux', 'amd64'), ...note }, entry(amd, 'linux', 'amd64')],
    },
    INDEX,
    'latest',
  );
  const registry = await store.serve(t);
  const image = await openClient(t).resolvePlatform({ registry: registry.host, repository: 'app' }, AMD64);
  t.is(image.manifestDigest, amd.digest);
});

for (const part of ['index', 'manifest', 'config'] as const) {
  test(`other bytes in place of the ${part} are refused`, async (t) => {
    const store = new Store();
    const config = store.put({ os: 'linux', architecture: 'amd64' }, CONFIG);
    const manifest = store.put({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [] }, MANIFEST);
    const index = store.put(
      { schemaVersion: 2, mediaType: INDEX, manifests: [entry(manifest, 'linux', 'amd64')] },
      INDEX,
    );
    store.spoil(
      { index, manifest, config }[part].digest,
      Buffer.from('{"os":"linux","architecture":"amd64","schemaVersion":2}'),
    );
    const registry = await store.serve(t);
    const target = { registry: registry.host, repository: 'app', digest: index.digest };
    const error = await failsWith(t, openClient(t).resolvePlatform(target, AMD64), 'bad_answer');
    t.regex(error.message, /other bytes/);
  });
}

test('what is no image is refused: charts, schema 1, nonsense, indexes within indexes', async (t) => {
  const store = new Store();
  const chart = store.put({}, 'application/vnd.cncf.helm.config.v1+json');
  const items: readonly unknown[] = [
    { schemaVersion: 2, mediaType: MANIFEST, config: chart, layers: [] },
    { schemaVersion: 1, name: 'app', fsLayers: [] },
    { schemaVersion: 2 },
    [],
    'text',
    { schemaVersion: 2, mediaType: MANIFEST, config: { digest: 'sha256:../../x', size: 1 }, layers: [] },
    {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: store.put({ os: 'linux', architecture: 'amd64' }, CONFIG),
      layers: [{ digest: 'x' }],
    },
    { schemaVersion: 2, mediaType: MANIFEST, config: store.put({ history: [] }, CONFIG), layers: [] },
    { schemaVersion: 2, mediaType: MANIFEST, config: store.put('no json at all', CONFIG), layers: [] },
  ];
  for (const [index, item] of items.entries()) store.put(item, MANIFEST, `t${index}`);
  let nested = store.put({ schemaVersion: 2, mediaType: INDEX, manifests: [] }, INDEX);
  for (let depth = 0; depth < 5; depth += 1) {
    nested = store.put(
      { schemaVersion: 2, mediaType: INDEX, manifests: [nested] },
      INDEX,
      depth === 4 ? 'nested' : undefined,
    );
  }
  const registry = await store.serve(t);
  const client = openClient(t);
  for (const tag of [...items.map((_item, index) => `t${index}`), 'nested']) {
    const asked = client.resolvePlatform({ registry: registry.host, repository: 'app', tag }, AMD64);
    await failsWith(t, asked, 'bad_answer');
  }
});
