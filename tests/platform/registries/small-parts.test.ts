import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { classifyAddress, type AddressClass } from '../../../src/platform/registries/address-class.js';
import { readChallenge } from '../../../src/platform/registries/challenge.js';
import {
  guardedLookup,
  mayConnect,
  OUT_OF_REACH,
  reachFrom,
  type Reach,
} from '../../../src/platform/registries/guarded-lookup.js';
import { HostLimiter, HostPausedError } from '../../../src/platform/registries/host-limiter.js';
import { rankPlatform, renderPlatform, type Platform } from '../../../src/platform/registries/platform.js';
import { readRateLimit } from '../../../src/platform/registries/rate-limit.js';
import { listOrigins } from '../../../src/platform/registries/registry-access.js';
import {
  REGISTRY_ERRORS,
  RegistryError,
  type RegistryErrorCode,
} from '../../../src/platform/registries/registry-error.js';
import { readRetryAfter } from '../../../src/platform/registries/retry-after.js';

const ADDRESSES = {
  loopback:
    '127.0.0.1 127.255.0.9 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:0:0:1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::',
  forbidden:
    '0.0.0.0 169.254.169.254 224.0.0.1 255.255.255.255 :: fe80::1 ff02::1 fd00:ec2::254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 nonsense',
  private:
    '10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 fc00::1 fd12:3456::1 ::ffff:10.0.0.1 64:ff9b::c0a8:101',
  public: '1.1.1.1 172.32.0.1 192.169.0.1 100.128.0.1 2606:4700::1 ::ffff:1.1.1.1 11.0.0.1',
} as const;

test('addresses are told apart, also IPv4 within IPv6', (t) => {
  for (const [expected, addresses] of Object.entries(ADDRESSES) as [AddressClass, string][]) {
    for (const address of addresses.split(' ')) t.is(classifyAddress(address), expected, address);
  }
});

test('a registry sends nobody nearer to us than it is itself', (t) => {
  t.true(mayConnect('127.0.0.1', reachFrom('127.0.0.1')));
  t.true(mayConnect('10.0.0.9', reachFrom('10.0.0.1')));
  t.false(mayConnect('127.0.0.1', reachFrom('10.0.0.1')));
  t.false(mayConnect('10.0.0.1', reachFrom('1.1.1.1')));
  t.true(mayConnect('8.8.8.8', reachFrom('1.1.1.1')));
  for (const from of ['127.0.0.1', '10.0.0.1', '1.1.1.1', '169.254.1.1', null]) {
    t.false(mayConnect('169.254.169.254', reachFrom(from)), String(from));
  }
});

test('a name that leads nearer to us than it may is refused before anything is connected', async (t) => {
  const lookUp = (reach: Reach) =>
    new Promise((resolve) => {
      guardedLookup(reach)('localhost', { all: true }, (error, addresses) => resolve(error?.code ?? addresses));
    });
  t.is(await lookUp('public'), OUT_OF_REACH);
  t.is(await lookUp('private'), OUT_OF_REACH);
  t.true(Array.isArray(await lookUp('loopback')));
  t.true(Array.isArray(await lookUp('anywhere')));
});

test('demands for a login are read as they are written', (t) => {
  t.deepEqual(
    readChallenge('Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a:pull"'),
    {
      scheme: 'bearer',
      realm: 'https://auth.docker.io/token',
      service: 'registry.docker.io',
    },
  );
  t.deepEqual(readChallenge('bearer  realm=https://a/t , service=x'), {
    scheme: 'bearer',
    realm: 'https://a/t',
    service: 'x',
  });
  t.deepEqual(readChallenge('Basic realm="a, b=\\"c\\"", Bearer realm="https://a/t"'), {
    scheme: 'bearer',
    realm: 'https://a/t',
    service: null,
  });
  t.deepEqual(readChallenge('Basic realm="x"'), { scheme: 'basic' });
  t.deepEqual(readChallenge('Basic'), { scheme: 'basic' });
  for (const header of [
    undefined,
    '',
    'Negotiate',
    'Bearer',
    'Bearer realm=""',
    'Digest realm="x", nonce="y"',
    '"',
    '=',
    ',,,',
  ]) {
    t.is(readChallenge(header), null, header);
  }
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void readChallenge(text)));
  fc.assert(fc.property(fc.stringMatching(/^[Barerlm ="\\,]{0,60}$/), (text) => void readChallenge(text)));
});

test('how long to wait is read from whatever a registry writes', (t) => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  t.is(readRetryAfter('30', 0, now), 30_000);
  t.is(readRetryAfter('0', 0, now), 250);
  t.is(readRetryAfter('0.0001', 0, now), 250);
  t.is(readRetryAfter('1.5', 0, now), 1_500);
  t.is(readRetryAfter('2ms', 0, now), 250);
  t.is(readRetryAfter('2m', 0, now), 120_000);
  t.is(readRetryAfter('7200', 0, now), 7_200_000);
  t.is(readRetryAfter('999999999', 0, now), 86_400_000);
  t.is(readRetryAfter('Thu, 01 Jan 2026 00:00:10 GMT', 0, now), 10_000);
  t.is(readRetryAfter('Wed, 31 Dec 2025 23:00:00 GMT', 0, now), 250);
  for (const odd of [undefined, '', 'soon', '-5', 'NaN', '1e9', '5 apples']) {
    t.deepEqual(
      [0, 1, 2].map((attempt) => readRetryAfter(odd, attempt, now)),
      [1_000, 2_000, 4_000],
      odd,
    );
  }
});

test('limits are read from the headers of Docker Hub and of GHCR', (t) => {
  t.deepEqual(readRateLimit({ 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600' }), {
    limit: 100,
    remaining: 76,
    windowSeconds: 21_600,
  });
  t.deepEqual(readRateLimit({ 'ratelimit-remaining': '0' }), { limit: null, remaining: 0, windowSeconds: null });
  t.deepEqual(readRateLimit({ 'x-ratelimit-limit': '44000', 'x-ratelimit-remaining': '43999' }), {
    limit: 44_000,
    remaining: 43_999,
    windowSeconds: null,
  });
  t.is(readRateLimit({}), null);
  t.is(readRateLimit({ 'ratelimit-limit': '100;w=21600' }), null);
  t.is(readRateLimit({ 'ratelimit-remaining': 'lots' }), null);
});

const platform = (text: string): Platform => {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, variant: variant ?? null };
};

test('an image suits a host of its architecture and level, and no other', (t) => {
  const suits =
    'linux/amd64>linux/amd64 linux/arm64/v8>linux/arm64 linux/arm64>linux/aarch64 linux/arm/v6>linux/arm/v7 linux/arm>linux/arm/v7 linux/amd64>linux/x86_64 linux/amd64/v2>linux/amd64/v3 linux/386>linux/i686 linux/s390x>linux/s390x';
  for (const pair of suits.split(' ')) {
    const [image = '', host = ''] = pair.split('>');
    t.not(rankPlatform(platform(image), platform(host)), null, pair);
  }
  const not =
    'linux/arm64>linux/amd64 linux/arm/v7>linux/arm/v6 linux/arm/v7>linux/arm64 linux/386>linux/amd64 windows/amd64>linux/amd64 linux/amd64/v3>linux/amd64 linux/arm>linux/arm/v6 linux/unknown>linux/amd64 linux/arm64/v9>linux/arm64';
  for (const pair of not.split(' ')) {
    const [image = '', host = ''] = pair.split('>');
    t.is(rankPlatform(platform(image), platform(host)), null, pair);
  }
  const ranks = ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'].map(
    (image) => rankPlatform(platform(image), platform('linux/arm/v7')) ?? 0,
  );
  t.deepEqual(
    ranks,
    ranks.toSorted((a, b) => a - b),
    'the nearest level is the best',
  );
  t.is(renderPlatform(platform('Linux/aarch64')), 'linux/arm64');
});

test('the API of Docker Hub has another name; HTTP is tried only where it may be', (t) => {
  const urls = (host: string, insecure = false) => listOrigins({ host, insecure }).map(({ url }) => url.href);
  t.deepEqual(urls('docker.io'), ['https://registry-1.docker.io/']);
  t.deepEqual(urls('ghcr.io'), ['https://ghcr.io/']);
  t.deepEqual(urls('10.0.0.1:5000'), ['https://10.0.0.1:5000/']);
  t.deepEqual(urls('10.0.0.1:5000', true), ['https://10.0.0.1:5000/', 'http://10.0.0.1:5000/']);
  t.deepEqual(urls('localhost:5000'), ['https://localhost:5000/', 'http://localhost:5000/']);
  t.deepEqual(urls('[::1]:5000'), ['https://[::1]:5000/', 'http://[::1]:5000/']);
  t.deepEqual(urls('localhost.example.org'), ['https://localhost.example.org/']);
});

test('every error says what to do', (t) => {
  for (const code of Object.keys(REGISTRY_ERRORS) as RegistryErrorCode[]) {
    const error = new RegistryError(code, 'example.org did it.');
    t.regex(error.message, /example\.org did it\. [A-Z].{20}/);
  }
});

test('the usual pace may change while it is kept', async (t) => {
  const limiter = new HostLimiter({ maxInFlight: 2, requestsPerSecond: 1, burst: 1, random: () => 0 });
  limiter.setRate(1_000);
  const start = performance.now();
  for (let turn = 0; turn < 10; turn += 1) await limiter.takeTurn(1_000);
  t.true(performance.now() - start < 5_000);
});

test('a pause is for everybody, and gaps come back slowly', async (t) => {
  const limiter = new HostLimiter({ maxInFlight: 2, requestsPerSecond: 1_000, burst: 2, random: () => 0 });
  limiter.pause(Date.now() + 120);
  const start = performance.now();
  await Promise.all([limiter.takeTurn(1_000), limiter.takeTurn(1_000)]);
  t.true(performance.now() - start >= 110);
  limiter.pause(Date.now() + 60_000);
  const error = await t.throwsAsync(limiter.takeTurn(1_000), { instanceOf: HostPausedError });
  t.true((error?.untilMs ?? 0) > Date.now() + 50_000);
});
