import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import test from 'ava';
import { BSON } from 'mongodb';
import { mongodbClient } from '../../src/collectors/databases/engines/mongodb/client.js';
import { redisClient } from '../../src/collectors/databases/engines/redis/client.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { startRedis } from '../helpers/database-servers.js';
import { measure } from '../helpers/measure-database.js';
import { startMongodbAnswerer } from '../helpers/mongodb-answerer.js';
import { makeCertificate } from '../helpers/own-certificate.js';
import { listen, recordTo } from '../helpers/recording-relay.js';

const LOGIN = { user: 'the-watcher', password: 'canary-open-sesame' };

function tells(bytes: Buffer): boolean {
  return [LOGIN.user, LOGIN.password].some((word) => bytes.includes(word));
}

/** The first byte of a record of a handshake. */
function isTls(bytes: Buffer): boolean {
  return bytes[0] === 0x16;
}

test('Redis with TLS only gets the login within TLS and nowhere else', async (t) => {
  const settings = ['--tls-auth-clients', 'no', '--user', LOGIN.user, 'on', `>${LOGIN.password}`, '+@all'];
  const server = await startRedis(settings, {}, makeCertificate(t));
  t.teardown(server.stop);
  const relay = await recordTo(t, server.port);
  const measured = await measure(redisClient, relay.port, { login: LOGIN });
  t.is(measured.status, 'online', measured.statusReason ?? '');
  t.is(measured.details['tls'], true);
  t.true(relay.sent().some(isTls));
  t.true(
    relay.sent().some((bytes) => bytes.includes('PING')),
    'it was asked without TLS first',
  );
  t.deepEqual(relay.sent().filter(tells), []);
});

test('what answered without TLS last time and takes nothing else now gets no login without it', async (t) => {
  const settings = ['--requirepass', LOGIN.password];
  const plain = await startRedis(settings);
  t.teardown(plain.stop);
  const login = { user: 'default', password: LOGIN.password };
  const before = await measure(redisClient, plain.port, { login });
  t.is(before.details['tls'], false);
  const secured = await startRedis([...settings, '--tls-auth-clients', 'no'], {}, makeCertificate(t));
  t.teardown(secured.stop);
  const relay = await recordTo(t, secured.port);
  const after = await measure(redisClient, relay.port, { login, previous: before });
  t.is(after.status, 'online');
  t.deepEqual(relay.sent().filter(tells), []);
});

const STRANGERS = {
  'one that hangs up': (socket: Socket) => socket.once('data', () => socket.destroy()),
  'one that resets': (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
  'an alert of TLS': (socket: Socket) => socket.once('data', () => socket.end(Buffer.from('15030300020246', 'hex'))),
  'a web server': (socket: Socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
  'one that speaks the same way': (socket: Socket) => socket.on('data', () => socket.write('+OK\r\n')),
};

for (const [name, answer] of Object.entries(STRANGERS)) {
  test(`a login of Redis or MongoDB is not told to what is no such server: ${name}`, async (t) => {
    for (const client of [redisClient, mongodbClient]) {
      const stranger = await listen(t, answer);
      const error = await t.throwsAsync(
        measure(client, stranger.port, { login: LOGIN, signal: AbortSignal.timeout(20_000) }),
        { instanceOf: RemoteError },
      );
      t.not((error as RemoteError).errorClass, 'permission_denied');
      t.true(stranger.sent().length > 0);
      t.deepEqual(stranger.sent().filter(tells), []);
    }
  });
}

test('MongoDB with TLS only is not told even the name of the user without it', async (t) => {
  const text = readFileSync('tests/fixtures/commands/databases-engines/mongodb-8.0-primary.json', 'utf8');
  const { hello } = BSON.EJSON.parse(text, { relaxed: false }) as Record<string, BSON.Document>;
  const server = await startMongodbAnswerer(
    (name) => (/^(?:hello|ismaster)$/i.test(name) ? hello : { ok: 0, code: 18, errmsg: 'Authentication failed.' }),
    makeCertificate(t),
  );
  t.teardown(server.close);
  const relay = await recordTo(t, server.port);
  const measured = await measure(mongodbClient, relay.port, { login: LOGIN });
  t.is(measured.status, 'login_required', measured.statusReason ?? '');
  t.true(server.commands.includes('saslStart'), 'within TLS it was tried');
  t.true(
    relay.sent().some((bytes) => bytes.length > 0 && !isTls(bytes)),
    'it was asked without TLS first',
  );
  t.deepEqual(relay.sent().filter(tells), []);
});
