import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/reboot/index.js';
import { judgeReboot, keepVerdict } from '../../src/collectors/reboot/judge.js';
import { compareReleases, newestOfFlavour } from '../../src/collectors/reboot/kernels.js';
import { parseNeedrestart, parseNeedsRestarting, parseRebootSigns } from '../../src/collectors/reboot/parser.js';
import { rebootFactsSchema, type RebootFacts, type RebootSigns } from '../../src/collectors/reboot/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const signs = (name: string): RebootSigns => parseRebootSigns(outputOf(fixture(`reboot/${name}.txt`))).value;
const judge = (name: string): RebootFacts => judgeReboot(signs(name), null);

test('a flag file and an older kernel are reasons, each named', (t) => {
  const facts = judge('debian-12-required');
  t.true(facts.required);
  t.deepEqual(facts.reasons, [
    '/run/reboot-required is there',
    'kernel 6.1.0-27-amd64 is installed, 6.1.0-26-amd64 is running',
  ]);
  t.deepEqual(facts.packages, ['linux-image-6.1.0-27-amd64', 'dbus']);
});

test('the newest kernel running is no need; a rescue image and older ones do not count', (t) => {
  const facts = judge('rocky-9-current');
  t.false(facts.required);
  t.is(facts.newestKernel, '5.14.0-427.13.1.el9_4.x86_64');
});

test('modules of the running kernel that are gone are a need, and an LTS kernel beside it is not looked at', (t) => {
  const facts = judge('arch-modules-gone');
  t.true(facts.required);
  t.is(facts.newestKernel, '6.6.9-arch1-1');
  t.regex(facts.reasons[0]!, /no longer installed/);
});

test('in a container nothing is known, and the host’s kernel is no reason', (t) => {
  t.is(judge('container').required, null);
});

test('under WSL the kernel is not known; where a flag would be written its absence is a no', (t) => {
  const facts = judge('wsl2');
  t.is(facts.runningKernel, null);
  t.false(facts.required);
});

test('no flag file where nobody writes one is not known', (t) => {
  const bare = { ...signs('container'), isContainer: false, installedKernels: [] };
  t.is(judgeReboot(bare, null).required, null);
});

test('a kernel of another flavour than all installed ones is not compared', (t) => {
  t.is(newestOfFlavour('6.18.44-custom', ['6.1.0-26-amd64']), undefined);
  t.is(newestOfFlavour('6.1.0-9-amd64', ['6.1.0-10-amd64', '6.1.0-9-amd64', '6.6.1-rt-amd64']), '6.1.0-10-amd64');
  t.true(compareReleases('5.14.0-427.9.1.el9', '5.14.0-427.13.1.el9') < 0);
});

test('needs-restarting is read by its words: 1 is an answer and a failure', (t) => {
  const yes = parseNeedsRestarting(outputOf(fixture('reboot/needs-restarting-4.3-yes.txt'))).value;
  t.deepEqual(yes, { required: true, reason: 'updated since boot: kernel, systemd' });
  t.false(parseNeedsRestarting(outputOf(fixture('reboot/needs-restarting-4.3-no.txt'))).value.required);
  t.throws(() => parseNeedsRestarting(outputOf('Traceback (most recent call last):\n')), { instanceOf: ParseError });
});

test('needrestart: each kernel status', (t) => {
  t.true(parseNeedrestart(outputOf(fixture('reboot/needrestart-3.6-pending.txt'))).value.required);
  t.false(parseNeedrestart(outputOf(fixture('reboot/needrestart-3.6-current.txt'))).value.required);
  t.is(parseNeedrestart(outputOf('NEEDRESTART-KSTA: 0\n')).value.required, null);
  t.throws(() => parseNeedrestart(outputOf('')), { instanceOf: ParseError });
});

test('a verdict is kept while nothing changes, and dropped when something does', (t) => {
  const verdict = { required: true, reason: 'x' };
  const first = judgeReboot(signs('rocky-9-current'), keepVerdict('a', verdict, undefined));
  t.true(first.required);
  t.deepEqual(keepVerdict('a', undefined, first), { stamp: 'a', ...verdict });
  t.is(keepVerdict('b', undefined, first)?.required, null);
  t.is(keepVerdict(undefined, undefined, first), null);
});

test('the host’s tool runs once, not at every tick', async (t) => {
  const host = await createShimHost({
    'needs-restarting': { answers: [{ args: '-r', file: 'reboot/needs-restarting-4.3-yes.txt', exitCode: 1 }] },
  });
  t.teardown(host.close);
  const request = { collectors: [collector], host: host.host };
  const first = await collectHost(host.transport, request);
  t.deepEqual(first.failures, []);
  const facts: unknown = JSON.parse(JSON.stringify(first.collected[0]!.facts));
  t.true(rebootFactsSchema.parse(facts).required);
  t.deepEqual(first.collected[0]!.watched, { rebootRequired: true });
  const previous = () => ({ facts, elapsedSeconds: 300 });
  const second = await collectHost(host.transport, { ...request, previous });
  t.deepEqual(second.collected[0]!.facts, first.collected[0]!.facts);
  t.is((await host.calls()).length, 1);
  t.is(second.channels.length, 1);
});

test('a host without such a tool is asked by one shell', async (t) => {
  const host = await createShimHost({ cat: 'exit 1', stat: 'exit 1', uname: 'exit 1' });
  t.teardown(host.close);
  const { collected, failures } = await collectHost(host.transport, {
    collectors: [collector],
    host: { tools: {}, sudo: 'root' },
  });
  t.deepEqual(failures, []);
  t.not(collected[0]!.facts, undefined);
  t.deepEqual(await host.calls(), []);
});

test('a sign more never turns a need into none, and nothing known is never a no', (t) => {
  const arbitrary: fc.Arbitrary<RebootSigns> = fc.record({
    flagFiles: fc.subarray(['/run/reboot-required']),
    packages: fc.constant([]),
    flagIsWritten: fc.boolean(),
    isContainer: fc.boolean(),
    runningKernel: fc.constantFrom(undefined, '6.1.0-26-amd64', '6.6.8-arch1-1', ''),
    installedKernels: fc.subarray(['6.1.0-26-amd64', '6.1.0-27-amd64', '6.6.8-arch1-1', 'x']),
    stamp: fc.constant(undefined),
  });
  fc.assert(
    fc.property(arbitrary, (some) => {
      const facts = judgeReboot(some, null);
      const flagged = judgeReboot({ ...some, flagFiles: ['/run/reboot-required'] }, null);
      const asked = judgeReboot(some, { stamp: 's', required: true, reason: 'r' });
      return (
        flagged.required === true &&
        asked.required === true &&
        (facts.required !== false || some.flagIsWritten || some.installedKernels.includes(some.runningKernel ?? '-')) &&
        rebootFactsSchema.safeParse(facts).success
      );
    }),
  );
  const texts = fixtureNames('reboot').map(fixture);
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(900), fc.nat(60), fc.string(), (text, at, cut, inserted) => {
      for (const parse of [parseRebootSigns, parseNeedsRestarting, parseNeedrestart]) {
        try {
          parse(outputOf(text.slice(0, at) + inserted + text.slice(at + cut)));
        } catch (error) {
          if (!(error instanceof ParseError)) t.fail(String(error));
        }
      }
    }),
    { numRuns: runs(500) },
  );
  t.pass();
});
