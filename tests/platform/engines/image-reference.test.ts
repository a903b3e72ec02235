import test from 'ava';
import { fitsPlatform, parsePlatform, splitReference } from '../../../src/platform/engines/image-reference.js';

test('a reference is split into what an engine wants', (t) => {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['docker.io/library/nginx:1.25', 'docker.io/library/nginx', '1.25', 'docker.io'],
    ['127.0.0.1:5000/app:1', '127.0.0.1:5000/app', '1', '127.0.0.1:5000'],
    ['localhost:5000/a/b@sha256:00', 'localhost:5000/a/b', 'sha256:00', 'localhost:5000'],
    ['ghcr.io/a/b:v1@sha256:00', 'ghcr.io/a/b', 'sha256:00', 'ghcr.io'],
    ['nginx:1', 'nginx', '1', ''],
  ];
  for (const [reference, repository, tag, registry] of rows) {
    t.deepEqual(splitReference(reference), { repository, tag, registry }, reference);
  }
});

test('a reference that names more or less than one image is refused', (t) => {
  for (const reference of ['nginx', 'localhost:5000/app', '', ':1', '@sha256:00', 'a b:1', 'app:']) {
    t.throws(() => splitReference(reference), { message: /does not name one image/ }, reference);
  }
});

test('an image fits where its platform can run', (t) => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['linux/amd64', 'linux/amd64', true],
    ['linux/amd64', 'linux/x86_64', true],
    ['linux/arm64/v8', 'linux/aarch64', true],
    ['linux/arm64', 'linux/amd64', false],
    ['windows/amd64', 'linux/amd64', false],
    ['linux/arm/v6', 'linux/arm/v7', true],
    ['linux/arm/v7', 'linux/arm/v6', false],
    ['linux/arm', 'linux/arm/v7', true],
    ['/', 'linux/amd64', false],
  ];
  for (const [image, wanted, fits] of rows) {
    t.is(fitsPlatform(parsePlatform(image), parsePlatform(wanted)), fits, `${image} on ${wanted}`);
  }
});
