import test from 'ava';
import { parseImageReference } from '../../../../src/domain/containers/references/image-reference.js';
import {
  compareDigests,
  type DigestQuestion,
  type PlatformDigests,
} from '../../../../src/domain/containers/versions/compare-digests.js';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const OLD_INDEX = digest('a');
const NEW_INDEX = digest('b');
const OLD_MANIFEST = digest('c');
const NEW_MANIFEST = digest('d');
const OLD_CONFIG = digest('e');
const NEW_CONFIG = digest('f');

const OLD: PlatformDigests = { indexDigest: OLD_INDEX, manifestDigest: OLD_MANIFEST, configDigest: OLD_CONFIG };
const NEW: PlatformDigests = { indexDigest: NEW_INDEX, manifestDigest: NEW_MANIFEST, configDigest: NEW_CONFIG };

function ask(more: Partial<DigestQuestion> = {}, known: readonly PlatformDigests[] = [OLD, NEW]) {
  const asked: string[] = [];
  const question: DigestQuestion = {
    repoDigests: [`nginx@${OLD_INDEX}`],
    reference: parseImageReference('nginx:1.27'),
    remote: { digest: NEW_INDEX },
    imageId: OLD_CONFIG,
    containerdImageStore: false,
    resolve: async (wanted) => {
      asked.push(wanted);
      const found = known.find(({ indexDigest }) => indexDigest === wanted);
      if (found === undefined) throw new Error('There is no such manifest.');
      return found;
    },
    ...more,
  };
  return compareDigests(question).then((comparison) => ({ ...comparison, asked }));
}

test('the digest that was pulled is current, without a further request', async (t) => {
  const { state, code, asked } = await ask({ remote: { digest: OLD_INDEX } });
  t.deepEqual({ state, code, asked }, { state: 'current', code: 'same_digest', asked: [] });
});

test('every digest of the repository counts, not only the first', async (t) => {
  const repoDigests = [`nginx@${OLD_INDEX}`, `other/nginx@${digest('0')}`, `docker.io/library/nginx@${NEW_INDEX}`];
  t.is((await ask({ repoDigests })).code, 'same_digest');
});

test('a digest of another repository does not count', async (t) => {
  t.is((await ask({ repoDigests: [`nginx@${OLD_INDEX}`, `ghcr.io/library/nginx@${NEW_INDEX}`] })).state, 'available');
});

test('another image for this platform is an update', async (t) => {
  const { state, code, remoteDigest, asked } = await ask();
  t.deepEqual(
    { state, code, remoteDigest, asked },
    { state: 'available', code: 'other_image', remoteDigest: NEW_INDEX, asked: [NEW_INDEX] },
  );
});

test('an index in which only another platform or an attestation changed is no update', async (t) => {
  const rebuilt = { ...OLD, indexDigest: NEW_INDEX };
  t.is((await ask({}, [rebuilt])).code, 'same_image');
});

test('an image without an index is compared by its config', async (t) => {
  const single = { indexDigest: NEW_MANIFEST, manifestDigest: NEW_MANIFEST, configDigest: OLD_CONFIG };
  t.is((await ask({ remote: { digest: NEW_MANIFEST } }, [single])).code, 'same_image');
});

test('an image pulled by its platform digest is current as long as the tag holds it', async (t) => {
  const repoDigests = [`nginx@${NEW_MANIFEST}`];
  t.is((await ask({ repoDigests, imageId: digest('0') })).code, 'same_image');
});

test('a registry that could not be asked is unknown with its reason', async (t) => {
  const comparison = await ask({ remote: null, remoteReason: 'the registry asked to wait for 7200 s' });
  t.is(comparison.state, 'unknown');
  t.regex(comparison.reason, /7200 s/);
  t.is(comparison.remoteDigest, null);
});

test('a platform that could not be read is unknown with its reason', async (t) => {
  const comparison = await ask({}, []);
  t.is(comparison.state, 'unknown');
  t.is(comparison.code, 'platform_unknown');
  t.regex(comparison.reason, /There is no such manifest/);
});

test('an image that was built or loaded here is unknown, not outdated', async (t) => {
  t.is((await ask({ repoDigests: [] })).code, 'not_from_registry');
  t.is((await ask({ repoDigests: ['<none>@<none>', ''] })).code, 'not_from_registry');
  t.is((await ask({ repoDigests: [], imageId: NEW_CONFIG })).code, 'same_image', 'unless it is the very image');
});

const CONTAINERD = { containerdImageStore: true, imageId: OLD_INDEX } as const;

test('with containerd’s store the id is the digest that was pulled', async (t) => {
  t.is((await ask({ ...CONTAINERD, repoDigests: [], remote: { digest: OLD_INDEX } })).code, 'same_digest');
  t.is((await ask({ ...CONTAINERD })).state, 'available');
});

test('with containerd’s store the running manifest is compared where the engine names it', async (t) => {
  const rebuilt = { ...OLD, indexDigest: NEW_INDEX };
  const comparison = await ask({ ...CONTAINERD, manifestDigest: OLD_MANIFEST }, [rebuilt]);
  t.is(comparison.code, 'same_image');
  t.is((await ask({ ...CONTAINERD, manifestDigest: OLD_MANIFEST }, [NEW])).state, 'available');
});

test('with containerd’s store the old index is read from the registry while it has it', async (t) => {
  const rebuilt = { ...OLD, indexDigest: NEW_INDEX };
  const comparison = await ask(CONTAINERD, [OLD, rebuilt]);
  t.is(comparison.code, 'same_image');
  t.deepEqual(comparison.asked, [NEW_INDEX, OLD_INDEX]);
  t.is((await ask(CONTAINERD, [rebuilt])).state, 'available', 'gone from the registry: a pull will tell');
});
