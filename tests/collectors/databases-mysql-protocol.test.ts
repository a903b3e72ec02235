import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { Measurement, MeasureInput } from '../../src/collectors/databases/engine.js';
import { mysqlClient } from '../../src/collectors/databases/engines/mysql/client.js';
import { peekGreeting, readGreeting } from '../../src/collectors/databases/engines/mysql/greeting.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';

/** A server that says `first` and then whatever it was given, whatever it is asked. */
function saying(first: Buffer, ...then: readonly Buffer[]): Duplex {
  const rest = [...then];
  const stream: Duplex = new Duplex({
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      stream.push(rest.shift() ?? null);
      done();
    },
  });
  stream.push(first);
  return stream;
}

function packet(sequence: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, body]);
}

function greetingOf(version: string): Buffer {
  const flags = Buffer.from([0xff, 0xf7, 0x08, 0x02, 0x00, 0xff, 0x81, 21]);
  return packet(
    0,
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    Buffer.alloc(4),
    Buffer.from('12345678\0'),
    flags,
    Buffer.alloc(10),
    Buffer.from('123456789012\0mysql_native_password\0'),
  );
}

function errorOf(number: number, text: string, sequence = 0): Buffer {
  return packet(sequence, Buffer.from([0xff, number & 0xff, number >> 8]), Buffer.from(`#08004${text}`));
}

function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

function inputOf(stream: () => Duplex, more: Partial<MeasureInput> = {}): MeasureInput {
  return {
    endpoint: {
      engine: 'mysql',
      identity: 'mysql:3306',
      address: '127.0.0.1',
      port: 3306,
      socketPath: null,
      containerId: 'c1',
      containerName: 'db',
      foundBy: [],
    },
    connect: async () => stream(),
    forward: () => Promise.reject(new Error('not used')),
    runLocal: () => Promise.resolve([]),
    login: { user: 'monitor', password: 'do not tell' },
    previous: undefined,
    elapsedSeconds: undefined,
    signal: AbortSignal.timeout(10_000),
    ...more,
  };
}

test('the greeting is read in whatever pieces it comes, and left for the driver', async (t) => {
  const greeting = greetingOf('8.0.36');
  const stream = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const reading = peekGreeting(stream, 2_000, 'the server');
  for (const byte of greeting) {
    stream.push(Buffer.from([byte]));
    await sleep(0);
  }
  t.deepEqual(await reading, { kind: 'version', versionText: '8.0.36', offersTls: false });
  t.deepEqual(stream.read(), greeting);
});

test('what does not greet as a database is a protocol error, soon', async (t) => {
  const silent = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const error = await t.throwsAsync(peekGreeting(silent, 50, 'the server'), { instanceOf: RemoteError });
  t.is(error?.errorClass, 'protocol_error');
  const closing = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  closing.push(null);
  await t.throwsAsync(peekGreeting(closing, 2_000, 'the server'), { instanceOf: RemoteError });
  t.throws(() => readGreeting(Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'), 'the server'), { instanceOf: RemoteError });
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        readGreeting(Buffer.from(bytes), 'x');
      } catch (thrown) {
        if (!(thrown instanceof RemoteError)) throw thrown;
      }
    }),
  );
});

test('a server that is full is online and critical; one that blocks this host says what helps', async (t) => {
  const full = await mysqlClient.measure(inputOf(() => saying(errorOf(1040, 'Too many connections'))));
  t.is(full.status, 'online');
  t.deepEqual(codesOf(full), ['critical connections_exhausted']);
  const blocked = await mysqlClient.measure(inputOf(() => saying(errorOf(1129, "Host '172.17.0.1' is blocked"))));
  t.is(blocked.status, 'unknown');
  t.regex(blocked.statusReason ?? '', /flush-hosts/);
  const stranger = await mysqlClient.measure(inputOf(() => saying(errorOf(1130, "Host 'x' is not allowed"))));
  t.is(stranger.status, 'login_required');
});

test('accounts that are locked or expired ask for a login with the reason', async (t) => {
  for (const [number, reason] of [
    [3118, /locked/],
    [4151, /locked/],
    [1862, /expired/],
    [1698, /unix_socket/],
  ] as const) {
    const measured = await mysqlClient.measure(inputOf(() => saying(greetingOf('8.0.36'), errorOf(number, 'no', 2))));
    t.is(measured.status, 'login_required');
    t.regex(measured.statusReason ?? '', reason);
    t.is(measured.version, '8.0.36');
  }
});

test('a server that talks nonsense after its greeting costs its measurement and nothing else', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 8 }),
      fc.boolean(),
      async (answers, framed) => {
        const chunks = answers.map((bytes, index) =>
          framed ? packet(index + 2, Buffer.from(bytes)) : Buffer.from(bytes),
        );
        try {
          const input = inputOf(() => saying(greetingOf('8.0.36'), ...chunks), { signal: AbortSignal.timeout(150) });
          const measured = await mysqlClient.measure(input);
          t.false(JSON.stringify(measured).includes('do not tell'));
        } catch (error) {
          if (!(error instanceof RemoteError)) throw error;
        }
      },
    ),
    { numRuns: runs(40) },
  );
  t.pass();
});

test('a refused forwarding without a local way is told as it is', async (t) => {
  const connect = () => Promise.reject(new RemoteError('forwarding_refused', 'AllowTcpForwarding is no'));
  const error = await t.throwsAsync(mysqlClient.measure(inputOf(() => saying(Buffer.alloc(0)), { connect })), {
    instanceOf: RemoteError,
  });
  t.is(error?.errorClass, 'forwarding_refused');
});
