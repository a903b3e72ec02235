import { randomBytes } from 'node:crypto';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import { buildImage, buildIndex, loadImage } from '../../helpers/oci-images.js';
import { failsWith, IMAGE, runContainer, type EngineBehaviour } from './engine-case.js';

/** Pulls and what they bring; the registry asks for a login. */
export const IMAGE_BEHAVIOURS: Readonly<Record<string, EngineBehaviour>> = {
  'a pull with the right login gives the id and the digest of the image, and tells how far it is': async (at) => {
    const { t, engine, registry, login, name } = at;
    const image = buildImage({ files: { content: randomBytes(400_000) }, config: { Labels: { marked: name } } });
    const byDigest = await registry.push(`team/${name}`, '1', image);
    const reference = `${registry.host}/team/${name}:1`;
    const told: { downloadedBytes: number; totalBytes: number }[] = [];
    const pulled = await engine.pullImage({ reference, login, onProgress: (progress) => told.push(progress) });
    t.true(pulled.repoDigests.includes(byDigest), JSON.stringify(pulled));
    t.true(told.every((one) => one.downloadedBytes <= one.totalBytes));
    t.is((await engine.inspectImage(reference))['Id'], pulled.imageId);
    t.is((await engine.inspectImage(pulled.imageId))['Id'], pulled.imageId);
    t.is((await engine.inspectImage(byDigest))['Id'], pulled.imageId);
    const listed = (await engine.listImages()).find((one) => one.id === pulled.imageId);
    t.deepEqual(listed?.tags, [reference]);
    t.true(listed?.digests.includes(byDigest));
    t.is(listed?.labels['marked'], name);
    t.true((listed?.sizeBytes ?? 0) > 400_000);
  },
  'images are listed while others come and go': async ({ t, engine, host, name }) => {
    const reference = `test.local/${name}`;
    let listing = true;
    const coming = (async () => {
      for (let round = 0; listing; round += 1) {
        const tag = `${reference}:${round}`;
        await loadImage(host.socketPath, buildImage({ config: { Labels: { round: `${round}` } } }), tag);
        await engine.removeImage(tag);
      }
    })();
    try {
      for (let turn = 0; turn < 60; turn += 1)
        t.true((await engine.listImages()).some((one) => one.tags.includes(IMAGE)));
    } finally {
      listing = false;
      await coming;
    }
  },
  'an image shows its health check': async ({ t, engine, host, name }) => {
    const Healthcheck = { Test: ['CMD', 'true'], Interval: 30e9, Timeout: 5e9, Retries: 4 };
    await loadImage(host.socketPath, buildImage({ config: { Healthcheck } }), `test.local/${name}:1`);
    t.deepEqual(readRecord((await engine.inspectImage(`test.local/${name}:1`))['Config'])['Healthcheck'], Healthcheck);
    t.is(readRecord((await engine.inspectImage(IMAGE))['Config'])['Healthcheck'], undefined);
  },
  'a pull by digest brings exactly that image, although the tag has moved on': async (at) => {
    const { t, engine, registry, login, name } = at;
    const byDigest = await registry.push(`team/${name}`, '1', buildImage({ files: { version: 'old' } }));
    await registry.push(`team/${name}`, '1', buildImage({ files: { version: 'new' } }));
    const old = await engine.pullImage({ reference: byDigest, login, platform: 'linux/amd64' });
    t.true(old.repoDigests.includes(byDigest));
    const both = await engine.pullImage({ reference: byDigest.replace('@', ':1@'), login });
    t.is(both.imageId, old.imageId);
    const moved = await engine.pullImage({ reference: `${registry.host}/team/${name}:1`, login });
    t.not(moved.imageId, old.imageId);
  },
  'without a login, and with a wrong one, a pull is unauthorized; no message holds the password': async (at) => {
    const { t, engine, registry, name } = at;
    await registry.push(`team/${name}`, '1', buildImage({ files: { name } }));
    const reference = `${registry.host}/team/${name}:1`;
    await failsWith(t, engine.pullImage({ reference }), 'unauthorized');
    const login = { username: 'puller', password: 'another-password' };
    const error = await failsWith(t, engine.pullImage({ reference, login }), 'unauthorized');
    t.false(`${error.message} ${error.stack} ${String(error.cause)}`.includes(login.password));
    t.false(error.message.includes(Buffer.from(login.password).toString('base64').slice(0, 12)));
  },
  'a tag or a repository that the registry does not have is not_found': async ({
    t,
    engine,
    registry,
    login,
    name,
  }) => {
    await registry.push(`team/${name}`, '1', buildImage({ files: { name } }));
    await failsWith(t, engine.pullImage({ reference: `${registry.host}/team/${name}:none`, login }), 'not_found');
    await failsWith(t, engine.pullImage({ reference: `${registry.host}/none/${name}:1`, login }), 'not_found');
    const digest = `sha256:${'0'.repeat(64)}`;
    await failsWith(t, engine.pullImage({ reference: `${registry.host}/team/${name}@${digest}`, login }), 'not_found');
  },
  'an index without this platform is wrong_platform': async ({ t, engine, registry, login, name }) => {
    const foreign = buildImage({ architecture: 's390x', files: { name } });
    await registry.push(`team/${name}`, '1', buildIndex([foreign]));
    const reference = `${registry.host}/team/${name}:1`;
    await failsWith(t, engine.pullImage({ reference, login }), 'wrong_platform');
    await failsWith(t, engine.pullImage({ reference, login, platform: 'linux/amd64' }), 'wrong_platform');
  },
  'a single image for another platform is pulled by engines without a word: wrong_platform': async (at) => {
    const { t, engine, registry, login, name } = at;
    await registry.push(`team/${name}`, '1', buildImage({ architecture: 's390x', files: { name } }));
    const reference = `${registry.host}/team/${name}:1`;
    await failsWith(t, engine.pullImage({ reference, login, platform: 'linux/amd64' }), 'wrong_platform');
  },
  'out of an index the image for the platform is taken': async ({ t, engine, registry, login, name }) => {
    const images = ['amd64', 's390x'].map((architecture) => buildImage({ architecture, files: { name } }));
    const byDigest = await registry.push(`team/${name}`, '1', buildIndex(images));
    const reference = `${registry.host}/team/${name}:1`;
    const pulled = await engine.pullImage({ reference, login, platform: 'linux/amd64' });
    t.true(pulled.repoDigests.includes(byDigest));
    t.is((await engine.inspectImage(reference))['Architecture'], 'amd64');
    const { id } = await engine.createContainer({ name, platform: 'linux/amd64', body: { Image: reference } });
    t.is((await engine.inspectContainer(id))['Image'], pulled.imageId);
  },
  'a layer that is not what its digest says is an error inside the stream of a pull': async (at) => {
    const { t, engine, registry, login, name } = at;
    const image = buildImage({ base: 'none', files: { content: randomBytes(3_000) } });
    await registry.push(`team/${name}`, '1', image);
    const layer = image.layers[0]?.digest ?? '';
    const body = 'x'.repeat(image.layers[0]?.content.length ?? 0);
    const undo = registry.addRule({ method: 'GET', path: new RegExp(`blobs/${layer}`), answer: { status: 200, body } });
    const reference = `${registry.host}/team/${name}:1`;
    const error = await failsWith(t, engine.pullImage({ reference, login }), 'pull_failed');
    undo();
    t.is(error.status, null, 'the answer itself said 200');
    await failsWith(t, engine.inspectImage(reference), 'not_found');
  },
  'a registry that answers with an error is a failed pull with its words': async ({
    t,
    engine,
    registry,
    login,
    name,
    host,
  }) => {
    const answer = { status: 418, headers: { 'Content-Type': 'application/json' }, body: '{"errors":[]}' };
    const undo = registry.addRule({ path: new RegExp(`${name}/manifests/`), answer });
    const reference = `${registry.host}/team/${name}:1`;
    const error = await failsWith(t, engine.pullImage({ reference, login }), 'pull_failed');
    undo();
    t.regex(error.message, new RegExp(`pulling ${registry.host}/team/${name}:1`), host.kind);
  },
  'a registry where nobody listens is a failed pull': async ({ t, engine }) => {
    await failsWith(t, engine.pullImage({ reference: '127.0.0.1:1/team/app:1' }), 'pull_failed');
  },
  'a pull that is cancelled ends at once': async ({ t, engine, registry, login, name }) => {
    await registry.push(`team/${name}`, '1', buildImage({ files: { name } }));
    const undo = registry.addRule({ path: new RegExp(`${name}/manifests/`), delayMs: 30_000 });
    const signal = AbortSignal.timeout(300);
    const begun = performance.now();
    const pulling = engine.pullImage({ reference: `${registry.host}/team/${name}:1`, login, signal });
    const error = await t.throwsAsync(pulling);
    undo();
    t.is(error?.name, 'cancelled');
    t.true(performance.now() - begun < 15_000);
  },
  'a reference without tag and digest is refused before anything is pulled': async ({ t, engine, registry, login }) => {
    registry.forget();
    await failsWith(t, engine.pullImage({ reference: `${registry.host}/team/app`, login }), 'bad_request');
    t.is(registry.count('GET', /team\/app/), 0);
  },
  'an image is tagged, and gone with its last tag': async ({ t, engine, registry, login, name }) => {
    await registry.push(`team/${name}`, '1', buildImage({ files: { name } }));
    const reference = `${registry.host}/team/${name}:1`;
    const { imageId } = await engine.pullImage({ reference, login });
    await engine.tagImage(imageId, `keep.local/${name}:before`);
    t.is((await engine.inspectImage(`keep.local/${name}:before`))['Id'], imageId);
    await engine.removeImage(reference);
    t.is((await engine.inspectImage(`keep.local/${name}:before`))['Id'], imageId);
    await engine.removeImage(`keep.local/${name}:before`);
    await failsWith(t, engine.inspectImage(`keep.local/${name}:before`), 'not_found');
    await failsWith(t, engine.removeImage(`keep.local/${name}:before`), 'not_found');
    await failsWith(t, engine.tagImage('no-such:1', `keep.local/${name}:2`), 'not_found');
  },
  'an image in use is not removed': async (at) => {
    const { t, engine } = at;
    await runContainer(at);
    const error = await failsWith(t, engine.removeImage(IMAGE), 'conflict');
    t.false(error.retryable);
    await t.notThrowsAsync(engine.inspectImage(IMAGE));
  },
};
