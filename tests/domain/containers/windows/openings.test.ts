import test from 'ava';
import { listOpenings, nextOpening } from '../../../../src/domain/containers/windows/openings.js';
import type { Schedule, WindowRule } from '../../../../src/domain/containers/windows/window.js';

const BERLIN = 'Europe/Berlin';

function schedule(rule: Partial<WindowRule>, ...blackouts: Schedule['blackouts']): Schedule {
  return { rule: { timezone: BERLIN, durationMinutes: 60, ...rule }, blackouts };
}

/** Openings as `opensAt/closesAt`, without seconds. */
function list(window: Schedule, from: string, count: number): string[] {
  const short = (iso: string): string => iso.replace(/:00\.000Z$/, 'Z');
  return listOpenings({ window, from, count }).map(({ opensAt, closesAt }) => `${short(opensAt)}/${short(closesAt)}`);
}

interface Row {
  readonly title: string;
  readonly window: Schedule;
  readonly from: string;
  readonly openings: readonly string[];
}

/** Berlin: 2026-03-29 02:00 → 03:00 (01:00 UTC), 2026-10-25 03:00 → 02:00 (01:00 UTC). */
const ROWS: readonly Row[] = [
  {
    title: 'a local time that does not exist opens right after the gap',
    window: schedule({ cron: '30 2 * * *' }),
    from: '2026-03-28T00:00:00Z',
    openings: [
      '2026-03-28T01:30Z/2026-03-28T02:30Z',
      '2026-03-29T01:00Z/2026-03-29T02:00Z',
      '2026-03-30T00:30Z/2026-03-30T01:30Z',
    ],
  },
  {
    title: 'the same by a recurrence rule',
    window: schedule({ rrule: 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30' }),
    from: '2026-03-28T00:00:00Z',
    openings: [
      '2026-03-28T01:30Z/2026-03-28T02:30Z',
      '2026-03-29T01:00Z/2026-03-29T02:00Z',
      '2026-03-30T00:30Z/2026-03-30T01:30Z',
    ],
  },
  {
    title: 'a doubled local time opens once, the first time',
    window: schedule({ cron: '30 2 * * *' }),
    from: '2026-10-24T12:00:00Z',
    openings: ['2026-10-25T00:30Z/2026-10-25T01:30Z', '2026-10-26T01:30Z/2026-10-26T02:30Z'],
  },
  {
    title: 'two times within one gap are one opening',
    window: schedule({ cron: '10,50 2 * * *', durationMinutes: 15 }),
    from: '2026-03-29T00:00:00Z',
    openings: ['2026-03-29T01:00Z/2026-03-29T01:15Z', '2026-03-30T00:10Z/2026-03-30T00:25Z'],
  },
  {
    title: 'durations are elapsed time, over a change as well',
    window: schedule({ cron: '0 1 29 3 *', durationMinutes: 180 }),
    from: '2026-03-01T00:00:00Z',
    openings: ['2026-03-29T00:00Z/2026-03-29T03:00Z'],
  },
  {
    title: 'a window goes across midnight and across New Year',
    window: schedule({ cron: '30 23 31 12 *', durationMinutes: 120, timezone: 'America/New_York' }),
    from: '2026-06-01T00:00:00Z',
    openings: ['2027-01-01T04:30Z/2027-01-01T06:30Z', '2028-01-01T04:30Z/2028-01-01T06:30Z'],
  },
  {
    title: 'a zone with half an hour of offset',
    window: schedule({ cron: '0 2 * * SUN', timezone: 'Asia/Kolkata' }),
    from: '2026-06-01T00:00:00Z',
    openings: ['2026-06-06T20:30Z/2026-06-06T21:30Z'],
  },
  {
    title: 'a zone with three quarters of an hour',
    window: schedule({ cron: '0 2 * * *', timezone: 'Asia/Kathmandu' }),
    from: '2026-06-01T00:00:00Z',
    openings: ['2026-06-01T20:15Z/2026-06-01T21:15Z'],
  },
  {
    title: 'a zone whose clocks change by half an hour: the gap',
    window: schedule({ cron: '15 2 * * *', timezone: 'Australia/Lord_Howe', durationMinutes: 10 }),
    from: '2026-10-03T00:00:00Z',
    openings: ['2026-10-03T15:30Z/2026-10-03T15:40Z', '2026-10-04T15:15Z/2026-10-04T15:25Z'],
  },
  {
    title: 'a zone whose clocks change by half an hour: the doubled one',
    window: schedule({ cron: '45 1 * * *', timezone: 'Australia/Lord_Howe', durationMinutes: 10 }),
    from: '2026-04-04T00:00:00Z',
    openings: ['2026-04-04T14:45Z/2026-04-04T14:55Z', '2026-04-05T15:15Z/2026-04-05T15:25Z'],
  },
  {
    title: 'the southern hemisphere changes at midnight in Chile',
    window: schedule({ cron: '30 0 * * *', timezone: 'America/Santiago' }),
    from: '2026-09-05T12:00:00Z',
    openings: ['2026-09-06T04:00Z/2026-09-06T05:00Z', '2026-09-07T03:30Z/2026-09-07T04:30Z'],
  },
  {
    title: 'a day that a zone left out opens right after it',
    window: schedule({ cron: '0 12 30 12 *', timezone: 'Pacific/Apia' }),
    from: '2011-12-01T00:00:00Z',
    openings: ['2011-12-30T10:00Z/2011-12-30T11:00Z', '2012-12-29T22:00Z/2012-12-29T23:00Z'],
  },
  {
    title: 'an hour of cron is an opening with a duration, and those that touch are one',
    window: schedule({ cron: '0 2-6 * * *', durationMinutes: 60, timezone: 'UTC' }),
    from: '2026-01-01T00:00:00Z',
    openings: ['2026-01-01T02:00Z/2026-01-01T07:00Z', '2026-01-02T02:00Z/2026-01-02T07:00Z'],
  },
  {
    title: 'an opening that is under way comes first, with its beginning',
    window: schedule({ cron: '0 2 * * *', durationMinutes: 120, timezone: 'UTC' }),
    from: '2026-01-01T03:00:00Z',
    openings: ['2026-01-01T02:00Z/2026-01-01T04:00Z', '2026-01-02T02:00Z/2026-01-02T04:00Z'],
  },
  {
    title: 'an opening that has just ended does not count',
    window: schedule({ cron: '0 2 * * *', durationMinutes: 60, timezone: 'UTC' }),
    from: '2026-01-01T03:00:00Z',
    openings: ['2026-01-02T02:00Z/2026-01-02T03:00Z'],
  },
  {
    title: 'a blackout cuts the beginning, the end, the middle and the whole of openings',
    window: schedule(
      { cron: '0 2 * * *', durationMinutes: 240, timezone: 'UTC' },
      { from: '2026-01-01T00:00:00Z', to: '2026-01-01T03:00:00Z' },
      { from: '2026-01-02T05:00:00+00:00', to: '2026-01-02T09:00:00Z' },
      { from: '2026-01-03T03:00:00Z', to: '2026-01-03T04:00:00Z' },
      { from: '2026-01-04T00:00:00Z', to: '2026-01-05T00:00:00Z' },
    ),
    from: '2026-01-01T00:00:00Z',
    openings: [
      '2026-01-01T03:00Z/2026-01-01T06:00Z',
      '2026-01-02T02:00Z/2026-01-02T05:00Z',
      '2026-01-03T02:00Z/2026-01-03T03:00Z',
      '2026-01-03T04:00Z/2026-01-03T06:00Z',
      '2026-01-05T02:00Z/2026-01-05T06:00Z',
    ],
  },
  {
    title: 'a blackout rule wins in its own time zone',
    window: schedule(
      { cron: '0 2 * * *', timezone: 'UTC', durationMinutes: 120 },
      { cron: '0 22 * * FRI', timezone: 'America/New_York', durationMinutes: 2_880 },
    ),
    // Friday 22:00 in New York is Saturday 03:00 UTC.
    from: '2026-01-02T00:00:00Z',
    openings: [
      '2026-01-02T02:00Z/2026-01-02T04:00Z',
      '2026-01-03T02:00Z/2026-01-03T03:00Z',
      '2026-01-05T03:00Z/2026-01-05T04:00Z',
    ],
  },
  {
    title: 'one blackout reaches over several openings',
    window: schedule(
      { cron: '0 */6 * * *', timezone: 'UTC' },
      { from: '2026-01-01T01:00:00Z', to: '2026-01-02T12:30:00Z' },
    ),
    from: '2026-01-01T00:00:00Z',
    openings: [
      '2026-01-01T00:00Z/2026-01-01T01:00Z',
      '2026-01-02T12:30Z/2026-01-02T13:00Z',
      '2026-01-02T18:00Z/2026-01-02T19:00Z',
    ],
  },
];

for (const { title, window, from, openings } of ROWS) {
  test(title, (t) => t.deepEqual(list(window, from, openings.length), openings));
}

test('a window is open until its end, and closed until the next opening', (t) => {
  const window = schedule({ cron: '0 2 * * *', timezone: 'UTC', durationMinutes: 60 });
  const opening = { opensAt: '2026-01-01T02:00:00.000Z', closesAt: '2026-01-01T03:00:00.000Z' };
  t.deepEqual(nextOpening(window, '2026-01-01T01:59:59.999Z'), { state: 'closed', ...opening });
  t.deepEqual(nextOpening(window, '2026-01-01T02:00:00Z'), { state: 'open', ...opening });
  t.deepEqual(nextOpening(window, '2026-01-01T02:59:59.999Z'), { state: 'open', ...opening });
  t.like(nextOpening(window, '2026-01-01T03:00:00Z'), { state: 'closed', opensAt: '2026-01-02T02:00:00.000Z' });
});

test('without a window only blackouts close, and nothing closes for ever', (t) => {
  const at = '2026-01-01T00:00:00.000Z';
  t.deepEqual(nextOpening({ rule: null, blackouts: [] }, at), { state: 'open', opensAt: at, closesAt: null });
  const to = '2026-01-02T00:00:00.000Z';
  const frozen = { rule: null, blackouts: [{ from: '2025-12-31T00:00:00Z', to }] };
  t.deepEqual(nextOpening(frozen, at), { state: 'closed', opensAt: to, closesAt: null });
  const soon = { rule: null, blackouts: [{ from: to, to: '2026-01-03T00:00:00Z' }] };
  t.deepEqual(nextOpening(soon, at), { state: 'open', opensAt: at, closesAt: to });
});

const HOSTILE: Readonly<Record<string, readonly [Schedule, code: string]>> = {
  'the 30th of February never comes': [schedule({ cron: '0 2 30 2 *' }), 'no_opening'],
  'nor does it by a recurrence rule': [schedule({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }), 'no_opening'],
  'nor a position beyond all others': [
    schedule({ rrule: `FREQ=YEARLY;BYDAY=MO;BYSETPOS=366;BYHOUR=${range(24)};BYMINUTE=0,15,30,45` }),
    'found',
  ],
  'a rule that ended has no opening left': [schedule({ rrule: 'FREQ=DAILY;UNTIL=20200101' }), 'no_opening'],
  'a blackout that always holds leaves nothing': [
    schedule({ cron: '0 2 * * *' }, { cron: '0 0 * * *', timezone: BERLIN, durationMinutes: 3_000 }),
    'not_found',
  ],
  'the same every minute': [
    schedule({ cron: '* * * * *' }, { cron: '* * * * *', timezone: 'UTC', durationMinutes: 2 }),
    'not_found',
  ],
};

for (const [title, [window, code]] of Object.entries(HOSTILE)) {
  test(`${title}, and that is known soon`, (t) => {
    const begun = performance.now();
    const next = nextOpening(window, '2026-01-01T00:00:00Z');
    t.true(performance.now() - begun < 3_000);
    if (code === 'found') t.not(next.state, 'never');
    else t.like(next, { state: 'never', code });
  });
}

test('a window that opens every minute stays open as far as was looked', (t) => {
  const next = nextOpening(
    schedule({ cron: '* * * * *', durationMinutes: 1, timezone: 'UTC' }),
    '2026-01-01T00:00:30Z',
  );
  t.is(next.state, 'open');
  t.true(next.state === 'open' && Date.parse(next.closesAt ?? '') > Date.parse('2026-01-07T00:00:00Z'));
});

test('29 February on a Monday is found although it is 24 years away', (t) => {
  t.deepEqual(
    list(
      schedule({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', timezone: 'UTC' }),
      '2026-01-01T00:00:00Z',
      1,
    ),
    ['2044-02-29T00:00Z/2044-02-29T01:00Z'],
  );
});

function range(end: number): string {
  return Array.from({ length: end }, (_, index) => index).join(',');
}
