import test from 'ava';
import { HealthState, nextHealthState, startHealth } from '../../../../src/domain/containers/health/health-state.js';
import { judgeHealthState } from '../../../../src/domain/containers/health/judge-health.js';
import { after, checkRow, DB, look, probes, times, WEB, type Look, type Row } from './health-case.js';

const ROWS: Readonly<Record<string, Row>> = {
  'nothing seen is never healthy': { verdict: 'waiting', when: { looks: [], rules: { stabilitySeconds: 0 } } },
  'nothing seen until the time is out is not_observed': {
    verdict: 'failed',
    code: 'not_observed',
    when: { looks: [], now: 300 },
  },
  'one look at running is not enough': { verdict: 'waiting', when: { looks: [look(1)] } },
  'not even without a stability period': {
    verdict: 'waiting',
    when: { looks: [look(1)], rules: { stabilitySeconds: 0 } },
  },
  'two looks a second apart are, without one': {
    verdict: 'healthy',
    when: { looks: [look(1), look(2)], rules: { stabilitySeconds: 0 } },
  },
  'time that passed without a look proves nothing': { verdict: 'waiting', when: { looks: [look(1)], now: 90 } },
  'a stability period of looks does': {
    verdict: 'healthy',
    reason: /without a restart for 60 s/,
    when: { looks: times(1, 61, 10).map((s) => look(s)) },
  },
  'a second less does not': { verdict: 'waiting', when: { looks: times(1, 60, 10).map((s) => look(s)) } },
  'unhealthy fails at once': {
    verdict: 'failed',
    code: 'unhealthy',
    reason: /unhealthy: no database/,
    when: { looks: [look(1, { health: 'starting' }), look(5, { health: 'unhealthy', healthOutput: 'no database' })] },
  },
  'a restart fails at once': {
    verdict: 'failed',
    code: 'restarted',
    when: { looks: [look(1), look(5, { restartCount: 1 })] },
  },
  'also between the start and the first look': {
    verdict: 'failed',
    code: 'restarted',
    when: { looks: [look(5, { restartCount: 1 })] },
  },
  'a restart count of before does not count': {
    verdict: 'waiting',
    when: { looks: [look(5, { restartCount: 4 })], restartsAtStart: 4 },
  },
  'restarting is a crash loop': {
    verdict: 'failed',
    code: 'restarted',
    reason: /exit code is 7/,
    when: { looks: [look(1, { state: 'restarting', exitCode: 7 })] },
  },
  'an original that restarted again and again before is back when it does so again': {
    verdict: 'healthy',
    reason: /as before/,
    when: {
      subject: 'original',
      looks: [look(1, { state: 'restarting', restartCount: 2, exitCode: 7 })],
      before: look(-60, { state: 'restarting' }),
    },
  },
  'its successor has to do better': {
    verdict: 'failed',
    code: 'restarted',
    when: {
      looks: [look(1, { state: 'restarting', restartCount: 2 })],
      before: look(-60, { state: 'restarting' }),
    },
  },
  'and who is gone is not back': {
    verdict: 'failed',
    code: 'gone',
    when: { subject: 'original', looks: [look(1, { gone: true })], before: look(-60, { state: 'restarting' }) },
  },
  'an exit fails at once, with its code': {
    verdict: 'failed',
    code: 'exited',
    reason: /exit code is 137/,
    when: { looks: [look(1), look(3, { state: 'exited', exitCode: 137 })] },
  },
  'an exit with code 0 as well': {
    verdict: 'failed',
    code: 'exited',
    when: { looks: [look(3, { state: 'exited', exitCode: 0 })] },
  },
  'who was killed for memory is told so': {
    verdict: 'failed',
    code: 'exited',
    reason: /memory/,
    when: { looks: [look(3, { state: 'exited', exitCode: 137, oomKilled: true })] },
  },
  'who is gone has failed': { verdict: 'failed', code: 'gone', when: { looks: [look(1), look(3, { gone: true })] } },
  'starting waits': {
    verdict: 'waiting',
    when: { looks: times(1, 290, 10).map((s) => look(s, { health: 'starting' })) },
  },
  'starting fails when the time is out': {
    verdict: 'failed',
    code: 'timed_out',
    reason: /within 300 s: its health check has not said healthy/,
    when: { looks: times(1, 301, 10).map((s) => look(s, { health: 'starting' })) },
  },
  'healthy has to stay so for the stability period': {
    verdict: 'waiting',
    when: {
      looks: [look(1, { health: 'starting' }), look(20, { health: 'healthy' }), look(60, { health: 'healthy' })],
    },
  },
  'and then is': {
    verdict: 'healthy',
    reason: /health check says healthy/,
    when: {
      looks: [look(1, { health: 'starting' }), look(20, { health: 'healthy' }), look(80, { health: 'healthy' })],
    },
  },
  'one look at healthy is enough without a stability period': {
    verdict: 'healthy',
    when: { looks: [look(1, { health: 'healthy' })], rules: { stabilitySeconds: 0 } },
  },
  'who became well in time may be stable later': {
    verdict: 'waiting',
    when: {
      looks: [look(1, { health: 'starting' }), look(290, { health: 'healthy' }), look(310, { health: 'healthy' })],
    },
  },
  'and is healthy then': {
    verdict: 'healthy',
    when: { looks: [look(290, { health: 'healthy' }), look(350, { health: 'healthy' })] },
  },
  'a row of looks that breaks after the time-out fails': {
    verdict: 'failed',
    code: 'probe_failed',
    when: { looks: [look(290, { web: true }), look(310, { web: false })], rules: { probes } },
  },
  'a start from outside begins the period anew': {
    verdict: 'waiting',
    when: { looks: [look(1), look(30, { startedAt: 'later' }), look(61, { startedAt: 'later' })] },
  },
  'and it is healthy a period later': {
    verdict: 'healthy',
    when: { looks: [look(1), look(30, { startedAt: 'later' }), look(90, { startedAt: 'later' })] },
  },
  'a look that saw nothing is neither good nor bad': {
    verdict: 'healthy',
    when: { looks: [look(1), look(30, { blind: true }), look(61)] },
  },
  'but is not the last word': {
    verdict: 'waiting',
    reason: /connection was lost/,
    when: { looks: [look(1), look(61, { blind: true })] },
  },
  'blind until the time is out is not_observed': {
    verdict: 'failed',
    code: 'not_observed',
    reason: /connection was lost/,
    when: { looks: times(1, 301, 10).map((s) => look(s, { blind: true })) },
  },
  'blind after it was well is so, some time later': {
    verdict: 'failed',
    code: 'not_observed',
    when: { looks: [look(1), ...times(10, 430, 10).map((s) => look(s, { blind: true }))] },
  },
  'an exit seen before the link broke stays an exit': {
    verdict: 'failed',
    code: 'exited',
    when: { looks: [look(1, { state: 'exited', exitCode: 1 }), look(5, { blind: true })] },
  },
  'a stopped container is well when it is there': {
    verdict: 'healthy',
    when: { expects: 'stopped', looks: [look(1, { state: 'created' })] },
  },
  'an exited one as well': {
    verdict: 'healthy',
    when: { expects: 'stopped', looks: [look(1, { state: 'exited', exitCode: 1 })] },
  },
  'a stopped one that runs is wrong': {
    verdict: 'failed',
    code: 'wrong_state',
    when: { expects: 'stopped', looks: [look(1)] },
  },
  'a stopped one that is gone has failed': {
    verdict: 'failed',
    code: 'gone',
    when: { expects: 'stopped', looks: [look(1, { gone: true })] },
  },
  'a stopped one that nobody has seen is waited for': {
    verdict: 'waiting',
    when: { expects: 'stopped', looks: [look(1, { blind: true })] },
  },
  'a paused container is well when it is paused': {
    verdict: 'healthy',
    when: { expects: 'paused', looks: [look(1, { state: 'paused', health: 'starting' })] },
  },
  'and waited for while it runs': { verdict: 'waiting', when: { expects: 'paused', looks: [look(1)] } },
  'but not for ever': {
    verdict: 'failed',
    code: 'timed_out',
    reason: /it is running, not paused/,
    when: { expects: 'paused', looks: [look(1)], now: 301 },
  },
  'a paused one that exited has failed': {
    verdict: 'failed',
    code: 'exited',
    when: { expects: 'paused', looks: [look(1, { state: 'exited', exitCode: 1 })] },
  },
  'who should run and is paused is not well': {
    verdict: 'failed',
    code: 'timed_out',
    when: { looks: [look(1, { state: 'paused' })], now: 301 },
  },
  'an original that was unhealthy before is back as it was': {
    verdict: 'healthy',
    when: {
      subject: 'original',
      looks: times(1, 61, 10).map((s) => look(s, { health: 'unhealthy' })),
      before: look(-60, { health: 'unhealthy' }),
    },
  },
  'an original whose check had said nothing before is back when it says nothing again': {
    verdict: 'healthy',
    when: {
      subject: 'original',
      looks: times(1, 61, 10).map((s) => look(s, { health: 'starting' })),
      before: look(-60, { health: 'starting' }),
    },
  },
  'an original that was healthy before has to be healthy again': {
    verdict: 'failed',
    code: 'timed_out',
    when: {
      subject: 'original',
      looks: [look(1, { health: 'starting' })],
      before: look(-60, { health: 'healthy' }),
      now: 301,
    },
  },
  'a candidate is not, whatever was before': {
    verdict: 'failed',
    code: 'unhealthy',
    when: { looks: [look(1, { health: 'unhealthy' })], before: look(-60, { health: 'unhealthy' }) },
  },
};

for (const [title, row] of Object.entries(ROWS)) test(title, (t) => checkRow(t, row));

test('following its own pace, a validation sees the whole period with few looks and ends on time', (t) => {
  const rules = { stabilitySeconds: 60, timeoutSeconds: 300, probes: [] };
  let state = startHealth({ probes: [], before: null, startedAt: after(0), expects: 'running' });
  let seconds = 0;
  let judged = judgeHealthState({ state, rules, now: after(0) });
  while (judged.nextLookMs !== null) {
    seconds += judged.nextLookMs / 1_000;
    state = nextHealthState(state, look(seconds));
    judged = judgeHealthState({ state, rules, now: after(seconds) });
  }
  t.is(judged.verdict, 'healthy');
  t.true(seconds >= 60 && seconds <= 62, String(seconds));
  t.true(state.looks <= 20, String(state.looks));
});

test('whatever is seen, every validation ends', (t) => {
  const rules = { stabilitySeconds: 86_400, timeoutSeconds: 86_400, probes };
  const kinds: Look[] = [{ web: true }, { web: false }, { blind: true }, { health: 'starting', web: true }];
  for (const [index] of kinds.entries()) {
    let state = startHealth({ probes, before: null, startedAt: after(0), expects: 'running' });
    let seconds = 0;
    for (;;) {
      const judged = judgeHealthState({ state, rules, now: after(seconds) });
      if (judged.nextLookMs === null) break;
      t.true(judged.nextLookMs >= 1);
      seconds += judged.nextLookMs / 1_000;
      state = nextHealthState(state, look(seconds, kinds[(state.looks + index) % kinds.length] ?? {}));
    }
    t.true(state.looks < 3_200, `${state.looks} looks`);
  }
});

test('the state is plain JSON and small, and survives the way through a workflow', (t) => {
  let state = startHealth({
    probes: [WEB, DB],
    before: look(-1, { web: true }),
    startedAt: after(0),
    expects: 'running',
  });
  for (const seconds of times(1, 500, 1))
    state = nextHealthState(state, look(seconds, { web: seconds % 2 === 0, db: true }));
  const text = JSON.stringify(state);
  t.deepEqual(HealthState.parse(JSON.parse(text)), state);
  t.true(text.length < 1_500, String(text.length));
});
