import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/time/index.js';
import { judgeClock } from '../../src/collectors/time/judge.js';
import {
  parseChronyTracking,
  parseNtpPeers,
  parseTimedatectl,
  parseTimesyncStatus,
} from '../../src/collectors/time/parser.js';
import { timeFactsSchema } from '../../src/collectors/time/schema.js';
import { readTimespanSeconds } from '../../src/collectors/time/timespan.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string) => outputOf(fixture(`time/${name}.txt`));
const systemd252 = { versions: { systemctl: 'systemd 252 (252.30-1~deb12u2)' } };

test('chrony: positive is slow of the reference, so behind', (t) => {
  t.deepEqual(parseChronyTracking(read('chronyc-4.3')).value, {
    synchronised: true,
    offsetSeconds: -0.000012345,
    stratum: 3,
    server: '192.168.0.1',
  });
  t.like(parseChronyTracking(read('chronyc-3.4-fast')).value, { synchronised: true, offsetSeconds: 0.25031 });
});

test('chrony: never synchronised is no, and its zeros are no offset', (t) => {
  t.deepEqual(parseChronyTracking(read('chronyc-4.3-unsynchronised')).value, {
    synchronised: false,
    offsetSeconds: null,
    stratum: 0,
    server: null,
  });
});

test('a daemon that does not run says nothing; rubbish is an error', (t) => {
  const silent = parseChronyTracking({ ...read('chronyc-down'), exitCode: 1 });
  t.is(silent.value.synchronised, null);
  t.deepEqual(silent.errors, []);
  t.throws(() => parseChronyTracking(outputOf('a,b,c\n')), { instanceOf: ParseError });
  const refused = { ...outputOf(''), stderr: Buffer.from('ntpq: read: Connection refused\n') };
  t.is(parseNtpPeers(refused).value.synchronised, null);
  t.throws(() => parseNtpPeers(outputOf('')), { instanceOf: ParseError });
});

test('ntpq: the peer with the asterisk, in seconds, ahead where the server is behind', (t) => {
  t.deepEqual(parseNtpPeers(read('ntpq-4.2.8')).value, {
    synchronised: true,
    offsetSeconds: 0.001204,
    stratum: 2,
    server: '192.0.2.33',
  });
  t.like(parseNtpPeers(read('ntpq-4.2.8-none-followed')).value, { synchronised: false, offsetSeconds: null });
  t.like(parseNtpPeers(outputOf("No association ID's returned\n")).value, { synchronised: false });
});

test('ntpq of NTPsec: a pulse counts, long addresses stand on a line of their own', (t) => {
  t.like(parseNtpPeers(read('ntpsec-1.2')).value, { synchronised: true, server: '127.127.20.0', stratum: 0 });
  const wrapped = fixture('time/ntpsec-1.2.txt').replace(/^o.*\n/m, '');
  t.like(parseNtpPeers(outputOf(wrapped)).value, {
    synchronised: true,
    server: '2001:db8:cafe:1234:5678:9abc:def0:1',
    offsetSeconds: -0.0012043,
  });
});

test('timedatectl: show and status of four versions', (t) => {
  const expected = {
    'timedatectl-show-252': [true, true, 'Europe/Berlin'],
    'timedatectl-status-252': [false, false, 'Europe/Berlin'],
    'timedatectl-status-219': [true, true, 'Europe/Berlin'],
    'timedatectl-status-229': [false, true, 'Etc/UTC'],
  };
  for (const [name, values] of Object.entries(expected)) {
    const { synchronised, serviceEnabled, timeZone } = parseTimedatectl(read(name)).value;
    t.deepEqual([synchronised, serviceEnabled, timeZone], values, name);
  }
  t.throws(() => parseTimedatectl(outputOf('Failed to connect to bus\n')), { instanceOf: ParseError });
});

test('systemd’s spans of time', (t) => {
  const spans = { '+1.204ms': 0.001204, '-356us': -0.000356, '1min 2.5s': 62.5, '0': 0, '-2h 1s': -7201 };
  for (const [text, seconds] of Object.entries(spans)) t.is(readTimespanSeconds(text), seconds, text);
  for (const text of ['', 'n/a', '1 parsec', undefined]) t.is(readTimespanSeconds(text), null);
  t.like(parseTimesyncStatus(read('timesync-status-252')).value, {
    offsetSeconds: 0.001204,
    stratum: 2,
    server: '192.0.2.123',
  });
});

test('the daemon’s word counts before the kernel’s flag; nobody’s word is not known', (t) => {
  const systemd = { synchronised: true, serviceEnabled: true, timeZone: 'UTC' };
  const chrony = { synchronised: false, offsetSeconds: null, stratum: 0, server: null };
  t.like(judgeClock({ chrony, systemd }), { source: 'chrony', synchronised: false, timeZone: 'UTC' });
  t.like(judgeClock({ chrony: { ...chrony, synchronised: null }, systemd }), { source: 'systemd', synchronised: true });
  t.is(judgeClock({}), undefined);
});

test('a host with timesyncd: its offset is asked only because its service is on', async (t) => {
  const answers = [
    { args: 'show', file: 'time/timedatectl-show-252.txt' },
    { args: 'timesync-status', file: 'time/timesync-status-252.txt' },
  ];
  const host = await createShimHost({ timedatectl: { answers } }, systemd252);
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.like(collected[0]!.facts, { source: 'timesyncd', synchronised: true, offsetSeconds: 0.001204 });
  t.deepEqual(collected[0]!.watched, { timeSynchronised: true });
  t.deepEqual(
    collected[0]!.samples.map(({ metric, value }) => [metric, value]),
    [
      ['time_synchronised', 1],
      ['time_offset_seconds', 0.001204],
    ],
  );
  await host.replace('timedatectl', { answers: [{ args: 'show', stdout: 'NTP=no\nNTPSynchronized=no\n' }] });
  const off = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.like(off.collected[0]!.facts, { source: 'systemd', synchronised: false, offsetSeconds: null });
  t.is((await host.calls()).filter(({ args }) => args[0] === 'timesync-status').length, 1);
});

test('a host of systemd 219 is asked by status; one with chrony installed but not running by systemd', async (t) => {
  const host = await createShimHost(
    {
      timedatectl: { answers: [{ args: 'status', file: 'time/timedatectl-status-219.txt' }] },
      chronyc: { answers: [{ args: '-n -c tracking', file: 'time/chronyc-down.txt', exitCode: 1 }] },
    },
    { versions: { systemctl: 'systemd 219' } },
  );
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.like(collected[0]!.facts, { source: 'systemd', synchronised: true });
});

test('whatever comes, the clock’s facts are valid or the error is typed', (t) => {
  const texts = fixtureNames('time').map(fixture);
  const piece = fc.string({ unit: fc.constantFrom(',', '=', ':', '*', ' ', '\n', '9', '-', '.', 'e', 'no') });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(800), fc.nat(60), piece, (text, at, cut, inserted) => {
      const output = outputOf(text.slice(0, at) + inserted + text.slice(at + cut));
      const attempt = <T>(parse: (given: typeof output) => { value: T }): T | undefined => {
        try {
          return parse(output).value;
        } catch (error) {
          if (!(error instanceof ParseError)) t.fail(String(error));
          return undefined;
        }
      };
      const facts = judgeClock({
        chrony: attempt(parseChronyTracking),
        ntp: attempt(parseNtpPeers),
        timesyncd: attempt(parseTimesyncStatus),
        systemd: attempt(parseTimedatectl),
      });
      t.true(facts === undefined || timeFactsSchema.safeParse(facts).success);
      t.false(Object.is(facts?.offsetSeconds, -0));
    }),
    { numRuns: runs(1500) },
  );
});
