import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { decodeHexAddress, normaliseAddress } from '../../src/collectors/certificates/addresses.js';
import { learnFromFiles } from '../../src/collectors/certificates/judge.js';
import { certificatesMetrics } from '../../src/collectors/certificates/metrics.js';
import { observeCertificate, readAlternativeNames } from '../../src/collectors/certificates/observe-certificate.js';
import { parseFiles, parseListeners } from '../../src/collectors/certificates/parser.js';
import { certificatesFactsSchema } from '../../src/collectors/certificates/schema.js';
import { chooseTlsListeners, TLS_PORTS } from '../../src/collectors/certificates/tls-ports.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const files = parseFiles(outputOf(fixture('certificates/files.txt'))).value;
const listenersOf = (name: string) => parseListeners(outputOf(fixture(`certificates/${name}.txt`))).value;
const END = Date.parse('2027-02-19T07:43:23.000Z');
const learn = (nowMs: number) => learnFromFiles(files, [], new Date(nowMs));

test('each certificate of a file is observed, the later ones by their number', (t) => {
  const { facts, errors } = learn(END - 86_400_000);
  t.deepEqual(errors, []);
  t.deepEqual(
    facts?.certificates.map(({ location, subject, isAuthority, selfSigned }) => [
      location,
      subject,
      isAuthority,
      selfSigned,
    ]),
    [
      [
        '/etc/letsencrypt/live/www.example.com/fullchain.pem',
        'C=DE, O=Example\\, Inc., CN=www.example.com',
        false,
        false,
      ],
      ['/etc/letsencrypt/live/www.example.com/fullchain.pem#2', 'O=Example, CN=Example CA', true, true],
      ['/etc/nginx/old.crt', 'CN=old.example', false, true],
    ],
  );
  t.like(facts?.certificates[0], {
    kind: 'file',
    names: ['www.example.com', 'example.com', '192.0.2.7'],
    notAfter: '2027-02-19T07:43:23.000Z',
    keyType: 'rsa-2048',
  });
  t.regex(facts?.certificates[0]?.fingerprint ?? '', /^[0-9a-f]{64}$/);
  t.deepEqual(
    facts?.certificates.map(({ keyType }) => keyType),
    ['rsa-2048', 'ec-prime256v1', 'ed25519'],
  );
  t.deepEqual(facts?.certificates[2]?.names, ['old.example']);
  t.true(facts?.filesComplete);
});

test('expired and expiring are counted; seconds left may be negative; an authority in a chain has no metric', (t) => {
  const soon = learn(END - 86_400_000).facts!;
  t.deepEqual([soon.expired, soon.expiringWithin30Days], [0, 1]);
  const late = learn(END + 60_000).facts!;
  t.deepEqual([late.expired, late.expiringWithin30Days], [1, 0]);
  t.deepEqual(
    certificatesMetrics(late).map(({ labels, value }) => [labels['location'], Math.sign(value ?? 0)]),
    [
      ['/etc/letsencrypt/live/www.example.com/fullchain.pem', -1],
      ['/etc/nginx/old.crt', 1],
    ],
  );
  t.is(certificatesMetrics(late)[0]?.value, -60);
});

test('what is no certificate costs itself, with its place in the error', (t) => {
  const der = Buffer.from('30820101020100', 'hex');
  const broken = { blocks: [{ path: '/a.pem', position: 1, der }, ...files.blocks], complete: true };
  const { facts, errors } = learnFromFiles(broken, [], new Date(END));
  t.is(facts?.certificates.length, 3);
  t.is(errors?.length, 1);
  t.regex(errors?.[0]?.message ?? '', /\/a\.pem/);
});

test('alternative names: quoted ones, addresses, nothing else', (t) => {
  t.deepEqual(readAlternativeNames('DNS:a.example, IP Address:10.0.0.1, URI:http://x, DNS:"b, c", DNS:a.example'), [
    'a.example',
    '10.0.0.1',
    'b, c',
  ]);
  t.deepEqual(readAlternativeNames(''), []);
});

test('a list that was cut off or not ended is not complete', (t) => {
  const text = fixture('certificates/files.txt');
  t.false(parseFiles({ ...outputOf(text), truncated: true }).value.complete);
  t.false(parseFiles(outputOf(text.replace('\u001dend 0\n', ''))).value.complete);
  t.false(parseFiles(outputOf(text.replace('end 0', 'end 1'))).value.complete);
  t.false(parseFiles(outputOf(text.replace('\u001dend', '\u001dfull\n\u001dend'))).value.complete);
});

test('listeners of ss with and without its head, netstat and the kernel’s tables', (t) => {
  t.deepEqual(
    listenersOf('ss-6.1').map(({ address, port }) => `${address} ${port}`),
    ['0.0.0.0 443', ':: 443', '127.0.0.53 53', '0.0.0.0 8006', '127.0.0.1 5432', '192.0.2.9 9443', 'fe80::1 636'],
  );
  t.deepEqual(
    listenersOf('ss-4.6-with-head').map(({ address, port }) => `${address} ${port}`),
    ['0.0.0.0 22', ':: 443'],
  );
  t.deepEqual(
    listenersOf('netstat-2.10').map(({ address, port }) => `${address} ${port}`),
    ['0.0.0.0 22', ':: 443', '127.0.0.1 993'],
  );
  t.deepEqual(
    listenersOf('proc-net-tcp').map(({ address, port }) => `${address} ${port}`),
    ['127.0.0.1 443', ':: 8443', '::1 993'],
  );
  t.deepEqual(parseListeners(outputOf('')).value, []);
  t.throws(() => parseListeners(outputOf('LISTEN what is this\n')), { instanceOf: ParseError });
});

test('addresses of the kernel’s tables are those of 32-bit words', (t) => {
  t.is(decodeHexAddress('0100007F'), '127.0.0.1');
  t.is(decodeHexAddress('0000000000000000FFFF00000100007F'), '127.0.0.1');
  t.is(decodeHexAddress('B80D0120000000000000000001000000'), '2001:db8:0:0:0:0:0:1');
  t.is(normaliseAddress('no.address'), undefined);
});

test('only ports of TLS are chosen; what takes all is asked at loopback, once', (t) => {
  t.deepEqual(
    chooseTlsListeners(listenersOf('ss-6.1')).map(({ address, port, protocol }) => `${address}:${port} ${protocol}`),
    ['127.0.0.1:443 tls', '192.0.2.9:9443 tls', '127.0.0.1:8006 tls', '127.0.0.1:5432 postgresql'],
  );
  t.deepEqual(
    chooseTlsListeners([{ address: '::', port: 443 }]).map(({ address }) => address),
    ['::1'],
  );
  const many = Array.from({ length: 100 }, (_, at) => ({ address: `10.0.0.${at}`, port: 443 }));
  t.is(chooseTlsListeners(many).length, 30);
  t.is(new Set(TLS_PORTS.map(({ port }) => port)).size, TLS_PORTS.length);
});

test('listeners that were not asked leave the picture incomplete', (t) => {
  const { facts } = learnFromFiles(files, listenersOf('ss-6.1'), new Date(END));
  t.false(facts?.listenersComplete);
  t.true(facts?.listeners.every(({ state }) => state === 'not_asked'));
  t.true(learn(END).facts?.listenersComplete);
  t.false(learnFromFiles(files, undefined, new Date(END)).facts?.listenersComplete);
});

test('hostile DER never gives anything but a valid observation or a typed error', (t) => {
  const ders = files.blocks.map(({ der }) => der);
  fc.assert(
    fc.property(
      fc.constantFrom(...ders),
      fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (der, changes) => {
        const changed = Buffer.from(der);
        for (const [at, byte] of changes) changed[at % changed.length] = byte;
        try {
          const seen = observeCertificate(changed, { location: '/x', kind: 'file' });
          const facts = learn(END).facts!;
          t.true(certificatesFactsSchema.safeParse({ ...facts, certificates: [seen] }).success);
        } catch (error) {
          if (!(error instanceof ParseError)) t.fail(String(error));
        }
      },
    ),
    { numRuns: runs(3000) },
  );
});

test('whatever text comes, the parsers give bounded lists or a typed error', (t) => {
  const texts = ['files', 'ss-6.1', 'netstat-2.10', 'proc-net-tcp'].map((name) => fixture(`certificates/${name}.txt`));
  const piece = fc.string({ unit: fc.constantFrom('\u001d', '\n', '.', '/', ':', ' ', '9', 'A', '[', '=') });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(3000), fc.nat(200), piece, (text, at, cut, inserted) => {
      const output = outputOf(text.slice(0, at) + inserted + text.slice(at + cut));
      try {
        const { facts } = learnFromFiles(parseFiles(output).value, parseListeners(output).value, new Date(END));
        t.true(certificatesFactsSchema.safeParse(facts).success);
      } catch (error) {
        if (!(error instanceof ParseError)) t.fail(String(error));
      }
    }),
    { numRuns: runs(1000) },
  );
});
