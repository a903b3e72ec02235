import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { packagesCommands } from '../../src/collectors/packages/command.js';
import { collector } from '../../src/collectors/packages/index.js';
import { judgePackages } from '../../src/collectors/packages/judge.js';
import {
  parseApkVersions,
  parseAptSimulation,
  parseDnfAdvisories,
  parseDnfUpdates,
  parseListAge,
  parsePacmanUpdates,
  parseZypperPatches,
  parseZypperUpdates,
} from '../../src/collectors/packages/parser.js';
import { packagesFactsSchema, type PackagesFacts } from '../../src/collectors/packages/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string, exitCode = 0, stderr = '') => ({
  ...outputOf(fixture(`packages/${name}`)),
  exitCode,
  stderr: Buffer.from(stderr),
});
const said = (stdout: string, exitCode: number, stderr = '') => ({
  ...outputOf(stdout),
  exitCode,
  stderr: Buffer.from(stderr),
});
const namesOf = (updates: readonly { readonly name: string }[] | null) => updates?.map(({ name }) => name);

test('apt: installed packages with an update count, new dependencies do not, security is told by any origin', (t) => {
  const { value, errors } = parseAptSimulation(read('apt-2.6-debian-12.txt'));
  t.deepEqual(errors, []);
  t.deepEqual(value.updates, [
    { name: 'linux-image-amd64', installed: '6.1.112-1', available: '6.1.115-1', security: true },
    { name: 'libssl3', installed: '3.0.14-1~deb12u2', available: '3.0.15-1~deb12u1', security: true },
    { name: 'nginx-common', installed: '1.22.1-9', available: '1.22.1-9+deb12u1', security: false },
    { name: 'tzdata', installed: '2024a-0+deb12u1', available: '2024b-0+deb12u1', security: false },
  ]);
  t.is(value.heldBack, 1);
});

test('apt on Ubuntu: pocket and ESM origins are security', (t) => {
  const { value } = parseAptSimulation(read('apt-2.4-ubuntu-22.04.txt'));
  t.deepEqual(
    value.updates?.map(({ name, security }) => `${name} ${security}`),
    ['curl true', 'libcurl4 true', 'libglib2.0-0 false'],
  );
});

test('apt: nothing to do is zero, in any language; no simulation is not known', (t) => {
  t.deepEqual(parseAptSimulation(read('apt-none.txt')).value, { updates: [], heldBack: 0, problem: null });
  const german = parseAptSimulation(read('apt-german.txt')).value;
  t.deepEqual([german.updates?.length, german.heldBack], [1, 2]);
  const broken = parseAptSimulation(said('Reading package lists...\n', 100, 'E: Unmet dependencies. Try …\n')).value;
  t.is(broken.updates, null);
  t.regex(broken.problem ?? '', /^apt-get: E: Unmet dependencies/);
  t.throws(() => parseAptSimulation(said('Reading package lists...\n', 0)), { instanceOf: ParseError });
});

test('apt: one odd row costs itself', (t) => {
  const text = fixture('packages/apt-2.6-debian-12.txt').replace('Inst tzdata [2024a-0+deb12u1] (', 'Inst tzdata [');
  const { value, errors } = parseAptSimulation(outputOf(text));
  t.is(value.updates?.length, 3);
  t.is(errors.length, 1);
});

test('dnf: wrapped rows, several architectures, obsoleted ones not twice; 100 means updates', (t) => {
  const { value } = parseDnfUpdates(read('dnf-4.14-updates.txt', 100));
  t.deepEqual(namesOf(value.updates), [
    'NetworkManager',
    'kernel',
    'openssl-libs',
    'openssl-libs',
    'python3-a-package-with-a-very-long-name-indeed',
    'tzdata',
  ]);
  t.is(value.updates?.[4]?.available, '2.0.4-7.el9');
  t.deepEqual(namesOf(parseDnfUpdates(read('dnf5-5.2-updates.txt', 100)).value.updates), ['bash', 'vim-data']);
  t.deepEqual(namesOf(parseDnfUpdates(read('yum-3.4-updates.txt', 100)).value.updates), ['bind-libs', 'kernel']);
  t.deepEqual(parseDnfUpdates(said('', 0)).value.updates, []);
});

test('dnf: no cache is not known, never zero; updates announced but not listed are an error', (t) => {
  const { value } = parseDnfUpdates(said('', 1, "Error: Cache-only enabled but no cache for 'baseos'\n"));
  t.is(value.updates, null);
  t.regex(value.problem ?? '', /no cache for 'baseos'/);
  t.throws(() => parseDnfUpdates(said('garbled', 100)), { instanceOf: ParseError });
});

test('dnf: advisories of all kinds tell security from zero, and zero from repositories without any', (t) => {
  const advisories = parseDnfAdvisories(read('dnf-4.14-advisories.txt')).value;
  t.deepEqual(advisories.packages, ['kernel', 'openssl-libs']);
  const pending = parseDnfUpdates(read('dnf-4.14-updates.txt', 100)).value;
  const facts = judgePackages('dnf', { pending, advisories, age: undefined });
  t.deepEqual([facts.pending, facts.security], [6, 3]);
  t.true(facts.updates[0]!.security);
  t.deepEqual(parseDnfAdvisories(read('dnf5-5.2-advisories.txt')).value.packages, ['vim-data']);
  const none = parseDnfAdvisories(said('', 0)).value;
  t.is(none.packages, null);
  t.is(judgePackages('dnf', { pending, advisories: none, age: undefined }).security, null);
  const bugfixes = parseDnfAdvisories(said('RHBA-2024:2401 bugfix tzdata-2024b-2.el9.noarch\n', 0)).value;
  t.is(judgePackages('dnf', { pending, advisories: bugfixes, age: undefined }).security, 0);
});

test('nothing pending is no security update, whoever says nothing about security', (t) => {
  const pending = { updates: [], heldBack: null, problem: null };
  t.is(judgePackages('apk', { pending, advisories: undefined, age: undefined }).security, 0);
  const unknown = { updates: null, heldBack: null, problem: 'x' };
  t.is(judgePackages('apk', { pending: unknown, advisories: undefined, age: undefined }).security, null);
  t.is(judgePackages('apk', { pending: unknown, advisories: undefined, age: undefined }).pending, null);
});

test('zypper: attributes in any order, security counted in patches, a lock is not known', (t) => {
  t.deepEqual(namesOf(parseZypperUpdates(read('zypper-1.14-updates.xml')).value.updates), ['vim', 'libstdc++6']);
  t.deepEqual(parseZypperPatches(read('zypper-1.14-patches.xml')).value, { packages: null, count: 1 });
  const locked = parseZypperUpdates(read('zypper-1.14-locked.xml', 7)).value;
  t.is(locked.updates, null);
  t.regex(locked.problem ?? '', /management is locked/);
  t.is(parseZypperPatches(read('zypper-1.14-locked.xml', 7)).value.count, null);
});

test('apk: versions apart from names with hyphens; no index is not known', (t) => {
  const { value } = parseApkVersions(read('apk-2.14.txt'));
  t.deepEqual(
    value.updates?.map(({ name, installed, available }) => `${name} ${installed} ${available}`),
    ['busybox 1.36.1-r5 1.36.1-r7', 'libcrypto3 3.1.4-r0 3.1.7-r0', 'py3-setuptools 70.3.0-r0 71.0.3-r0'],
  );
  t.deepEqual(parseApkVersions(said('Installed:      Available:\n', 0)).value.updates, []);
  const missing = parseApkVersions(said('Installed: Available:\n', 0, 'WARNING: opening from cache: No such file\n'));
  t.is(missing.value.updates, null);
  t.throws(() => parseApkVersions(said('', 0)), { instanceOf: ParseError });
});

test('pacman: ignored packages are held back; exit code 1 without output is none', (t) => {
  const { value } = parsePacmanUpdates(read('pacman-6.0.txt'));
  t.deepEqual(namesOf(value.updates), ['linux', 'openssl']);
  t.is(value.heldBack, 1);
  t.deepEqual(parsePacmanUpdates(said('', 1)).value.updates, []);
  t.is(parsePacmanUpdates(said('', 1, 'error: failed to initialize alpm library\n')).value.updates, null);
});

test('the age of the lists is by the host’s clock, never negative, absent without lists', (t) => {
  const age = parseListAge(read('list-age.txt')).value;
  const facts = judgePackages('apt', { pending: undefined, advisories: undefined, age });
  t.is(facts.listsAgeSeconds, 3600);
  t.is(facts.listsChangedAt, '2023-11-14T22:13:20.000Z');
  t.deepEqual(parseListAge(outputOf('1700000000\n')).value, {
    changedAtSeconds: null,
    nowSeconds: 1_700_000_000,
    stamp: null,
  });
  const future = judgePackages('apt', {
    pending: undefined,
    advisories: undefined,
    age: { changedAtSeconds: 10, nowSeconds: 5, stamp: null },
  });
  t.is(future.listsAgeSeconds, 0);
});

const MANAGERS = {
  apt: { shim: 'apt-get', file: 'apt-2.6-debian-12.txt', exitCode: 0, pending: 4, security: 2 },
  apk: { shim: 'apk', file: 'apk-2.14.txt', exitCode: 0, pending: 3, security: null },
  pacman: { shim: 'pacman', file: 'pacman-6.0.txt', exitCode: 0, pending: 2, security: null },
} as const;

for (const [manager, { shim, file, exitCode, pending, security }] of Object.entries(MANAGERS)) {
  test(`a host with ${manager}: asked once, nothing refreshed`, async (t) => {
    const host = await createShimHost(
      { [shim]: { answers: [{ file: `packages/${file}`, exitCode }] } },
      { versions: { stat: '' } },
    );
    t.teardown(host.close);
    const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
    t.deepEqual(failures, []);
    const facts = collected[0]!.facts as PackagesFacts;
    t.like(facts, { manager, pending, security });
    t.true(packagesFactsSchema.safeParse(JSON.parse(JSON.stringify(facts))).success);
    t.deepEqual(collected[0]!.watched, { updatesPending: pending, securityUpdatesPending: security });
    const calls = await host.calls();
    t.is(calls.length, 1);
    t.false(calls[0]!.args.some((arg) => /^(update|-Sy|-U|refresh)/.test(arg)));
  });
}

test('a host with dnf 4 does not wait for a lock; one with dnf 5 is not asked with options it lacks', async (t) => {
  for (const [version, waits] of [
    ['4.14.0', true],
    ['dnf5 version 5.2.6.2', false],
    ['', false],
  ] as const) {
    const host = await createShimHost(
      {
        dnf: {
          answers: [
            { args: '*check-update', file: 'packages/dnf-4.14-updates.txt', exitCode: 100 },
            { args: '*updateinfo list', file: 'packages/dnf-4.14-advisories.txt' },
          ],
        },
      },
      { versions: { dnf: version, stat: '' } },
    );
    const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
    t.deepEqual(failures, []);
    t.like(collected[0]!.facts, { manager: 'dnf', pending: 6, security: 3 });
    const calls = await host.calls();
    t.true(calls.every(({ args }) => args.includes('-C') && args.includes('--setopt=exit_on_lock=True') === waits));
    await host.close();
  }
});

test('a host with zypper is asked without its lock', async (t) => {
  const host = await createShimHost({
    zypper: {
      script: `[ "$ZYPP_READONLY_HACK" = 1 ] || exit 9
case "$*" in *list-updates) cat tests/fixtures/commands/packages/zypper-1.14-updates.xml ;;
*) cat tests/fixtures/commands/packages/zypper-1.14-patches.xml ;; esac`,
    },
  });
  t.teardown(host.close);
  const { collected } = await collectHost(host.transport, { collectors: [collector], host: host.host });
  t.like(collected[0]!.facts, { manager: 'zypper', pending: 2, security: 1 });
});

test('whatever a manager prints, a parser gives valid facts or a typed error', (t) => {
  const texts = fixtureNames('packages').map(fixture);
  const change = fc.record({
    text: fc.constantFrom(...texts),
    at: fc.nat(2000),
    cut: fc.nat(80),
    inserted: fc.string({ unit: fc.constantFrom('\n', ' ', '<', '"', '[', '(', '0', 'é', '\u0000', '-') }),
    exitCode: fc.constantFrom(0, 1, 6, 7, 100),
  });
  const parsers = packagesCommands.map(
    ({ parse }) => parse as unknown as (output: unknown, args: unknown) => { value: never },
  );
  const check = (parse: (typeof parsers)[number], output: unknown): void => {
    try {
      const { value } = parse(output, { manager: 'apt' });
      const shape: object = value ?? {};
      const facts = judgePackages('apt', {
        pending: 'updates' in shape ? value : undefined,
        advisories: 'packages' in shape ? value : undefined,
        age: 'nowSeconds' in shape ? value : undefined,
      });
      t.true(packagesFactsSchema.safeParse(facts).success);
    } catch (error) {
      if (!(error instanceof ParseError)) t.fail(String(error));
    }
  };
  fc.assert(
    fc.property(change, ({ text, at, cut, inserted, exitCode }) => {
      const output = said(text.slice(0, at) + inserted + text.slice(at + cut), exitCode);
      for (const parse of parsers) check(parse, output);
    }),
    { numRuns: runs(1500) },
  );
});

test('nothing is asked again as long as neither the lists nor what is installed change', async (t) => {
  const simulation = { answers: [{ file: 'packages/apt-2.6-debian-12.txt' }] };
  const stamped = (installed: number) => ({
    script: `printf '%s\\n' 1700000000\n[ "$4" = /var/lib/dpkg/status ] && printf '%s\\n' ${installed}\nexit 0`,
  });
  const host = await createShimHost({ 'apt-get': simulation, stat: stamped(1) });
  t.teardown(host.close);
  const collect = async (last?: unknown) => {
    const previous = () => (last === undefined ? undefined : { facts: last, elapsedSeconds: 30 });
    const { collected, failures } = await collectHost(host.transport, {
      collectors: [collector],
      host: host.host,
      previous,
    });
    t.deepEqual(failures, []);
    return collected[0]!.facts as PackagesFacts;
  };
  const asked = async () => (await host.calls()).filter(({ tool }) => tool === 'apt-get').length;
  const first = await collect();
  t.is(first.pending, 4);
  t.is(await asked(), 1);
  const second = await collect(first);
  t.deepEqual({ ...second, listsAgeSeconds: 0 }, { ...first, listsAgeSeconds: 0 });
  t.is(await asked(), 1);
  await host.replace('stat', stamped(2));
  await collect(second);
  t.is(await asked(), 2);
});
