import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import {
  isDigest,
  isImageId,
  parseImageReference,
  readImageReference,
  withDefaultTag,
} from '../../../../src/domain/containers/references/image-reference.js';
import {
  ImageReferenceError,
  type ReferenceProblem,
} from '../../../../src/domain/containers/references/reference-error.js';
import {
  isSameReference,
  isSameRepository,
  renderFamiliar,
  renderReference,
  renderRepository,
  retarget,
} from '../../../../src/domain/containers/references/render-reference.js';

const HEX = 'dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c';
const DIGEST = `sha256:${HEX}`;

/** As written; in full; familiar. */
const GOOD: readonly (readonly [string, string, string])[] = [
  ['nginx', 'docker.io/library/nginx', 'nginx'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27', 'nginx:1.27'],
  ['library/nginx', 'docker.io/library/nginx', 'nginx'],
  ['docker.io/nginx', 'docker.io/library/nginx', 'nginx'],
  ['docker.io/library/nginx', 'docker.io/library/nginx', 'nginx'],
  ['index.docker.io/nginx', 'docker.io/library/nginx', 'nginx'],
  ['index.docker.io/library/nginx:1', 'docker.io/library/nginx:1', 'nginx:1'],
  ['grafana/grafana', 'docker.io/grafana/grafana', 'grafana/grafana'],
  ['docker.io/grafana/grafana', 'docker.io/grafana/grafana', 'grafana/grafana'],
  ['library/foo/bar', 'docker.io/library/foo/bar', 'library/foo/bar'],
  ['a/b/c/d:e', 'docker.io/a/b/c/d:e', 'a/b/c/d:e'],
  ['ghcr.io/owner/app:v1', 'ghcr.io/owner/app:v1', 'ghcr.io/owner/app:v1'],
  ['ghcr.io/app', 'ghcr.io/app', 'ghcr.io/app'],
  ['localhost/app', 'localhost/app', 'localhost/app'],
  ['localhost:5000/app:1', 'localhost:5000/app:1', 'localhost:5000/app:1'],
  ['127.0.0.1:5000/library/debian', '127.0.0.1:5000/library/debian', '127.0.0.1:5000/library/debian'],
  ['[fd00::1]:5000/app', '[fd00::1]:5000/app', '[fd00::1]:5000/app'],
  ['registry:5000/app', 'registry:5000/app', 'registry:5000/app'],
  ['test_com/foo', 'docker.io/test_com/foo', 'test_com/foo'],
  ['xn--n3h.com:18080/foo', 'xn--n3h.com:18080/foo', 'xn--n3h.com:18080/foo'],
  ['Foo/bar', 'Foo/bar', 'Foo/bar'],
  ['192.168.0.1', 'docker.io/library/192.168.0.1', '192.168.0.1'],
  ['192.168.0.1:80', 'docker.io/library/192.168.0.1:80', '192.168.0.1:80'],
  ['docker---rules/docker', 'docker.io/docker---rules/docker', 'docker---rules/docker'],
  ['dock__er/docker', 'docker.io/dock__er/docker', 'dock__er/docker'],
  ['d/t:UPPER_Case-1.0', 'docker.io/d/t:UPPER_Case-1.0', 'd/t:UPPER_Case-1.0'],
  [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`, `nginx@${DIGEST}`],
  [`nginx:1.27@${DIGEST}`, `docker.io/library/nginx:1.27@${DIGEST}`, `nginx:1.27@${DIGEST}`],
  [`ghcr.io/o/a@${DIGEST}`, `ghcr.io/o/a@${DIGEST}`, `ghcr.io/o/a@${DIGEST}`],
  [`docker.io/${HEX}`, `docker.io/library/${HEX}`, HEX],
  [HEX.slice(1), `docker.io/library/${HEX.slice(1)}`, HEX.slice(1)],
  [`app:${'x'.repeat(128)}`, `docker.io/library/app:${'x'.repeat(128)}`, `app:${'x'.repeat(128)}`],
];

test('references are read as Docker reads them', (t) => {
  for (const [text, full, familiar] of GOOD) {
    const reference = parseImageReference(text);
    t.is(renderReference(reference), full, text);
    t.is(renderFamiliar(reference), familiar, text);
  }
});

const BAD: readonly (readonly [string, ReferenceProblem])[] = [
  ['', 'empty'],
  ['https://github.com/docker/docker', 'bad_registry'],
  ['docker/Docker', 'upper_case'],
  ['Nginx', 'upper_case'],
  ['docker.io/docker/Docker', 'upper_case'],
  ['-docker', 'bad_repository'],
  ['-docker.io/docker/docker', 'bad_registry'],
  ['docker///docker', 'bad_repository'],
  ['docker/', 'bad_repository'],
  ['/docker', 'bad_repository'],
  ['dock..er/docker', 'bad_registry'],
  ['docker/dock_.er', 'bad_repository'],
  ['____/____', 'bad_repository'],
  ['docker-/docker', 'bad_repository'],
  ['[fc00::1]', 'bad_repository'],
  ['fc00::1:5000/debian', 'bad_registry'],
  ['[fe80::1%eth0]:5000/debian', 'bad_registry'],
  ['[2001:db8:3:4::192.0.2.33]:5000/debian', 'bad_registry'],
  ['host:port/app', 'bad_registry'],
  ['host:99999/app', 'bad_registry'],
  ['host:/app', 'bad_registry'],
  ['user:secret@host/app', 'bad_registry'],
  ['nginx:', 'bad_tag'],
  ['nginx:-foo', 'bad_tag'],
  ['nginx:a b', 'bad_tag'],
  ['nginx:1:2', 'bad_tag'],
  [`nginx:${'x'.repeat(129)}`, 'too_long'],
  [`${'x'.repeat(256)}`, 'too_long'],
  [`${'x/'.repeat(600)}x`, 'too_long'],
  ['nginx@', 'bad_digest'],
  ['nginx@sha256:abc', 'bad_digest'],
  [`nginx@sha256:${HEX.toUpperCase()}`, 'bad_digest'],
  [`nginx@md5:${HEX}`, 'bad_digest'],
  [`nginx@${DIGEST}:1`, 'bad_digest'],
  [HEX, 'is_image_id'],
  [DIGEST, 'is_image_id'],
  ['nginx\n', 'bad_repository'],
  ['ngin\u{0131}x', 'bad_repository'],
];

test('what is no reference is refused with its own code', (t) => {
  for (const [text, code] of BAD) {
    const error = t.throws(() => parseImageReference(text), { instanceOf: ImageReferenceError }, text);
    t.is(error.code, code, text);
    t.true(error.message.length < 400);
    t.is(readImageReference(text), null);
  }
});

test('a missing tag is latest only where neither tag nor digest is written', (t) => {
  t.is(renderFamiliar(withDefaultTag(parseImageReference('nginx'))), 'nginx:latest');
  t.is(renderFamiliar(withDefaultTag(parseImageReference('nginx:1'))), 'nginx:1');
  t.is(renderFamiliar(withDefaultTag(parseImageReference(`nginx@${DIGEST}`))), `nginx@${DIGEST}`);
});

test('the same image written in two ways is the same', (t) => {
  const a = parseImageReference('nginx:1.27');
  t.true(isSameReference(a, parseImageReference('docker.io/library/nginx:1.27')));
  t.false(isSameReference(a, parseImageReference('nginx:1.28')));
  t.true(isSameRepository(a, parseImageReference('index.docker.io/nginx:1.28')));
  t.true(isSameRepository(parseImageReference('GHCR.io/o/a'), parseImageReference('ghcr.io/o/a')));
  t.false(isSameRepository(a, parseImageReference('ghcr.io/library/nginx')));
  t.is(renderRepository(a), 'docker.io/library/nginx');
});

test('a repository gets another tag and digest', (t) => {
  const next = retarget(parseImageReference('ghcr.io/o/a:1'), { tag: '2', digest: DIGEST });
  t.is(renderReference(next), `ghcr.io/o/a:2@${DIGEST}`);
});

test('ids and digests are told apart from names', (t) => {
  t.true(isImageId(HEX));
  t.true(isImageId(DIGEST));
  t.false(isImageId('nginx'));
  t.true(isDigest(DIGEST));
  t.true(isDigest(`sha512:${HEX}${HEX}`));
  t.false(isDigest(HEX));
  t.false(isDigest(`constructor:${HEX}`));
});

const anyPart = fc.stringMatching(/^[a-z0-9]+([._-][a-z0-9]+)?$/);
const anyReference = fc
  .tuple(
    fc.constantFrom('', 'ghcr.io/', 'localhost:5000/', 'docker.io/', '[fd00::1]:5000/'),
    fc.array(anyPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    fc.constantFrom('', ':1.2', ':latest'),
    fc.constantFrom('', `@${DIGEST}`),
  )
  .map((parts) => parts.join(''));

test('both written forms are read back as the same reference', (t) => {
  fc.assert(
    fc.property(anyReference, (text) => {
      const reference = readImageReference(text);
      if (reference === null) return;
      t.deepEqual(parseImageReference(renderReference(reference)), reference);
      t.deepEqual(parseImageReference(renderFamiliar(reference)), reference);
    }),
    { numRuns: runs(2_000) },
  );
});

test('no text makes reading fail in another way', (t) => {
  fc.assert(fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => void readImageReference(text)));
  t.pass();
});
