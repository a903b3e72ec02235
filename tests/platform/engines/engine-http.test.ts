import { buffer } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { connectDockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { EngineHttp } from '../../../src/platform/engines/engine-http.js';
import { RemoteError } from '../../../src/platform/ssh/remote-errors.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { createTar } from '../../helpers/oci-tar.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { failsWith } from './engine-case.js';
import { answerJson, startRawEngine, type RawAnswer, type RawEngine } from './raw-engine.js';

async function withRaw(
  t: ExecutionContext,
  answer: RawAnswer,
  options: Parameters<typeof startRawEngine>[1] = {},
): Promise<RawEngine> {
  const raw = await startRawEngine(answer, options);
  t.teardown(() => raw.stop());
  return raw;
}

test('requests one after the other share a stream, and an idle one is closed after its time', async (t) => {
  const raw = await withRaw(t, (socket) => socket.write(answerJson([])), { idleMs: 200 });
  await raw.engine.listContainers();
  await raw.engine.listImages();
  await raw.engine.listNetworks();
  t.is(raw.opened(), 1);
  t.is(raw.engine.openStreams, 1);
  await waitUntil(() => raw.engine.openStreams === 0);
  await raw.engine.listNetworks();
  t.is(raw.opened(), 2);
});

test('no more streams are opened at once than allowed; what has to wait gets its answer', async (t) => {
  const raw = await withRaw(t, (socket) => setTimeout(() => socket.write(answerJson([])), 50), { maxStreams: 3 });
  await Promise.all(Array.from({ length: 12 }, () => raw.engine.listContainers()));
  t.is(raw.requests.length, 12);
  t.is(raw.opened(), 3);
});

test('looking is repeated when an idle stream turns out to be dead; nothing else is', async (t) => {
  let cuts = 1;
  const raw = await withRaw(t, (socket, { line }) => {
    if (line.includes('/json') && cuts > 0 && raw.requests.length > 1) {
      cuts -= 1;
      socket.destroy();
    } else socket.write(answerJson(line.includes('/json') ? [] : {}));
  });
  await raw.engine.listContainers();
  await raw.engine.listContainers();
  t.is(raw.requests.length, 3, 'the second was sent twice');
});

test('a connection that breaks under a change may have done it; under a look it has done nothing', async (t) => {
  const raw = await withRaw(t, (socket) => socket.destroy());
  const changing = await failsWith(t, raw.engine.startContainer('web'), 'connection_lost');
  t.true(changing.mayHaveRun);
  t.true(changing.retryable);
  t.regex(changing.message, /starting container web on the raw host: .* look before asking again/);
  t.is(raw.requests.filter(({ line }) => line.startsWith('POST')).length, 1, 'it was not sent again');
  const looking = await failsWith(t, raw.engine.inspectContainer('web'), 'connection_lost');
  t.false(looking.mayHaveRun);
});

test('an answer that breaks off in its middle is no answer', async (t) => {
  const raw = await withRaw(t, (socket) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"Id":"a"');
  });
  await failsWith(t, raw.engine.inspectContainer('web'), 'connection_lost');
  const created = raw.engine.createContainer({ name: 'web', body: { Image: 'a:1' } });
  t.true((await failsWith(t, created, 'connection_lost')).mayHaveRun);
});

test('an engine that cannot be reached has done nothing', async (t) => {
  const open = (): Promise<never> =>
    Promise.reject(new RemoteError('connection_refused', 'web-1: nothing listens on /run/docker.sock.'));
  const engine = connectDockerEngine({ open, where: 'the host' });
  const error = await failsWith(t, engine.startContainer('web'), 'unavailable');
  t.false(error.mayHaveRun);
  t.regex(error.message, /nothing listens on/);
});

test('a host that cannot be reached stays a failure of the host', async (t) => {
  const open = (): Promise<never> => Promise.reject(new RemoteError('auth_rejected', 'web-1 refused the login.'));
  const error = await t.throwsAsync(connectDockerEngine({ open, where: 'the host' }).describe());
  t.is((error as RemoteError).errorClass, 'auth_rejected');
});

test('no answer in time is a timeout that tells whether something may have been done', async (t) => {
  const raw = await withRaw(t, () => undefined);
  const error = await failsWith(
    t,
    raw.engine.waitContainer('web', { until: 'not_running', timeoutMs: 100 }),
    'timeout',
  );
  t.false(error.mayHaveRun);
  const http = new EngineHttp({
    open: () => EngineProcess.connect(raw.socketPath),
    where: 'the host',
    maxStreams: 1,
    idleStreams: 1,
    idleMs: 100,
  });
  t.teardown(() => http.close());
  const limits = { timeoutMs: 100, maxBytes: 10 };
  const call = { method: 'POST', path: '/x', what: 'changing web', limits } as const;
  t.true((await failsWith(t, http.fetch('/x', call), 'timeout')).mayHaveRun);
  t.false((await failsWith(t, http.fetch('/x', { ...call, method: 'GET' }), 'timeout')).mayHaveRun);
});

test('what answers and is no engine is unavailable, and says why', async (t) => {
  const page = await withRaw(t, () => undefined, { ping: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi' });
  t.regex((await failsWith(t, page.engine.listImages(), 'unavailable')).message, /no container engine/);
  const ssh = await withRaw(t, () => undefined, { ping: 'SSH-2.0-OpenSSH_9.2\r\n' });
  t.regex((await failsWith(t, ssh.engine.listImages(), 'unavailable')).message, /no container engine/);
});

test('an answer beyond its bound is refused before it fills the memory', async (t) => {
  let written = 0;
  const raw = await withRaw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"');
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const pour = (): void => {
      while (!socket.destroyed && written < 200) {
        written += 1;
        if (!socket.write(chunk)) return void socket.once('drain', pour);
      }
    };
    pour();
  });
  const error = await failsWith(t, raw.engine.inspectContainer('web'), 'engine_failed');
  t.regex(error.message, /larger than 8388608 bytes/);
  t.true(written < 50, `${written} MiB`);
});

test('an error text is bounded, and shows what would move a terminal', async (t) => {
  const message = `\u001b[2Jbad\nline ${'x'.repeat(100_000)}`;
  const raw = await withRaw(t, (socket) => socket.write(answerJson({ message }, '500 Internal Server Error')));
  const error = await failsWith(t, raw.engine.startContainer('web'), 'engine_failed');
  t.true(error.message.length < 2_200);
  t.regex(error.message, /: \\x1b\[2Jbad line x+…$/);
  t.is(error.status, 500);
  t.true(error.mayHaveRun);
});

test('answers that are no JSON, no object or no list are an engine that failed', async (t) => {
  const text = await withRaw(t, (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html'));
  await failsWith(t, text.engine.inspectContainer('web'), 'engine_failed');
  const list = await withRaw(t, (socket) => socket.write(answerJson([1])));
  await failsWith(t, list.engine.inspectContainer('web'), 'engine_failed');
  const object = await withRaw(t, (socket) => socket.write(answerJson({})));
  await failsWith(t, object.engine.listContainers(), 'engine_failed');
  const nothing = await withRaw(t, (socket) => socket.write(answerJson({})));
  await failsWith(t, nothing.engine.createContainer({ name: 'web', body: {} }), 'engine_failed');
});

test('fields of the wrong kind in a list harm nobody', async (t) => {
  const odd = [{ Id: 5, Names: 'x', Labels: ['a'], Created: 'soon', Image: null }, 7, null];
  const raw = await withRaw(t, (socket) => socket.write(answerJson(odd)));
  t.deepEqual(await raw.engine.listContainers(), [
    { id: '', name: '', image: '', imageId: '', state: '', status: '', createdAt: 0, labels: {} },
  ]);
});

test('names from legacy links are not taken for the name of a container', async (t) => {
  const raw = await withRaw(t, (socket) => socket.write(answerJson([{ Id: 'a', Names: ['/web/db', '/db'] }])));
  t.is((await raw.engine.listContainers())[0]?.name, 'db');
});

test('a tar whose engine failed half-way, or ended too early, is an error', async (t) => {
  const tar = createTar([{ path: 'a', content: 'x'.repeat(3_000) }]);
  const archive = async (content: Buffer): Promise<Buffer> => {
    const raw = await withRaw(t, (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`);
      socket.write(content);
    });
    return buffer(await raw.engine.getArchive('web', '/data'));
  };
  t.deepEqual(await archive(tar), tar);
  const withError = Buffer.concat([tar.subarray(0, 2_000), Buffer.from('{"message":"disk failed"}')]);
  await failsWith(t, archive(withError), 'connection_lost');
  await failsWith(t, archive(tar.subarray(0, 1_536)), 'connection_lost');
  await failsWith(t, archive(Buffer.alloc(0)), 'connection_lost');
});

test('a tar under which the connection breaks is an error', async (t) => {
  const raw = await withRaw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n');
    socket.write(Buffer.alloc(1_024, 'x'));
    setTimeout(() => socket.destroy(), 50);
  });
  await failsWith(t, buffer(await raw.engine.getArchive('web', '/data')), 'connection_lost');
});

test('closing cuts what is under way', async (t) => {
  const raw = await withRaw(t, () => undefined);
  const waiting = raw.engine.waitContainer('web', { until: 'not_running', timeoutMs: 90_000 });
  await waitUntil(() => raw.requests.length === 1);
  raw.engine.close();
  await failsWith(t, waiting, 'connection_lost');
  await waitUntil(() => raw.engine.openStreams === 0);
});

test('an engine that comes back as another version is asked anew', async (t) => {
  const raw = await startRawEngine((socket) => socket.write(answerJson([])));
  await raw.engine.listContainers();
  t.is(raw.requests[0]?.line, 'GET /v1.41/containers/json?all=true');
  await raw.stop();
  await failsWith(t, raw.engine.listContainers(), 'unavailable');
  const ping = 'HTTP/1.1 200 OK\r\nApi-Version: 1.99\r\nContent-Length: 2\r\n\r\nOK';
  const newer = await withRaw(t, (socket) => socket.write(answerJson([])), { ping });
  await newer.engine.listContainers();
  t.is(newer.requests[0]?.line, 'GET /v1.56/containers/json?all=true');
});

test('a socket without anybody behind it is unavailable', async (t) => {
  const open = (): Promise<never> => EngineProcess.connect('/nonexistent/e.sock') as Promise<never>;
  await failsWith(t, connectDockerEngine({ open, where: 'the host' }).describe(), 'unavailable');
});
