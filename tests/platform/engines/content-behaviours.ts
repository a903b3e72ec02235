import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTar, readTar } from '../../helpers/oci-tar.js';
import { failsWith, IMAGE, runContainer, type EngineBehaviour } from './engine-case.js';

const ask = (...argv: readonly string[]) => ({ argv, timeoutMs: 20_000, maxOutputBytes: 100_000 });

/** What goes into and comes out of containers: programs, logs, files. */
export const CONTENT_BEHAVIOURS: Readonly<Record<string, EngineBehaviour>> = {
  'a program in a container gives its exit code and both streams, apart from each other': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    const result = await engine.exec(id, ask('sh', '-c', 'echo out; echo err >&2; printf "ä\\n"; exit 7'));
    t.deepEqual(result, { exitCode: 7, stdout: 'out\nä\n', stderr: 'err\n', truncated: false });
    t.is((await engine.exec(id, ask('true'))).exitCode, 0);
    const asUser = await engine.exec(id, { ...ask('sh', '-c', 'id -u; echo $GIVEN'), user: 'app', env: ['GIVEN=a b'] });
    t.is(asUser.stdout, '1000\na b\n');
  },
  'output beyond the bound is cut, and the exit code still comes': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    const request = { ...ask('sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x; exit 5'), maxOutputBytes: 1_000 };
    const result = await engine.exec(id, request);
    t.deepEqual(result, { exitCode: 5, stdout: 'x'.repeat(1_000), stderr: '', truncated: true });
  },
  'a program that does not exist ends with 126 or 127': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    const { exitCode } = await engine.exec(id, ask('no-such-program'));
    t.true(exitCode === 126 || exitCode === 127, String(exitCode));
  },
  'a program that takes too long goes on running, and the error says so': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    // Enough for a busy machine to start it.
    const request = { ...ask('sh', '-c', 'sleep 6; touch /tmp/done'), timeoutMs: 3_000 };
    const error = await failsWith(t, engine.exec(id, request), 'timeout');
    t.true(error.mayHaveRun);
    t.regex(error.message, /may still run/);
    const deadlineAt = Date.now() + 90_000;
    while ((await engine.exec(id, ask('test', '-e', '/tmp/done'))).exitCode !== 0) {
      t.true(Date.now() < deadlineAt);
      await sleep(200);
    }
  },
  'a program in a stopped container is a conflict': async ({ t, engine, name }) => {
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, HostConfig: {} } });
    await failsWith(t, engine.exec(id, ask('true')), 'conflict');
    await failsWith(t, engine.exec('no-such', ask('true')), 'not_found');
  },
  'the log has both streams, its last lines, and its last bytes': async ({ t, engine, name }) => {
    const script = 'for n in 1 2 3 4 5; do echo line $n; done; echo problem >&2; sleep 0.2';
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, Cmd: ['sh', '-c', script] } });
    await engine.startContainer(id);
    await engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 });
    const whole = await engine.readLogs(id, { tail: 100, maxBytes: 10_000 });
    t.deepEqual(whole.trim().split('\n').sort(), ['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'problem']);
    t.is((await engine.readLogs(id, { tail: 2, maxBytes: 10_000 })).trim().split('\n').length, 2);
    t.is(await engine.readLogs(id, { tail: 100, maxBytes: 8 }), whole.slice(-8));
  },
  'the log of a container with a terminal has no frames': async ({ t, engine, name }) => {
    const body = { Image: IMAGE, Tty: true, Cmd: ['sh', '-c', 'echo on a terminal; sleep 0.2'] };
    const { id } = await engine.createContainer({ name, body });
    await engine.startContainer(id);
    await engine.waitContainer(id, { until: 'not_running', timeoutMs: 90_000 });
    t.is(await engine.readLogs(id, { tail: 10, maxBytes: 1_000 }), 'on a terminal\r\n');
  },
  'files come out of a container as they went in, byte for byte': async ({ t, engine, name }) => {
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, HostConfig: {} } });
    const files = {
      'in/large.bin': randomBytes(5_000_001),
      'in/empty': Buffer.alloc(0),
      'in/ümlaut': Buffer.from('ä\0\r\n'),
    };
    const entries = Object.entries(files).map(([path, content]) => ({ path, content, mode: 0o640, uid: 1000 }));
    const tar = createTar([{ path: 'in', directory: true }, ...entries]);
    await engine.putArchive(id, '/tmp', Readable.from(cut(tar, 40_000)));
    const back = readTar(await buffer(await engine.getArchive(id, '/tmp/in')));
    for (const [path, content] of Object.entries(files)) {
      t.is(hash(back.get(path)), hash(content), path);
    }
  },
  'a path that is not in the container is not_found, for both directions': async ({ t, engine, name, host }) => {
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, HostConfig: {} } });
    await failsWith(t, engine.getArchive(id, '/no/such'), 'not_found');
    const tar = createTar([{ path: 'file', content: 'x' }]);
    // Podman makes the directories, or stumbles.
    if (host.kind === 'podman') return;
    await failsWith(t, engine.putArchive(id, '/no/such', Readable.from([tar])), 'not_found');
  },
  'a tar that breaks off while it is sent is a failure': async ({ t, engine, name }) => {
    const { id } = await engine.createContainer({ name, body: { Image: IMAGE, HostConfig: {} } });
    const source = new PassThrough();
    source.write(createTar([{ path: 'half', content: randomBytes(100_000) }]).subarray(0, 60_000));
    setTimeout(() => source.destroy(new Error('the disk is gone')), 200);
    const error = await failsWith(t, engine.putArchive(id, '/tmp', source), 'connection_lost');
    t.is((error.cause as Error).message, 'the disk is gone');
    const gone = new PassThrough();
    gone.destroy(new Error('gone before'));
    const before = await failsWith(t, engine.putArchive(id, '/tmp', gone), 'connection_lost');
    t.is((before.cause as Error).message, 'gone before');
  },
  'a reader that stops early does not hold the stream open': async (at) => {
    const { t, engine } = at;
    const id = await runContainer(at);
    await engine.exec(id, ask('sh', '-c', 'head -c 20000000 /dev/urandom > /tmp/large'));
    const stream = await engine.getArchive(id, '/tmp/large');
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy();
    await t.notThrowsAsync(engine.inspectContainer(id));
  },
};

function* cut(content: Buffer, pieceBytes: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
}

const hash = (content: Buffer | undefined): string | undefined =>
  content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
