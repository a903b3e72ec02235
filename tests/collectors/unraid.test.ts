import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/unraid/index.js';
import { parseUnraid } from '../../src/collectors/unraid/parser.js';
import { unraidFactsSchema } from '../../src/collectors/unraid/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const STARTED = 'unraid/started-6.12.txt';
const DEGRADED = 'unraid/degraded-checking-6.12.txt';
const read = (name: string) => parseUnraid(outputOf(fixture(name))).value;

test('a healthy array; a sleeping disk is one that sleeps, and not a failed one', (t) => {
  const facts = read(STARTED);
  t.like(facts, { arrayState: 'STARTED', started: true, degraded: false });
  t.deepEqual(facts.parity, {
    action: null,
    progressPercent: null,
    errors: 0,
    finishedAt: '2023-11-15T09:20:00.000Z',
    succeeded: true,
  });
  t.deepEqual(
    facts.disks.map(({ name, status, spunDown }) => `${name} ${status} ${spunDown}`),
    ['parity DISK_OK false', 'disk1 DISK_OK true', 'flash DISK_OK false'],
  );
});

test('a disabled disk is a degraded array; a check that runs has a progress and no verdict', (t) => {
  const facts = read(DEGRADED);
  t.true(facts.degraded);
  t.deepEqual(facts.parity, {
    action: 'check P',
    progressPercent: 50,
    errors: 17,
    finishedAt: null,
    succeeded: null,
  });
  t.like(facts.disks[1], { status: 'DISK_DSBL', errors: 128, spunDown: false });
});

test('a number that is missing is not known, and one above zero is enough', (t) => {
  const without = fixture(STARTED).replace('mdNumMissing="0"\n', '');
  t.is(parseUnraid(outputOf(without)).value.degraded, null);
  const disabled = fixture(DEGRADED).replace('mdNumMissing="0"\n', '');
  t.true(parseUnraid(outputOf(disabled)).value.degraded);
  t.throws(() => parseUnraid(outputOf('NAME="Tower"\n')), { instanceOf: ParseError });
});

test('a host with Unraid: one cat', async (t) => {
  const host = await createShimHost({ mdcmd: 'exit 1', cat: `/bin/cat tests/fixtures/commands/${DEGRADED}` });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]!.watched, {
    arrayState: 'STARTED',
    arrayDegraded: true,
    parityAction: 'check P',
    parityErrors: 17,
  });
  t.deepEqual(
    (await host.calls()).map(({ tool }) => tool),
    ['cat'],
  );
  const errors = collected[0]!.samples.filter(({ metric }) => metric === 'unraid_disk_errors');
  t.deepEqual(
    errors.map(({ labels, value }) => `${labels['device']} ${value}`),
    ['WDC_WD80EFAX-00000_VDH00001 0', 'WDC_WD80EFAX-00000_VDH00002 128', 'SanDisk_Ultra_Fit 0'],
  );
});

test('other hosts are not asked', async (t) => {
  const host = await createShimHost({ cat: 'exit 0' });
  t.teardown(host.close);
  const { collected } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(collected[0]!.missing, ['unraid.array']);
  t.deepEqual(await host.calls(), []);
});

test('whatever comes, the facts are valid or the error is typed', (t) => {
  const texts = fixtureNames('unraid').map(fixture);
  const piece = fc.string({ unit: fc.constantFrom('"', '=', '[', ']', '\n', '9', '-', 'disk') });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(1200), fc.nat(60), piece, (text, at, cut, inserted) => {
      try {
        const { value } = parseUnraid(outputOf(text.slice(0, at) + inserted + text.slice(at + cut)));
        t.true(unraidFactsSchema.safeParse(value).success);
        t.true(value.parity.progressPercent === null || value.parity.progressPercent <= 100);
      } catch (error) {
        if (!(error instanceof ParseError)) t.fail(String(error));
      }
    }),
    { numRuns: runs(1000) },
  );
});
