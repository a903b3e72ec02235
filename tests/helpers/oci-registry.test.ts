import test, { type ExecutionContext } from 'ava';
import { testWithRegistry } from './docker-engine-test.js';
import { buildImage, buildIndex } from './oci-images.js';
import { startRegistry, type RegistryOptions, type TestRegistry } from './oci-registry.js';

const LOGIN = { username: 'someone', password: 'pässword' };
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
const ACCEPT = 'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json';

async function start(t: ExecutionContext, options: RegistryOptions = {}): Promise<TestRegistry> {
  const registry = await startRegistry(options);
  t.teardown(() => registry.stop());
  return registry;
}

const head = (registry: TestRegistry, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${registry.url}/v2/${path}`, { method: 'HEAD', headers: { Accept: ACCEPT, ...headers } });

const registryTest = testWithRegistry();

registryTest('what is pushed is there under its digest, and only what others ask is counted', async (t) => {
  const registry = await start(t);
  const image = buildImage({ base: 'none', files: { a: '1' } });
  const reference = await registry.push('team/app', '1', image);
  t.is(reference, `${registry.host}/team/app@${image.manifest.digest}`);
  t.deepEqual(registry.requests, []);
  const answer = await head(registry, 'team/app/manifests/1');
  t.is(answer.status, 200);
  t.is(answer.headers.get('docker-content-digest'), image.manifest.digest);
  t.is(registry.count('HEAD', /manifests/), 1);
  t.is(registry.count('GET'), 0);
  registry.forget();
  t.deepEqual(registry.requests, []);
  await registry.deleteManifest('team/app', image.manifest.digest);
  t.is((await head(registry, 'team/app/manifests/1')).status, 404);
});

registryTest('a tag may lead to several platforms', async (t) => {
  const registry = await start(t);
  const files = { a: '1' };
  const images = ['amd64', 'arm64'].map((architecture) =>
    buildImage({ base: 'none', files, architecture, format: 'oci' }),
  );
  const index = buildIndex(images);
  await registry.push('team/app', '1', index);
  const answer = await head(registry, 'team/app/manifests/1');
  t.is(answer.headers.get('docker-content-digest'), index.index.digest);
  t.is(answer.headers.get('content-type'), 'application/vnd.oci.image.index.v1+json');
});

registryTest('the registry itself asks for a login', async (t) => {
  const registry = await start(t, { basicAuth: LOGIN });
  await registry.push('team/app', '1', buildImage({ base: 'none', files: { a: '1' } }));
  const refused = await head(registry, 'team/app/manifests/1');
  t.is(refused.status, 401);
  t.regex(refused.headers.get('www-authenticate') ?? '', /^Basic realm=/);
  t.is((await head(registry, 'team/app/manifests/1', { Authorization: BASIC })).status, 200);
  t.deepEqual(
    registry.requests.map(({ authorization, status }) => [authorization, status]),
    [
      ['none', 401],
      ['basic', 200],
    ],
  );
});

registryTest('a token server stands before the registry', async (t) => {
  const registry = await start(t, { tokenAuth: { login: LOGIN } });
  await registry.push('team/app', '1', buildImage({ base: 'none', files: { a: '1' } }));
  const refused = await head(registry, 'team/app/manifests/1');
  const [, realm, service, scope] =
    /Bearer realm="([^"]+)",service="([^"]+)",scope="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ??
    [];
  const url = `${realm}?service=${service}&scope=${scope}`;
  t.is((await fetch(url)).status, 401);
  const { token } = (await (await fetch(url, { headers: { Authorization: BASIC } })).json()) as { token: string };
  t.is((await head(registry, 'team/app/manifests/1', { Authorization: `Bearer ${token}` })).status, 200);
  t.is((await head(registry, 'team/other/manifests/1', { Authorization: `Bearer ${token}` })).status, 401);
  t.is(registry.count('GET', /^\/token/), 2);
});

registryTest('it can refuse for a while, put headers on top, break off, and be gone', async (t) => {
  const registry = await start(t);
  const image = buildImage({ base: 'none', files: { a: 'x'.repeat(1_000) } });
  await registry.push('team/app', '1', image);
  registry.addRule({ path: /manifests/, times: 2, answer: { status: 429, headers: { 'Retry-After': '0.000123' } } });
  const refused = await head(registry, 'team/app/manifests/1');
  t.is(refused.status, 429);
  t.is(refused.headers.get('retry-after'), '0.000123');
  t.is((await head(registry, 'team/app/manifests/1')).status, 429);
  const undo = registry.addRule({ path: /manifests/, addHeaders: { 'RateLimit-Remaining': '7;w=21600' } });
  t.is((await head(registry, 'team/app/manifests/1')).headers.get('ratelimit-remaining'), '7;w=21600');
  undo();
  t.is((await head(registry, 'team/app/manifests/1')).headers.get('ratelimit-remaining'), null);
  registry.addRule({ path: /blobs/, cutAfterBytes: 10 });
  await t.throwsAsync(
    fetch(`${registry.url}/v2/team/app/blobs/${image.config.digest}`).then((answer) => answer.arrayBuffer()),
  );
  await registry.goAway();
  await t.throwsAsync(head(registry, 'team/app/manifests/1'));
  await registry.comeBack();
  t.is((await head(registry, 'team/app/manifests/1')).status, 200);
});

test('the same options give the same image', (t) => {
  const options = { base: 'none', files: { a: '1', 'b/c': '2' }, config: { Labels: { x: 'y' } } } as const;
  t.is(buildImage(options).manifest.digest, buildImage(options).manifest.digest);
  t.not(buildImage(options).manifest.digest, buildImage({ ...options, files: { a: '2' } }).manifest.digest);
});
