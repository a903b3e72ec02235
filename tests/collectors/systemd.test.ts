import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/systemd/index.js';
import { parseCrashedServices } from '../../src/collectors/systemd/parser.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, outputOf } from './fixtures.js';

test('crashed services of OpenRC, bare or with their state; none is exit code 1 and silence', (t) => {
  const { value, errors } = parseCrashedServices(outputOf(fixture('systemd/openrc-0.54-crashed.txt')));
  t.deepEqual(errors, []);
  t.deepEqual(
    value.map(({ unit, active, sub }) => `${unit} ${active} ${sub}`),
    ['nginx failed crashed', 'php-fpm81 failed crashed'],
  );
  const stated = parseCrashedServices(outputOf(' nginx                      [ crashed ]\n')).value;
  t.is(stated[0]?.unit, 'nginx');
  t.deepEqual(parseCrashedServices({ ...outputOf(''), exitCode: 1 }).value, []);
});

test('a failure of rc-status is not an empty list', (t) => {
  const failed = { ...outputOf(''), exitCode: 1, stderr: Buffer.from('rc-status: unrecognized option\n') };
  t.throws(() => parseCrashedServices(failed), { instanceOf: ParseError });
});

test('an OpenRC host is asked by rc-status, and the number is watched', async (t) => {
  const host = await createShimHost({
    'rc-status': { answers: [{ args: '* --crashed', file: 'systemd/openrc-0.54-crashed.txt' }] },
  });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]!.watched, { failedUnits: 2 });
  t.deepEqual(
    collected[0]!.samples.map(({ value }) => value),
    [2],
  );
});

test('a systemd host is asked by systemctl alone', async (t) => {
  const host = await createShimHost({ systemctl: { answers: [{ args: 'list-units*', file: 'systemd/252.json' }] } });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]!.watched, { failedUnits: 2 });
  t.deepEqual(collected[0]!.missing, []);
});
