import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { ask, failsWith, testBothTransports } from '../../helpers/both-transports.js';

testBothTransports(test, {
  'puts a buffer with its mode and checksum, and gets it back': async (t, transport, directory) => {
    const content = randomBytes(300_000);
    const path = join(directory, 'it\'s a $(file) \\ with `odd` "name"');
    const put = await transport.put(path, content, { mode: 0o640, timeoutMs: 10_000 });
    t.is(put.bytes, 300_000);
    t.regex(put.sha256, /^[0-9a-f]{64}$/);
    t.is((await stat(path)).mode & 0o7777, 0o640);
    t.deepEqual(await buffer(await transport.get(path)), content);
    t.is((await readdir(directory)).length, 1);
  },
  'puts a stream, keeps execute bits, and replaces what was there': async (t, transport, directory) => {
    const path = join(directory, 'tool');
    await writeFile(path, 'old');
    const chunks = Array.from({ length: 200 }, () => randomBytes(20_000));
    const put = await transport.put(path, Readable.from(chunks), { mode: 0o755, timeoutMs: 20_000 });
    t.is(put.bytes, 4_000_000);
    t.is((await stat(path)).mode & 0o7777, 0o755);
    t.true((await readFile(path)).equals(Buffer.concat(chunks)));
  },
  'puts an empty file': async (t, transport, directory) => {
    const put = await transport.put(join(directory, 'empty'), Buffer.alloc(0), { mode: 0o600, timeoutMs: 5_000 });
    t.is(put.bytes, 0);
    t.is((await readFile(join(directory, 'empty'))).length, 0);
  },
  'replaces a link instead of following it': async (t, transport, directory) => {
    await writeFile(join(directory, 'victim'), 'untouched');
    await symlink(join(directory, 'victim'), join(directory, 'link'));
    await transport.put(join(directory, 'link'), Buffer.from('new'), { mode: 0o600, timeoutMs: 5_000 });
    t.is(await readFile(join(directory, 'victim'), 'utf8'), 'untouched');
    t.is(await readFile(join(directory, 'link'), 'utf8'), 'new');
  },
  'leaves the target and no temporary file when the source breaks': async (t, transport, directory) => {
    const path = join(directory, 'kept');
    await writeFile(path, 'before');
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        await Promise.resolve();
        throw new RangeError('the source broke');
      })(),
    );
    await t.throwsAsync(transport.put(path, source, { mode: 0o600, timeoutMs: 5_000 }), { instanceOf: RangeError });
    t.is(await readFile(path, 'utf8'), 'before');
    t.deepEqual(await readdir(directory), ['kept']);
  },
  'refuses to put where there is no directory, or onto one': async (t, transport, directory) => {
    const options = { mode: 0o600, timeoutMs: 5_000 };
    await failsWith(t, transport.put(join(directory, 'no', 'file'), Buffer.from('x'), options), 'command_failed');
    await mkdir(join(directory, 'sub'));
    await failsWith(t, transport.put(join(directory, 'sub'), Buffer.from('x'), options), 'command_failed');
    t.deepEqual(await readdir(join(directory, 'sub')), []);
  },
  'stops a put at its time limit': async (t, transport, directory) => {
    const never = new Readable({ read: () => {} });
    await failsWith(
      t,
      transport.put(join(directory, 'never'), never, { mode: 0o600, timeoutMs: 300 }),
      'command_timeout',
    );
    never.destroy();
    t.deepEqual(await readdir(directory), []);
  },
  'accepts absolute paths only': async (t, transport) => {
    const options = { mode: 0o600, timeoutMs: 5_000 };
    for (const path of ['relative', '', '/ends/with/', '/nul\0byte']) {
      await t.throwsAsync(transport.put(path, Buffer.from('x'), options), { name: 'validation_failed' });
      await t.throwsAsync(transport.get(path), { name: 'validation_failed' });
    }
  },
  'says what is wrong with a file that cannot be read': async (t, transport, directory) => {
    await failsWith(t, transport.get(join(directory, 'missing')), 'command_failed');
    await failsWith(t, transport.get(directory), 'command_failed');
  },
  'errors a stream that is longer than wanted': async (t, transport, directory) => {
    const path = join(directory, 'large');
    await writeFile(path, randomBytes(500_000));
    await failsWith(t, transport.get(path, { maxBytes: 100_000 }).then(buffer), 'output_too_large');
  },
  'gives a slow reader every byte': async (t, transport, directory) => {
    const content = randomBytes(8_000_000);
    await writeFile(join(directory, 'large'), content);
    const chunks: Buffer[] = [];
    for await (const chunk of await transport.get(join(directory, 'large'))) {
      chunks.push(chunk as Buffer);
      if (chunks.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    t.true(Buffer.concat(chunks).equals(content));
  },
  'stops reading when the reader goes away': async (t, transport, directory) => {
    await writeFile(join(directory, 'large'), randomBytes(8_000_000));
    const stream = await transport.get(join(directory, 'large'));
    stream.destroy();
    t.is((await transport.run(ask('echo fine'))).exitCode, 0);
  },
  'cancels a read': async (t, transport, directory) => {
    await writeFile(join(directory, 'large'), randomBytes(8_000_000));
    const controller = new AbortController();
    const stream = await transport.get(join(directory, 'large'), { signal: controller.signal });
    controller.abort();
    await failsWith(t, buffer(stream), 'cancelled');
  },
  'opens TCP ports and socket paths that the host can reach': async (t, transport, directory) => {
    const path = join(directory, 'echo.sock');
    const servers = [await listen(0), await listen(path)];
    const address = servers[0]?.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const target of [{ host: '127.0.0.1', port }, { socketPath: path }]) {
      const stream = await transport.open(target);
      stream.end('ping');
      t.is((await buffer(stream)).toString(), 'pong: ping');
    }
    for (const server of servers) server.close();
  },
  'says that nothing listens on a port or a socket path': async (t, transport, directory) => {
    const server = await listen(0);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    await failsWith(t, transport.open({ host: '127.0.0.1', port }), 'connection_refused');
    await failsWith(t, transport.open({ socketPath: join(directory, 'missing.sock') }), 'connection_refused');
  },
});

function listen(where: number | string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let seen = '';
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString())).on('end', () => socket.end(`pong: ${seen}`));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => resolve(server);
    if (typeof where === 'number') server.listen(where, '127.0.0.1', listening);
    else server.listen(where, listening);
  });
}
