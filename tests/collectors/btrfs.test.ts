import test from 'ava';
import { parseBtrfsMounts } from '../../src/collectors/btrfs/parse-mounts.js';
import { parseScrub } from '../../src/collectors/btrfs/parse-scrub.js';
import { parseShow, parseShowOrThrow } from '../../src/collectors/btrfs/parser.js';
import { parseDeviceStats } from '../../src/collectors/btrfs/parse-stats.js';
import { parseBalance, parseReplace } from '../../src/collectors/btrfs/parse-tasks.js';
import { parseUsage } from '../../src/collectors/btrfs/parse-usage.js';
import { readSize } from '../../src/collectors/btrfs/sizes.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const show = (text: string, privileged = true) => parseShow(outputOf(text), privileged);
const fixtureOutput = (name: string) => outputOf(fixture(`btrfs/${name}`));

test('show: a label with blanks and quotes, raw sizes (recorded)', (t) => {
  const { value, errors } = parseShow(fixtureOutput('show-raw-6.2-raid1.txt'), true);
  t.deepEqual(errors, []);
  t.true(value.complete);
  t.deepEqual(value.filesystems, [
    {
      uuid: '1384ce28-2723-4e34-bb3e-8ef27fe28ffd',
      label: 'it\'s a "pool"',
      totalDevices: 2,
      usedBytes: '147456',
      someMissing: false,
      devices: [
        { devid: 1, path: '/dev/loop2', missing: false, sizeBytes: '268435456', allocatedBytes: '109051904' },
        { devid: 2, path: '/dev/loop3', missing: false, sizeBytes: '268435456', allocatedBytes: '109051904' },
      ],
    },
  ]);
});

test('show: a missing device is marked MISSING without, with, and with a made-up path', (t) => {
  const { value } = parseShow(fixtureOutput('show-raw-6.2-missing.txt'), true);
  t.like(value.filesystems?.[0]?.devices[1], { devid: 2, path: 'devid:2', missing: true, sizeBytes: null });
  const lines = (rest: string) =>
    `Label: none  uuid: aaaaaaaa-0000\n\tTotal devices 2 FS bytes used 1\n\tdevid    1 size 5 used 1 path /dev/sda\n\tdevid    2 size 0 used 0 path ${rest}\n`;
  for (const [rest, path] of [
    ['/dev/sdb MISSING', '/dev/sdb'],
    ['<missing disk> MISSING', 'devid:2'],
    ['MISSING', 'devid:2'],
  ] as const) {
    t.like(show(lines(rest)).value.filesystems?.[0]?.devices[1], { path, missing: true }, rest);
  }
});

test('show of 4.4: human sizes, two filesystems, Some devices missing, remarks before and after', (t) => {
  const { value, errors } = parseShow(fixtureOutput('show-4.4-some-missing.txt'), true);
  t.deepEqual(errors, []);
  const [root, tank] = value.filesystems ?? [];
  t.like(root, { label: null, someMissing: false, usedBytes: '4316442132' });
  t.is(root?.devices[0]?.sizeBytes, '21474836480');
  t.like(tank, { label: 'tank', totalDevices: 3, someMissing: true });
  t.is(tank?.devices.length, 2);
});

test('show without root calls every device missing: that says nothing; a single mark among others does', (t) => {
  const text = (second: string) =>
    `Label: none  uuid: aaaaaaaa-0000\n\tTotal devices 2 FS bytes used 1\n\tdevid    1 size 0 used 0 path /dev/sda MISSING\n\tdevid    2 ${second}\n`;
  const all = text('size 0 used 0 path /dev/sdb MISSING');
  t.deepEqual(
    show(all, false).value.filesystems?.[0]?.devices.map(({ missing }) => missing),
    [null, null],
  );
  t.deepEqual(
    show(all, true).value.filesystems?.[0]?.devices.map(({ missing }) => missing),
    [true, true],
  );
  const one = text('size 5 used 1 path /dev/sdb');
  t.deepEqual(
    show(one, false).value.filesystems?.[0]?.devices.map(({ missing }) => missing),
    [true, false],
  );
});

test('show: nothing is nothing mounted; an unknown option is another way to ask; a lost line is an error', (t) => {
  t.deepEqual(show('').value, { filesystems: [], complete: true });
  // Silent, with exit code 1: what -m does where nothing is mounted (recorded). No reason to search the disks.
  t.deepEqual(parseShow({ ...outputOf(''), exitCode: 1 }, true).value, { filesystems: [], complete: true });
  const refused = { ...outputOf(''), exitCode: 1, stderr: Buffer.from("btrfs: unrecognized option '--raw'\n") };
  t.deepEqual(parseShow(refused, true).value, { filesystems: undefined, complete: false });
  const error = t.throws(() => parseShowOrThrow(refused, true), { instanceOf: ParseError });
  t.regex(error.message, /unrecognized option/);
  const broken = show('Label: none  uuid: aaaaaaaa-0000\n\tTotal devices 1 FS bytes used 1\n\tdevid  one size 5\n');
  t.is(broken.errors.length, 1);
  t.false(broken.value.complete);
  t.is(broken.value.filesystems?.length, 1);
});

test('show: a filesystem whose head is broken does not give its devices to the one before it', (t) => {
  const text =
    "Label: 'a'  uuid: aaaaaaaa-0000\n\tdevid    1 size 5 used 1 path /dev/sda\nLabel: 'b\n\tdevid    1 size 5 used 1 path /dev/sdb\n\tdevid    2 size 5 used 1 path /dev/sdc\n";
  const { value, errors } = show(text);
  t.deepEqual(
    value.filesystems?.map(({ devices }) => devices.length),
    [1],
  );
  t.is(errors.length, 3);
});

test('device stats: text, of a missing device too (recorded)', (t) => {
  const { value, errors } = parseDeviceStats(fixtureOutput('stats-6.2-missing.txt'));
  t.deepEqual(errors, []);
  const zero = { write: '0', read: '0', flush: '0', corruption: '0', generation: '0' };
  t.deepEqual(value, [
    { path: '/dev/loop2', devid: null, counters: zero },
    { path: 'devid:2', devid: 2, counters: zero },
  ]);
});

test('device stats: early JSON with commas too many, counters of 64 bits whole', (t) => {
  const { value, errors } = parseDeviceStats(fixtureOutput('stats-4.15-trailing-comma.json'));
  t.deepEqual(errors, []);
  t.like(value[0], { path: '/dev/sda', devid: 1 });
  t.like(value[0]?.counters, { write: '18446744073709551615', corruption: '7' });
});

test('device stats: one counter that is no number costs itself; a new one is passed over; no device is an error', (t) => {
  const { value, errors } = parseDeviceStats(
    outputOf('[/dev/sda].write_io_errs x\n[/dev/sda].read_io_errs 3\n[/dev/sda].new_errs 9\nERROR: something\n'),
  );
  t.like(value[0]?.counters, { write: null, read: '3', flush: null });
  t.is(errors.length, 1);
  const output = { ...outputOf(''), exitCode: 1, stderr: Buffer.from('ERROR: not a mounted btrfs filesystem\n') };
  t.regex(t.throws(() => parseDeviceStats(output), { instanceOf: ParseError }).message, /not a mounted/);
});

test('usage: profiles, sizes, and which of them a missing device holds (recorded)', (t) => {
  const { value, errors } = parseUsage(fixtureOutput('usage-6.2-raid1-missing.txt'), true);
  t.deepEqual(errors, []);
  t.like(value, {
    deviceSizeBytes: '536870912',
    allocatedBytes: '285212672',
    unallocatedBytes: '251658240',
    missingBytes: '268435456',
    usedBytes: '294912',
    estimatedFreeBytes: '192937984',
    dataRatio: 2,
  });
  t.deepEqual(value?.allocations[0], {
    type: 'Data',
    profile: 'raid1',
    sizeBytes: '67108864',
    usedBytes: '0',
    onMissing: true,
  });
  t.is(value?.allocations.length, 3);
});

test('usage without root: what it cannot know is not known, rather than all missing and nothing allocated', (t) => {
  const { value } = parseUsage(fixtureOutput('usage-5.10-without-root.txt'), true);
  t.like(value, { deviceSizeBytes: '250000000000', allocatedBytes: null, unallocatedBytes: null, missingBytes: null });
  t.true(value?.allocations.every(({ onMissing }) => onMissing === null));
});

test('usage of what is no mount point is nothing; of a mount point it is an error', (t) => {
  const output = { ...outputOf(''), exitCode: 1, stderr: Buffer.from('ERROR: not a directory: /dev/sda\n') };
  t.deepEqual(parseUsage(output, false), { value: null, errors: [] });
  t.throws(() => parseUsage(output, true), { instanceOf: ParseError });
});

test('scrub: new and old words, errors summed, no_csum not among them, times in UTC', (t) => {
  t.like(parseScrub(fixtureOutput('scrub-6.2-finished.txt')).value, {
    status: 'finished',
    startedAt: '2025-11-01T07:25:35.000Z',
    finishedAt: '2025-11-01T08:25:45.000Z',
    errors: '5',
    uncorrectable: '2',
    scrubbedBytes: '1081344',
  });
  t.like(parseScrub(fixtureOutput('scrub-4.4-finished.txt')).value, {
    status: 'finished',
    finishedAt: '2025-11-01T07:35:35.000Z',
    errors: '0',
    uncorrectable: '0',
  });
  t.like(parseScrub(fixtureOutput('scrub-5.10-running-human.txt')).value, {
    status: 'running',
    finishedAt: null,
    errors: '6',
    uncorrectable: '1',
    percent: 25,
    etaSeconds: 1800,
  });
  t.like(parseScrub(fixtureOutput('scrub-6.2-never.txt')).value, { status: 'none', errors: null, finishedAt: null });
});

test('scrub: old words for running, aborted and interrupted', (t) => {
  const old = (rest: string) =>
    parseScrub(outputOf(`scrub status for x\n\tscrub started at Sat Nov  1 07:25:35 2025${rest}\n\tread_errors: 0\n`))
      .value;
  t.like(old(', running for 600 seconds'), { status: 'running', durationSeconds: 600 });
  t.like(old(' and was aborted after 00:01:00'), { status: 'aborted', durationSeconds: 60, finishedAt: null });
  t.like(old(', interrupted after 30 seconds, not running'), { status: 'interrupted', durationSeconds: 30 });
});

test('balance and replacement: under way, or nothing', (t) => {
  t.deepEqual(parseBalance(fixtureOutput('balance-running.txt')).value, {
    kind: 'balance',
    paused: false,
    percent: 25,
  });
  t.is(parseBalance(outputOf("No balance found on '/mnt'\n")).value, null);
  t.like(parseBalance(outputOf("Balance on '/mnt' is paused\n")).value, { paused: true, percent: null });
  t.like(parseReplace(outputOf('5.2% done, 0 write errs, 0 uncorr. read errs\n')).value, {
    kind: 'rebuild',
    percent: 5.2,
  });
  t.is(parseReplace(outputOf('Never started\n')).value, null);
});

test('mounts: blanks in a mount point, other filesystems left out', (t) => {
  const text = 'proc /proc proc rw 0 0\n/dev/sda2 /mnt/a\\040b btrfs rw,subvol=/ 0 0\n/dev/sdb /x ext4 rw 0 0\n';
  t.deepEqual(parseBtrfsMounts(outputOf(text)).value, [{ device: '/dev/sda2', mountpoint: '/mnt/a b' }]);
});

for (const [text, bytes] of [
  ['1000204886016', '1000204886016'],
  ['931.51GiB', '1000201246474'],
  ['20.00GB', '21474836480'],
  ['0.00B', '0'],
  ['16.00KiB', '16384'],
  ['18446744073709551615', '18446744073709551615'],
  ['many', undefined],
  ['', undefined],
] as const) {
  test(`the size '${text}' is ${bytes ?? 'no size'} to btrfs`, (t) => t.is(readSize(text), bytes));
}
