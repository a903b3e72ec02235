import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/virtualisation/index.js';
import { parsePctList, parseQmList, parseVirshList } from '../../src/collectors/virtualisation/parser.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string) => outputOf(fixture(`virtualisation/${name}.txt`));
const rowsOf = (guests: ReturnType<typeof parseQmList>['value']['guests']) =>
  guests?.map(({ id, name, state, running }) => `${id} ${name}: ${state} ${running}`);

test('libvirt: names with blanks, states of two words, old heads', (t) => {
  const { value, errors } = parseVirshList(read('virsh-9.0'));
  t.deepEqual(errors, []);
  t.deepEqual(rowsOf(value.guests), [
    '1 web: running true',
    '4 build box 2: paused true',
    'null old: shut off false',
    'null crashed-one: crashed false',
  ]);
  t.deepEqual(rowsOf(parseVirshList(read('virsh-1.2')).value.guests), [
    '7 db: idle true',
    'null spare: shut off false',
  ]);
});

test('Proxmox: machines and containers, the lock may be empty', (t) => {
  t.deepEqual(rowsOf(parseQmList(read('qm-list-8')).value.guests), [
    '100 web: running true',
    '101 windows-2022: stopped false',
    '102 migrating: prelaunch false',
  ]);
  t.deepEqual(rowsOf(parsePctList(read('pct-list-8')).value.guests), [
    '201 dns: running true',
    '202 mail: stopped false',
  ]);
});

test('no guest is none; a manager that does not answer is not known, in its own words', (t) => {
  t.deepEqual(parseQmList(outputOf('')).value, { guests: [], problem: null });
  const failed = {
    ...outputOf(''),
    exitCode: 1,
    stderr: Buffer.from('error: failed to connect to the hypervisor\nerror: Failed to connect socket\n'),
  };
  t.deepEqual(parseVirshList(failed).value, { guests: null, problem: 'error: Failed to connect socket' });
  t.is(parseQmList(failed).value.guests, null);
  t.is(parseVirshList(outputOf('')).value.guests, null);
});

test('a Proxmox host', async (t) => {
  const host = await createShimHost({
    qm: { answers: [{ args: 'list', file: 'virtualisation/qm-list-8.txt' }] },
    pct: { answers: [{ args: 'list', file: 'virtualisation/pct-list-8.txt' }] },
  });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]!.watched, { qemuGuestsRunning: 1, lxcGuestsRunning: 1 });
  t.deepEqual(
    collected[0]!.samples.map(({ metric, labels, value }) => `${metric} ${labels['manager']} ${value}`),
    ['guests_running qemu 1', 'guests_stopped qemu 2', 'guests_running lxc 1', 'guests_stopped lxc 1'],
  );
});

test('a client of libvirt without its daemon is no failure and not zero guests', async (t) => {
  const host = await createShimHost({ virsh: { answers: [{ stderr: 'error: no socket\n', exitCode: 1 }] } });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.true(collected[0]!.samples.every(({ value }) => value === null));
  t.deepEqual(collected[0]!.watched, { libvirtGuestsRunning: null });
});

test('whatever comes, a row is a guest or a typed error', (t) => {
  const texts = fixtureNames('virtualisation').map(fixture);
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(400), fc.nat(50), fc.string(), (text, at, cut, inserted) => {
      for (const parse of [parseVirshList, parseQmList, parsePctList]) {
        try {
          const { value } = parse(outputOf(text.slice(0, at) + inserted + text.slice(at + cut)));
          t.true(value.guests === null || value.guests.every(({ name, state }) => name !== '' && state !== ''));
        } catch (error) {
          if (!(error instanceof ParseError)) t.fail(String(error));
        }
      }
    }),
    { numRuns: runs(500) },
  );
});
