import test from 'ava';
import { findWindowFaults } from '../../../../src/domain/containers/windows/check-window.js';
import { listOpenings } from '../../../../src/domain/containers/windows/openings.js';
import { CreateMaintenanceWindow, type WindowRule } from '../../../../src/domain/containers/windows/window.js';

const NOW = '2026-01-01T00:00:00Z';

/** The first openings in local time, which is UTC here. */
function starts(rule: Partial<WindowRule>, count: number, from = NOW): string[] {
  const window = { rule: { timezone: 'UTC', durationMinutes: 1, ...rule }, blackouts: [] };
  return listOpenings({ window, from, count }).map(({ opensAt }) => opensAt.slice(0, 16));
}

const at = (text: string): string[] => text.trim().split(/\s+/);

/** Days and times that a rule opens at, from 2026-01-01 (a Thursday) on. */
const CRON: Readonly<Record<string, string>> = {
  '0 2 * * *': '2026-01-01T02:00 2026-01-02T02:00',
  '5,35 1 * * *': '2026-01-01T01:05 2026-01-01T01:35 2026-01-02T01:05',
  '*/20 3 * * *': '2026-01-01T03:00 2026-01-01T03:20 2026-01-01T03:40 2026-01-02T03:00',
  '10-50/20 3 * * *': '2026-01-01T03:10 2026-01-01T03:30 2026-01-01T03:50 2026-01-02T03:10',
  '0 22/1 * * *': '2026-01-01T22:00 2026-01-01T23:00 2026-01-02T22:00',
  '0 0 * * SUN': '2026-01-04T00:00 2026-01-11T00:00',
  '0 0 * * 7': '2026-01-04T00:00 2026-01-11T00:00',
  '0 0 * * 0': '2026-01-04T00:00 2026-01-11T00:00',
  '0 0 * * fri-sun': '2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00 2026-01-09T00:00',
  '0 0 * * 5-7': '2026-01-02T00:00 2026-01-03T00:00 2026-01-04T00:00 2026-01-09T00:00',
  '0 0 * * */3': '2026-01-03T00:00 2026-01-04T00:00 2026-01-07T00:00 2026-01-10T00:00',
  '0 0 31 * *': '2026-01-31T00:00 2026-03-31T00:00 2026-05-31T00:00',
  '0 0 1 JAN,Jul *': '2026-01-01T00:00 2026-07-01T00:00 2027-01-01T00:00',
  '0 0 29 2 *': '2028-02-29T00:00 2032-02-29T00:00',
  // Both limited: either is enough. One of them not limited: both have to hold.
  '0 0 13 * FRI': '2026-01-02T00:00 2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00',
  '0 0 */2 * FRI': '2026-01-09T00:00 2026-01-23T00:00 2026-02-13T00:00',
  '0 0 ? * MON': '2026-01-05T00:00 2026-01-12T00:00',
  '@weekly': '2026-01-04T00:00 2026-01-11T00:00',
  '@Monthly': '2026-01-01T00:00 2026-02-01T00:00',
};

for (const [cron, expected] of Object.entries(CRON)) {
  test(`cron ${cron}`, (t) => t.deepEqual(starts({ cron }, at(expected).length), at(expected)));
}

const RRULES: Readonly<Record<string, string>> = {
  'FREQ=DAILY': '2026-01-01T00:00 2026-01-02T00:00',
  'RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=30': '2026-01-01T02:30 2026-01-02T02:30',
  'freq=daily;byhour=2,14': '2026-01-01T02:00 2026-01-01T14:00 2026-01-02T02:00',
  'FREQ=DAILY;BYDAY=MO,WE;BYMONTH=2': '2026-02-02T00:00 2026-02-04T00:00 2026-02-09T00:00',
  'FREQ=DAILY;BYMONTHDAY=-1': '2026-01-31T00:00 2026-02-28T00:00 2026-03-31T00:00',
  'DTSTART:20251230T040000\nRRULE:FREQ=DAILY;INTERVAL=3': '2026-01-02T04:00 2026-01-05T04:00',
  'DTSTART:20251230T040000\nRRULE:FREQ=DAILY;COUNT=4': '2026-01-01T04:00 2026-01-02T04:00',
  'FREQ=DAILY;UNTIL=20260102': '2026-01-01T00:00 2026-01-02T00:00',
  'FREQ=DAILY;UNTIL=20260102T120000Z;BYHOUR=12': '2026-01-01T12:00 2026-01-02T12:00',
  'FREQ=DAILY;UNTIL=20260102T115959;BYHOUR=12': '2026-01-01T12:00',
  'FREQ=WEEKLY;BYDAY=SU;BYHOUR=2': '2026-01-04T02:00 2026-01-11T02:00',
  'FREQ=WEEKLY;BYDAY=SA,TU': '2026-01-03T00:00 2026-01-06T00:00 2026-01-10T00:00',
  'DTSTART;TZID=UTC:20260106T030000\nRRULE:FREQ=WEEKLY': '2026-01-06T03:00 2026-01-13T03:00',
  // The example of RFC 5545 for WKST: the same rule, two answers.
  'DTSTART:20260106T000000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO':
    '2026-01-06T00:00 2026-01-11T00:00 2026-01-20T00:00 2026-01-25T00:00',
  'DTSTART:20260106T000000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU':
    '2026-01-06T00:00 2026-01-18T00:00 2026-01-20T00:00 2026-02-01T00:00',
  'FREQ=MONTHLY;BYDAY=1SU': '2026-01-04T00:00 2026-02-01T00:00 2026-03-01T00:00',
  'FREQ=MONTHLY;BYDAY=-1FR': '2026-01-30T00:00 2026-02-27T00:00',
  'FREQ=MONTHLY;BYDAY=5SA': '2026-01-31T00:00 2026-05-30T00:00 2026-08-29T00:00',
  'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13': '2026-02-13T00:00 2026-03-13T00:00 2026-11-13T00:00',
  'FREQ=MONTHLY;BYMONTHDAY=1,-1': '2026-01-01T00:00 2026-01-31T00:00 2026-02-01T00:00 2026-02-28T00:00',
  'FREQ=MONTHLY;BYMONTHDAY=31': '2026-01-31T00:00 2026-03-31T00:00',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1': '2026-01-30T00:00 2026-02-27T00:00',
  'FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3': '2026-01-07T00:00 2026-02-05T00:00',
  'DTSTART:20251231T010000\nRRULE:FREQ=MONTHLY;INTERVAL=2': '2026-08-31T01:00 2026-10-31T01:00',
  'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;BYHOUR=18': '2026-12-24T18:00 2027-12-24T18:00',
  'FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU': '2026-03-29T00:00 2026-10-25T00:00 2027-03-28T00:00',
  'FREQ=YEARLY;BYDAY=20MO': '2026-05-18T00:00 2027-05-17T00:00',
  'FREQ=YEARLY;BYMONTHDAY=15': '2026-01-15T00:00 2026-02-15T00:00',
  'DTSTART:20240229T000000\nRRULE:FREQ=YEARLY': '2028-02-29T00:00 2032-02-29T00:00',
  'DTSTART:20200101T000000\r\nRRULE:FREQ=YEARLY;INTERVAL=4': '2028-01-01T00:00 2032-01-01T00:00',
  'DTSTART:20260105T000000Z\nRRULE:FREQ=DAILY;BYDAY=MO,TU;': '2026-01-05T00:00 2026-01-06T00:00 2026-01-12T00:00',
};

for (const [rrule, expected] of Object.entries(RRULES)) {
  test(`rrule ${rrule.replaceAll(/\s+/g, ' ')}`, (t) => {
    const more = /COUNT|UNTIL/.test(rrule) ? 1 : 0;
    t.deepEqual(starts({ rrule }, at(expected).length + more), at(expected));
  });
}

/** What is refused, and what the message has to say. */
const REFUSED: readonly [rule: Partial<WindowRule>, path: string, message: RegExp][] = [
  [{ cron: '0 2 * *' }, 'rule.cron', /has 5 fields .* this has 4/],
  [{ cron: '60 2 * * *' }, 'rule.cron', /^character 1: "60" as the minute: it goes from 0 to 59/],
  [{ cron: '0 2 * * MOO' }, 'rule.cron', /^character 9: .*SUN, MON/],
  [{ cron: '0 2 1,32 * *' }, 'rule.cron', /^character 7: "32"/],
  [{ cron: '0 5-2 * * *' }, 'rule.cron', /^character 3: .*ends before it begins/],
  [{ cron: '*/0 2 * * *' }, 'rule.cron', /step of 0/],
  [{ cron: '0 2 L * *' }, 'rule.cron', /^character 5/],
  [{ cron: '0 2 * * 1#2' }, 'rule.cron', /^character 9/],
  [{ cron: '0 ? * * *' }, 'rule.cron', /only days may be \?/],
  [{ cron: '0 2 30 2 *' }, 'rule', /no opening/],
  [{ cron: '0 2 * * *', timezone: 'Mars/Olympus' }, 'rule.timezone', /no time zone "Mars\/Olympus"/],
  [{ rrule: 'BYHOUR=2' }, 'rule.rrule', /^character 1: .*FREQ/],
  [{ rrule: 'FREQ=HOURLY' }, 'rule.rrule', /^character 1: FREQ is one of/],
  [{ rrule: 'FREQ=DAILY;BYHOUR=24' }, 'rule.rrule', /^character 12: BYHOUR takes numbers from 0 to 23/],
  [{ rrule: 'RRULE:FREQ=DAILY;BYHOUR=x' }, 'rule.rrule', /^character 18: /],
  [{ rrule: 'FREQ=DAILY;BYWEEKNO=1' }, 'rule.rrule', /^character 12: BYWEEKNO is not supported/],
  [{ rrule: 'FREQ=DAILY;FREQ=DAILY' }, 'rule.rrule', /given twice/],
  [{ rrule: 'FREQ=DAILY;junk' }, 'rule.rrule', /^character 12: "junk" is not of the form/],
  [{ rrule: 'FREQ=DAILY;INTERVAL=2' }, 'rule.rrule', /INTERVAL needs a DTSTART/],
  [{ rrule: 'FREQ=DAILY;COUNT=2' }, 'rule.rrule', /COUNT needs a DTSTART/],
  [{ rrule: 'FREQ=WEEKLY' }, 'rule.rrule', /on which day/],
  [{ rrule: 'FREQ=WEEKLY;BYDAY=1MO' }, 'rule.rrule', /needs FREQ=MONTHLY or YEARLY/],
  [{ rrule: 'FREQ=MONTHLY;BYDAY=0MO' }, 'rule.rrule', /takes days such as/],
  [{ rrule: 'FREQ=MONTHLY;BYDAY=6MO' }, 'rule.rrule', /more than five/],
  [{ rrule: 'FREQ=MONTHLY;BYMONTHDAY=0' }, 'rule.rrule', /without 0/],
  [{ rrule: 'FREQ=DAILY;UNTIL=20260231' }, 'rule.rrule', /UNTIL takes/],
  [{ rrule: 'FREQ=DAILY;UNTIL=20200101' }, 'rule', /no opening/],
  [{ rrule: 'FREQ=DAILY;BYSECOND=5' }, 'rule.rrule', /BYSECOND can only be 0/],
  [{ rrule: 'DTSTART;TZID=Asia/Tokyo:20260101T000000\nRRULE:FREQ=DAILY' }, 'rule.rrule', /one time zone/],
  [{ rrule: 'RRULE:FREQ=DAILY\nEXDATE:20260101T000000' }, 'rule.rrule', /^character 18: .*blackout/],
  [
    {
      rrule: `FREQ=YEARLY;BYMONTHDAY=1;BYHOUR=1,2,3,4,5;BYMINUTE=${Array.from({ length: 60 }, (_, i) => i).join(',')}`,
    },
    'rule.rrule',
    /more than 96/,
  ],
];

for (const [rule, path, message] of REFUSED) {
  test(`refused: ${(rule.cron ?? rule.rrule ?? '').replaceAll(/\s+/g, ' ')} ${rule.timezone ?? ''}`, (t) => {
    const faults = findWindowFaults({ rule: { timezone: 'UTC', durationMinutes: 60, ...rule }, blackout: null }, NOW);
    t.is(faults.length, 1);
    t.is(faults[0]?.path, path);
    t.regex(faults[0]?.message ?? '', message);
  });
}

test('the fault of a blackout is told at its place', (t) => {
  const rule = { cron: '0 2 * * *', timezone: 'UTC', durationMinutes: 60 };
  const blackout = [
    { from: NOW, to: '2026-01-02T00:00:00Z' },
    { ...rule, cron: '61 * * * *' },
  ];
  t.like(findWindowFaults({ rule, blackout }, NOW), [{ path: 'blackout.1.cron' }] as never);
});

test('a window has one rule, and periods end after they begin', (t) => {
  const rule = { timezone: 'UTC', durationMinutes: 60 };
  const parse = (fields: object) => CreateMaintenanceWindow.safeParse({ name: 'x', ...fields }).success;
  t.true(parse({ rule: { ...rule, cron: '0 2 * * *' } }));
  t.false(parse({ rule }));
  t.false(parse({ rule: { ...rule, cron: '0 2 * * *', rrule: 'FREQ=DAILY' } }));
  t.false(parse({ rule: { ...rule, cron: '0 2 * * *', durationMinutes: 0 } }));
  t.false(parse({ rule: { ...rule, cron: '0 2 * * *', durationMinutes: 1e9 } }));
  t.false(
    parse({
      rule: { ...rule, cron: '0 2 * * *' },
      blackout: { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' },
    }),
  );
  t.true(parse({ rule: { ...rule, cron: '0 2 * * *' }, blackout: true }));
});
