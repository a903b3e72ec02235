import type { ExecutionContext } from 'ava';
import { checkImage, type ImageCheck } from '../../../src/activities/containers/check-image.js';
import type { ImageQuestion } from '../../../src/activities/containers/check-state.js';
import { createRegistryClient, type RegistryClient } from '../../../src/platform/registries/registry-client.js';
import { testWithRegistry } from '../../helpers/docker-engine-test.js';
import { buildImage, buildIndex, type OciImage, type OciIndex } from '../../helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../helpers/oci-registry.js';

const test = testWithRegistry();
let registry: TestRegistry;

test.before(async () => {
  registry = await startRegistry();
});
test.after.always(() => registry?.stop());

const RULES = { strategy: 'digest', constraint: null, includePrereleases: false, followTag: false } as const;
const amd64 = (version: string) => buildImage({ base: 'none', files: { version } });
const arm64 = (version: string) =>
  buildImage({ base: 'none', files: { version }, architecture: 'arm64', variant: 'v8' });

function openClient(t: ExecutionContext): RegistryClient {
  const client = createRegistryClient({ lifetimeMs: 1, failureLifetimeMs: 1 });
  t.teardown(() => client.close());
  return client;
}

/** What is asked about a container that runs `image`, pulled by the digest that the tag named then. */
async function check(
  t: ExecutionContext,
  fields: Partial<ImageQuestion> & { readonly reference: string; readonly image: OciImage; readonly pulledAs?: string },
): Promise<ImageCheck> {
  const { image, pulledAs = image.manifest.digest, ...rest } = fields;
  const bare = fields.reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  return checkImage(openClient(t), {
    imageId: image.config.digest,
    repoDigests: [`${bare}@${pulledAs}`],
    platform: { os: 'linux', architecture: 'amd64', variant: null },
    containerdImageStore: false,
    rules: RULES,
    rejectedDigests: [],
    ...rest,
  });
}

const push = async (repository: string, tag: string, what: OciImage | OciIndex): Promise<string> => {
  await registry.push(repository, tag, what);
  return `${registry.host}/${repository}:${tag}`;
};
const gets = (repository: string) =>
  registry.requests.filter(({ method, path }) => method === 'GET' && path.startsWith(`/v2/${repository}/`)).length;

test('a tag that names what runs is current, and costs one HEAD', async (t) => {
  const reference = await push('same', '1', amd64('a'));
  const found = await check(t, { reference, image: amd64('a') });
  t.like(found, { candidate: null, failure: null, remoteDigest: amd64('a').manifest.digest });
  t.is(found.proposal.status, 'current');
  t.is(gets('same'), 0);
});

test('a tag that names another image is a candidate, resolved for the platform', async (t) => {
  const reference = await push('moved', '1', buildIndex([amd64('b'), arm64('b')]));
  const found = await check(t, { reference, image: amd64('a') });
  const { index } = buildIndex([amd64('b'), arm64('b')]);
  t.deepEqual(found.candidate, { reference, digest: index.digest, kind: 'digest' });
  t.is(found.resolved?.manifestDigest, amd64('b').manifest.digest);
  t.is(found.resolved?.configDigest, amd64('b').config.digest);
});

test('an index that changed for another platform only is no update', async (t) => {
  const before = buildIndex([amd64('a'), arm64('a')]).index.digest;
  const reference = await push('other-platform', '1', buildIndex([amd64('a'), arm64('b')]));
  const found = await check(t, { reference, image: amd64('a'), pulledAs: before });
  t.is(found.proposal.status, 'current');
  t.is(found.candidate, null);
});

test('an image for another platform is never proposed', async (t) => {
  const reference = await push('lost-platform', '1', buildIndex([arm64('b')]));
  const found = await check(t, { reference, image: amd64('a') });
  t.is(found.candidate, null);
  t.is(found.proposal.status, 'unknown');
  t.regex(found.proposal.reason, /linux\/arm64/);
  t.is(found.failure, null, 'the registry did answer');
});

test('a newer tag for another platform is passed over for one that runs here', async (t) => {
  const rules = { ...RULES, strategy: 'semver' } as const;
  const reference = await push('versions', '1.0.0', amd64('a'));
  await push('versions', '1.0.1', amd64('b'));
  await push('versions', '1.0.2', buildIndex([arm64('c')]));
  await push('versions', '1.0.3-alpine', amd64('d'));
  const found = await check(t, { reference, image: amd64('a'), rules });
  t.deepEqual(found.candidate, {
    reference: `${registry.host}/versions:1.0.1`,
    digest: amd64('b').manifest.digest,
    kind: 'patch',
  });
  t.is(found.resolved?.configDigest, amd64('b').config.digest);
});

test('what was rejected stays out, under whatever tag it comes; the next older one is proposed', async (t) => {
  const rules = { ...RULES, strategy: 'semver' } as const;
  const reference = await push('rejected', '1.0.0', amd64('a'));
  await push('rejected', '1.0.1', amd64('b'));
  await push('rejected', '1.0.2', amd64('c'));
  const without = await check(t, {
    reference,
    image: amd64('a'),
    rules,
    rejectedDigests: [amd64('c').manifest.digest],
  });
  t.is(without.candidate?.digest, amd64('b').manifest.digest);
  const rejectedDigests = [amd64('b').manifest.digest, amd64('c').manifest.digest];
  const none = await check(t, { reference, image: amd64('a'), rules, rejectedDigests });
  t.is(none.candidate, null);
  t.is(none.proposal.status, 'held');
});

test('a rejected digest of the same tag is held until the tag moves on', async (t) => {
  const reference = await push('refused', '1', amd64('b'));
  const rejectedDigests = [amd64('b').manifest.digest];
  t.is((await check(t, { reference, image: amd64('a'), rejectedDigests })).proposal.status, 'held');
  await push('refused', '1', amd64('c'));
  t.is(
    (await check(t, { reference, image: amd64('a'), rejectedDigests })).candidate?.digest,
    amd64('c').manifest.digest,
  );
});

test('with no newer version, a tag that was built anew is an update', async (t) => {
  const rules = { ...RULES, strategy: 'semver' } as const;
  const reference = await push('rebuilt', '1.0.0', amd64('b'));
  const found = await check(t, { reference, image: amd64('a'), rules });
  t.deepEqual(found.candidate, { reference, digest: amd64('b').manifest.digest, kind: 'digest' });
});

test('pinned containers and pinned references ask nothing', async (t) => {
  const reference = await push('pinned', '1', amd64('b'));
  registry.forget();
  const byPolicy = await check(t, { reference, image: amd64('a'), rules: { ...RULES, strategy: 'pinned' } });
  const byDigest = await check(t, { reference: `${reference}@${amd64('a').manifest.digest}`, image: amd64('a') });
  t.deepEqual([byPolicy.proposal.status, byDigest.proposal.status], ['held', 'held']);
  t.false(registry.requests.some(({ path }) => path.includes('/pinned/')));
});

test('a reference with a digest follows its tag where the rules let it, and stays bound to a digest', async (t) => {
  const reference = await push('followed', '1', amd64('b'));
  const pinned = `${reference}@${amd64('a').manifest.digest}`;
  const found = await check(t, { reference: pinned, image: amd64('a'), rules: { ...RULES, followTag: true } });
  t.is(found.candidate?.reference, `${reference}@${amd64('b').manifest.digest}`);
});

test('an image that was made here is told to no registry', async (t) => {
  registry.forget();
  const reference = `${registry.host}/made-here:1`;
  const found = await check(t, { reference, image: amd64('a'), repoDigests: [] });
  t.is(found.proposal.status, 'unknown');
  t.regex(found.proposal.reason, /built or loaded here/);
  t.false(registry.requests.some(({ path }) => path.includes('made-here')));
  const byId = await check(t, { reference: `sha256:${'a'.repeat(64)}`, image: amd64('a'), repoDigests: [] });
  t.regex(byId.proposal.reason, /image id/);
});

test('a tag that was deleted is unknown, and no failure of the registry', async (t) => {
  const found = await check(t, { reference: `${registry.host}/never:1`, image: amd64('a') });
  t.is(found.proposal.status, 'unknown');
  t.is(found.failure, null);
  t.regex(found.proposal.reason, /no such repository or tag/);
});

test('a registry that cannot be asked is a failure with its reason, for each strategy', async (t) => {
  const reference = '127.0.0.1:1/nobody/here:1.0.0';
  for (const strategy of ['digest', 'semver', 'pattern'] as const) {
    const rules = { ...RULES, strategy, constraint: strategy === 'pattern' ? '1\\..*' : null };
    const found = await check(t, { reference, image: amd64('a'), rules });
    t.is(found.proposal.status, 'unknown');
    t.is(found.failure?.code, 'unreachable', strategy);
  }
});

test('a constraint that cannot be used is told', async (t) => {
  const reference = await push('constrained', '1.0.0', amd64('a'));
  const found = await check(t, {
    reference,
    image: amd64('a'),
    rules: { ...RULES, strategy: 'semver', constraint: '>>1' },
  });
  t.is(found.proposal.code, 'bad_constraint');
});

test('with containerd’s store the id is the digest, and that is known to be the same', async (t) => {
  const reference = await push('containerd', '1', amd64('a'));
  const found = await check(t, {
    reference,
    image: amd64('a'),
    imageId: amd64('a').manifest.digest,
    repoDigests: [`${registry.host}/elsewhere@${amd64('a').manifest.digest}`],
    containerdImageStore: true,
  });
  t.is(found.proposal.status, 'current');
});
