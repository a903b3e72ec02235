import test from 'ava';
import { listOpenings } from '../../../../src/domain/containers/windows/openings.js';
import type { Blackout, WindowRule } from '../../../../src/domain/containers/windows/window.js';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Casablanca',
  'Pacific/Chatham',
];
const CASES = 150;
const MINUTE_MS = 60_000;

/** Numbers that look drawn and are the same in every run. */
function createDraw(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 12_345;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) | 0;
    return (state >>> 0) % below;
  };
}

function drawRule(draw: (below: number) => number): WindowRule {
  const timezone = ZONES[draw(ZONES.length)] ?? 'UTC';
  const durationMinutes = [1, 30, 60, 240, 1_500][draw(5)] ?? 60;
  const [minute, hour, weekday] = [draw(60), draw(24), draw(7)];
  const rules: Pick<WindowRule, 'cron' | 'rrule'>[] = [
    { cron: `${minute} ${hour} * * *` },
    { cron: `*/${draw(29) + 1} ${hour}-23 * * ${weekday}` },
    { cron: `${minute} ${draw(4)} ${draw(28) + 1} * ${weekday}` },
    { rrule: `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=${minute}` },
    { rrule: `FREQ=MONTHLY;BYDAY=${draw(4) + 1}SU,-1FR;BYHOUR=${draw(4)};BYMINUTE=${minute}` },
    { rrule: `DTSTART:20200101T0${draw(4)}3000\nRRULE:FREQ=WEEKLY;INTERVAL=${draw(3) + 1};BYDAY=SU,WE` },
  ];
  return { timezone, durationMinutes, ...rules[draw(rules.length)] };
}

function drawBlackouts(draw: (below: number) => number, fromMs: number): Blackout[] {
  return Array.from({ length: draw(4) }, (): Blackout => {
    if (draw(2) === 0) return drawRule(draw);
    const startMs = fromMs + draw(60 * 24 * 40) * MINUTE_MS;
    return {
      from: new Date(startMs).toISOString(),
      to: new Date(startMs + (draw(5_000) + 1) * MINUTE_MS).toISOString(),
    };
  });
}

const toSpan = ({ opensAt, closesAt }: { opensAt: string; closesAt: string }): [number, number] => [
  Date.parse(opensAt),
  Date.parse(closesAt),
];

test('openings are ordered and apart, never within a blackout, and asking later gives the same ones', (t) => {
  for (let seed = 0; seed < CASES; seed++) {
    const draw = createDraw(seed);
    const fromMs = Date.UTC(2026, draw(12), draw(28) + 1, draw(24), draw(60));
    const rule = drawRule(draw);
    const blackouts = drawBlackouts(draw, fromMs);
    const from = new Date(fromMs).toISOString();
    const openings = listOpenings({ window: { rule, blackouts }, from, count: 12 }).map(toSpan);
    const said = JSON.stringify({ seed, rule, blackouts, from });
    let previousEnd = 0;
    for (const [startMs, endMs] of openings) {
      if (startMs >= endMs || endMs <= fromMs || startMs <= previousEnd) t.fail(`not ordered: ${said}`);
      previousEnd = endMs;
    }
    for (const blackout of blackouts) {
      const closed =
        'from' in blackout
          ? [[Date.parse(blackout.from), Date.parse(blackout.to)] as const]
          : listOpenings({ window: { rule: blackout, blackouts: [] }, from, count: 60 }).map(toSpan);
      const overlaps = openings.some(([start, end]) => closed.some(([from_, to]) => start < to && from_ < end));
      if (overlaps) t.fail(`open in a blackout: ${said}`);
    }
    const [, , third, fourth] = openings;
    // One that never closes ends where the search ended, which is later when it begins later.
    const closes = fourth !== undefined && fourth[1] - fourth[0] < 366 * 1_440 * MINUTE_MS;
    if (third !== undefined && closes) {
      const later = listOpenings({ window: { rule, blackouts }, from: new Date(third[1]).toISOString(), count: 1 }).map(
        toSpan,
      );
      t.deepEqual(later, [fourth], said);
    }
  }
  t.pass();
});

/** What a clock on the wall shows, by the platform alone. */
function createWall(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => format.format(ms);
}

/** Minute by minute: opens when the clock first shows the time of a day, or when it has jumped over it. */
function watchClock(timeZone: string, time: string, span: { fromMs: number; toMs: number }): string[] {
  const wall = createWall(timeZone);
  const opened = new Map<string, string>();
  const opens: string[] = [];
  for (let ms = span.fromMs; ms < span.toMs; ms += 5 * MINUTE_MS) {
    const [day = '', clock = ''] = wall(ms).split(', ');
    if (opened.has(day) || clock < time) continue;
    opened.set(day, clock);
    opens.push(new Date(ms).toISOString());
  }
  // The first day may have begun after its time.
  return opens.slice(1);
}

for (const timezone of ZONES) {
  test(`a whole year of ${timezone} opens when a clock on the wall says so`, (t) => {
    const span = { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2027, 0, 1) };
    for (const time of ['01:45', '02:30']) {
      const [hour, minute] = time.split(':').map(Number);
      const rule = { cron: `${minute} ${hour} * * *`, timezone, durationMinutes: 5 };
      const watched = watchClock(timezone, time, span);
      const opens = listOpenings({
        window: { rule, blackouts: [] },
        from: new Date(span.fromMs).toISOString(),
        count: 370,
      }).map(({ opensAt }) => opensAt);
      t.deepEqual(
        opens.slice(opens.indexOf(watched[0] ?? ''), opens.indexOf(watched[0] ?? '') + watched.length),
        watched,
      );
      t.true(watched.length >= 363);
    }
  });
}
