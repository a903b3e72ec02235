import test from 'ava';
import { checkRow, DB, judge, look, probes, times, WEB, type Row } from './health-case.js';

const ROWS: Readonly<Record<string, Row>> = {
  'a probe that does not pass yet is waited for': {
    verdict: 'waiting',
    reason: /http port 80/,
    when: { looks: times(1, 200, 10).map((s) => look(s, { web: false })), rules: { probes } },
  },
  'and fails when the time is out': {
    verdict: 'failed',
    code: 'probe_failed',
    reason: /did not pass within 300 s: refused/,
    when: { looks: times(1, 300, 10).map((s) => look(s, { web: false })), rules: { probes }, now: 300 },
  },
  'a probe that was never asked is no evidence': {
    verdict: 'waiting',
    when: { looks: times(1, 100, 10).map((s) => look(s)), rules: { probes } },
  },
  'a probe that passed may fail twice': {
    verdict: 'waiting',
    when: { looks: [look(1, { web: true }), look(5, { web: false }), look(9, { web: false })], rules: { probes } },
  },
  'three times in a row is broken': {
    verdict: 'failed',
    code: 'probe_failed',
    reason: /passed before and failed 3 times in a row/,
    when: { looks: [look(1, { web: true }), ...[5, 9, 13].map((s) => look(s, { web: false }))], rules: { probes } },
  },
  'a failure of a probe begins the period anew': {
    verdict: 'waiting',
    when: {
      looks: [look(1, { web: true }), look(30, { web: false }), look(35, { web: true }), look(61, { web: true })],
      rules: { probes },
    },
  },
  'probes that pass for the whole period are healthy': {
    verdict: 'healthy',
    reason: /1 probe\(s\) pass/,
    when: { looks: times(1, 61, 10).map((s) => look(s, { web: true })), rules: { probes } },
  },
  'all probes have to pass': {
    verdict: 'waiting',
    when: { looks: times(1, 100, 10).map((s) => look(s, { web: true, db: false })), rules: { probes: [WEB, DB] } },
  },
  'a probe that failed before the update does not count': {
    verdict: 'healthy',
    when: {
      looks: times(1, 61, 10).map((s) => look(s, { web: false })),
      rules: { probes },
      before: look(-60, { web: false }),
    },
  },
  'but alone it is no evidence either': {
    verdict: 'waiting',
    when: {
      looks: [look(1, { web: false })],
      rules: { probes, stabilitySeconds: 0 },
      before: look(-60, { web: false }),
    },
  },
  'a probe of a container that was stopped before does count': {
    verdict: 'waiting',
    when: {
      looks: times(1, 61, 10).map((s) => look(s, { web: false })),
      rules: { probes },
      before: look(-60, { web: false, state: 'exited' }),
    },
  },
};

for (const [title, row] of Object.entries(ROWS)) test(title, (t) => checkRow(t, row));

test('a probe that failed before is told in the evidence', (t) => {
  const { evidence } = judge({
    looks: [look(1, { web: false })],
    rules: { probes },
    before: look(-60, { web: false }),
  });
  t.like(evidence, {
    probes: [{ probe: 'http port 80 /', failed: 1, note: 'failed before the update as well: not counted' }],
  } as never);
});
