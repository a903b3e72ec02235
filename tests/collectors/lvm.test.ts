import test from 'ava';
import { mayKnowJson } from '../../src/collectors/lvm/columns.js';
import {
  GROUPS,
  PHYSICAL,
  VOLUMES,
  parseAutoextend,
  parseJsonListing,
  parseTableListing,
} from '../../src/collectors/lvm/parser.js';
import { OLD_GROUP_COLUMNS, OLD_VOLUME_COLUMNS, PHYSICAL_COLUMNS } from '../../src/collectors/lvm/columns.js';
import { readSize } from '../../src/collectors/lvm/read-fields.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const volumesOf = (text: string) => parseJsonListing(outputOf(text), VOLUMES);
const report = (rows: readonly object[], list = 'lv') => JSON.stringify({ report: [{ [list]: rows }] });

test('lvs: a thin pool, its parts and its volumes, with warnings before and within the JSON', (t) => {
  const { value, errors } = volumesOf(fixture('lvm/lvs-2.03.11-thin.json'));
  t.deepEqual(errors, []);
  t.true(value.complete);
  const items = value.items ?? [];
  t.deepEqual(
    items.map(({ name, kind, internal }) => [name, kind, internal]),
    [
      ['data', 'thin_pool', false],
      ['data_tdata', 'part', true],
      ['data_tmeta', 'part', true],
      ['root', 'other', false],
      ['vm-100-disk-0', 'thin_volume', false],
      ['vm-101-disk-0', 'thin_volume', false],
    ],
  );
  const [pool, , , root, volume] = items;
  t.like(pool, {
    groupName: 'pve',
    groupUuid: 'Vg0000-aaaa-bbbb-cccc-dddd-eeee-ffffff',
    uuid: 'Zt7Vb2-1111-2222-3333-4444-5555-dddddd',
    sizeBytes: '374538764288',
    dataPercent: 63.25,
    metadataPercent: 2.94,
    activity: 'active',
    condition: 'ok',
    monitored: 'monitored',
    checkNeeded: false,
  });
  // Empty is "does not apply", never 0.
  t.like(root, { dataPercent: null, metadataPercent: null, pool: null, origin: null, mismatches: null });
  t.like(volume, { dataPercent: 100, pool: 'data' });
});

test('lvs: a volume of two segments has two rows and is one volume (recorded)', (t) => {
  const { value } = volumesOf(fixture('lvm/lvs-2.03.16-two-segments.json'));
  const items = value.items ?? [];
  t.is(items.filter(({ name }) => name === 'lin').length, 1);
  t.is(items.length, 13);
  // The kernel had no device-mapper: LVM says X, which is unknown and no failure.
  t.like(
    items.find(({ name }) => name === 'lin'),
    { activity: 'unknown', condition: 'ok' },
  );
  t.like(
    items.find(({ name }) => name === 'pool'),
    { kind: 'thin_pool', activity: 'inactive', dataPercent: null },
  );
  t.like(
    items.find(({ name }) => name === 'snap_cow'),
    { kind: 'snapshot', origin: 'snapo' },
  );
});

test('lvs, vgs, pvs with a device missing (recorded): p, partial, [unknown], m', (t) => {
  const volumes = volumesOf(fixture('lvm/lvs-2.03.16-missing-pv.json')).value.items ?? [];
  t.deepEqual(
    volumes.filter(({ condition }) => condition === 'partial').map(({ name }) => name),
    ['lin', 'r1', 'r1_rimage_1', 'r1_rmeta_1', 'snap_cow', 'snapo'],
  );
  const groups = parseJsonListing(outputOf(fixture('lvm/vgs-2.03.16-missing-pv.json')), GROUPS).value.items;
  t.like(groups?.[0], { name: 'mwd4test', partial: true, missingCount: 1, physicalCount: 2, sizeBytes: '125829120' });
  const physical = parseJsonListing(outputOf(fixture('lvm/pvs-2.03.16-missing-pv.json')), PHYSICAL).value.items;
  t.deepEqual(
    physical?.map(({ name, missing }) => [name, missing]),
    [
      ['/dev/loop0', false],
      ['[unknown]', true],
    ],
  );
});

test('pvs: two missing devices share the name [unknown] and stay two; unknown device is the older word', (t) => {
  const rows = [
    { pv_name: '[unknown]', pv_uuid: 'a', vg_name: 'vg', pv_attr: 'a-m' },
    { pv_name: '[unknown]', pv_uuid: 'b', vg_name: 'vg', pv_attr: 'a-m' },
    { pv_name: 'unknown device', vg_name: 'vg' },
    { pv_name: 'unknown device', vg_name: 'vg' },
  ];
  const { value } = parseJsonListing(outputOf(report(rows, 'pv')), PHYSICAL);
  t.is(value.items?.length, 4);
  t.true(value.items?.every(({ missing }) => missing === true));
});

for (const [attributes, expected] of [
  ['twi-aotzF-', { condition: 'failed' }],
  ['twi-aotzD-', { condition: 'out_of_data' }],
  ['twi-aotzM-', { condition: 'metadata_read_only' }],
  ['twi-aotzX-', { condition: 'unknown' }],
  ['twi-cotz--', { condition: 'ok', checkNeeded: true, activity: 'active' }],
  ['twi-Cotz--', { checkNeeded: true, activity: 'suspended' }],
  ['rwi-aor-r-', { kind: 'raid', condition: 'refresh_needed' }],
  ['rwi-aor-m-', { condition: 'mismatches' }],
  ['rwi-aor-p-', { condition: 'partial' }],
  ['swi-I-s---', { kind: 'snapshot', snapshotInvalid: true }],
  ['Swi-SSs---', { snapshotInvalid: true, activity: 'suspended' }],
  ['twi---tz--', { activity: 'inactive' }],
  ['-wi', { activity: 'unknown', condition: null }],
] as const) {
  test(`lv_attr ${attributes} is understood by its letters`, (t) => {
    const { value } = volumesOf(report([{ vg_name: 'vg', lv_name: 'lv', lv_attr: attributes }]));
    t.like(value.items?.[0], expected);
  });
}

test('lv_health_status alone is enough, and of two sources the worse counts', (t) => {
  const read = (row: object) => volumesOf(report([{ vg_name: 'vg', lv_name: 'lv', ...row }])).value.items?.[0];
  t.is(read({ lv_health_status: 'out_of_data' })?.condition, 'out_of_data');
  t.is(read({ lv_health_status: 'failed', lv_attr: 'twi-aotz--' })?.condition, 'failed');
  t.is(read({ lv_health_status: '', lv_attr: 'twi-aotzM-' })?.condition, 'metadata_read_only');
  t.is(read({ lv_health_status: '' })?.condition, 'ok');
  t.is(read({ lv_health_status: 'a word of the future' })?.condition, null);
  t.is(read({})?.condition, null);
});

test('one column that changed costs that column only, and columns that no rule knows are kept', (t) => {
  const row = { vg_name: 'vg', lv_name: 'lv', lv_size: 'huge', data_percent: '12.5', lv_tags: 'backup', lv_time: '' };
  const { value, errors } = volumesOf(report([row]));
  t.like(value.items?.[0], { sizeBytes: null, dataPercent: 12.5, other: { lv_tags: 'backup' } });
  t.is(errors.length, 1);
  t.regex(errors[0]?.message ?? '', /lv_size/);
});

test('JSON that is cut off, or broken within a row, costs those rows, and is not complete', (t) => {
  const text = fixture('lvm/lvs-2.03.11-thin.json');
  const cut = parseJsonListing({ ...outputOf(text.slice(0, -700)), truncated: true }, VOLUMES);
  t.true((cut.value.items?.length ?? 0) >= 4);
  t.false(cut.value.complete);
  t.true(cut.errors.length > 0);
  const broken = volumesOf(text.replace('"lv_name":"root",', '"lv_name":"root" oops'));
  t.is(broken.value.items?.length, 5);
  t.is(broken.errors.length, 1);
});

test('numbers and nulls of json_std read as the strings of json', (t) => {
  const text = '{"report":[{"lv":[{"vg_name":"v","lv_name":"l","lv_size":18446744073709551615,"data_percent":null}]}]}';
  t.like(volumesOf(text).value.items?.[0], { sizeBytes: '18446744073709551615', dataPercent: null });
});

test('several reports, and a log behind them, are read together', (t) => {
  const rows = (name: string) => ({ lv: [{ vg_name: 'vg', lv_name: name }] });
  const text = JSON.stringify({ report: [rows('a'), rows('b')], log: [{ log_type: 'status' }] });
  t.deepEqual(
    volumesOf(text).value.items?.map(({ name }) => name),
    ['a', 'b'],
  );
});

test('an option or column that is not known gives no list, so that the older way is asked', (t) => {
  const refused = { ...outputOf(''), exitCode: 3, stderr: Buffer.from("lvs: unrecognized option '--reportformat'") };
  t.is(parseJsonListing(refused, VOLUMES).value.items, undefined);
  const unknownColumn = { ...outputOf('  {\n      "report": [\n      ]\n  }\n'), exitCode: 5 };
  t.is(parseJsonListing(unknownColumn, VOLUMES).value.items, undefined);
  const forbidden = { ...outputOf('{"report":[{"lv":[]}]}'), exitCode: 5 };
  t.is(parseJsonListing(forbidden, VOLUMES).value.items, undefined);
});

test('no volumes is an empty list, and exit code 5 with some rows is a part', (t) => {
  t.deepEqual(volumesOf('{"report":[{"lv":[]}]}').value, { items: [], complete: true });
  const partial = parseJsonListing({ ...outputOf(report([{ vg_name: 'v', lv_name: 'l' }])), exitCode: 5 }, VOLUMES);
  t.is(partial.value.items?.length, 1);
  t.false(partial.value.complete);
  t.deepEqual(partial.errors, []);
});

test('the table of a version without JSON: volumes, a snapshot, groups, devices; warnings are passed over', (t) => {
  const table = (name: string, kind: typeof VOLUMES, columns: string) =>
    parseTableListing(outputOf(fixture(`lvm/${name}-2.02.98-table.txt`)), kind, columns);
  const volumes = table('lvs', VOLUMES, OLD_VOLUME_COLUMNS);
  t.deepEqual(volumes.errors, []);
  t.like(volumes.value.items?.[2], {
    name: 'nightly',
    kind: 'snapshot',
    origin: 'data',
    dataPercent: 42.42,
    sizeBytes: '5368709120',
    condition: 'ok',
  });
  const groups = parseTableListing(outputOf(fixture('lvm/vgs-2.02.98-table.txt')), GROUPS, OLD_GROUP_COLUMNS);
  t.like(groups.value.items?.[0], { name: 'vg0', freeBytes: '26843545600', partial: false, missingCount: null });
  const physical = parseTableListing(outputOf(fixture('lvm/pvs-2.02.98-table.txt')), PHYSICAL, PHYSICAL_COLUMNS);
  t.like(physical.value.items?.[0], { name: '/dev/sda2', missing: false, deviceSizeBytes: '107375230976' });
});

test('a table that ended badly and listed nothing is an error that quotes what the tool said', (t) => {
  const output = { ...outputOf(''), exitCode: 5, stderr: Buffer.from('  /dev/mapper/control: open failed\n') };
  const error = t.throws(() => parseTableListing(output, VOLUMES, OLD_VOLUME_COLUMNS), { instanceOf: ParseError });
  t.regex(error.message, /exit code 5.*open failed/);
  t.throws(() => parseTableListing(outputOf('  LV VG Attr\n'), VOLUMES, OLD_VOLUME_COLUMNS), {
    instanceOf: ParseError,
  });
});

for (const [text, bytes] of [
  ['<1.47g', '1578400481'],
  ['512.00m', '536870912'],
  ['1099511627776', '1099511627776'],
  ['1099511627776B', '1099511627776'],
  ['18446744073709551615', '18446744073709551615'],
  ['1.00G', '1000000000'],
  ['2.00t', '2199023255552'],
  ['16s', '8192'],
  ['0 b', '0'],
  ['-5', undefined],
  ['1.47q', undefined],
] as const) {
  test(`the size '${text}' is ${bytes ?? 'no size'}`, (t) => t.is(readSize(text), bytes));
}

test('human units with a rounding mark still give sizes', (t) => {
  const { value } = parseJsonListing(outputOf(fixture('lvm/vgs-human.json')), GROUPS);
  t.like(value.items?.[0], { name: 'ubuntu-vg', uuid: null, sizeBytes: '1578400481', freeBytes: '536870912' });
});

test('JSON is asked for where the version knows it, or is not known', (t) => {
  const ask = (version?: string) => mayKnowJson({ tools: version === undefined ? {} : { lvm: version }, sudo: 'root' });
  t.true(ask());
  t.true(ask(''));
  t.true(ask('  LVM version:     2.03.16(2) (2022-05-18)'));
  t.true(ask('LVM version:     2.02.158(2) (2016-06-25)'));
  t.false(ask('LVM version:     2.02.133(2) (2015-10-30)'));
  t.false(ask('LVM version: 2.02.98'));
  t.true(ask('LVM version: 3.0.0'));
});

test('the settings of thin pools are read, and absent where they are not told', (t) => {
  t.deepEqual(parseAutoextend(outputOf(fixture('lvm/autoextend-off.txt'))).value, {
    thresholdPercent: 100,
    growthPercent: 20,
  });
  t.deepEqual(parseAutoextend(outputOf('')).value, { thresholdPercent: null, growthPercent: null });
});
