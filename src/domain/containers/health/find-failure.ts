import { isAsBroken, isCheckExcused, isStopped, type HealthState } from './health-state.js';
import type { ContainerFacts } from './observation.js';

interface Failure {
  readonly code: 'unhealthy' | 'restarted' | 'exited' | 'gone' | 'probe_failed' | 'wrong_state';
  readonly reason: string;
}

/** A probe that passed once and then failed this often without a pass in between has broken. */
const BROKEN_AFTER = 3;

type Rule = (state: HealthState, container: ContainerFacts) => Failure | null;

/** What ends it at once, the plainest cause first. */
const RULES: readonly Rule[] = [findWrongState, findRestart, findExit, findUnhealthy, findBrokenProbe];

/** What the last look shows to be broken, however much time is left. */
export function findFailure(state: HealthState): Failure | null {
  if (state.gone)
    return { code: 'gone', reason: 'The container is no longer there: somebody or the engine removed it.' };
  const { container } = state;
  // Nobody could see since: what was seen before stands, and was judged then.
  if (container === null || isAsBroken(state)) return null;
  for (const rule of RULES) {
    const failure = rule(state, container);
    if (failure !== null) return failure;
  }
  return null;
}

function findWrongState({ expects }: HealthState, container: ContainerFacts): Failure | null {
  if (expects !== 'stopped' || isStopped(container)) return null;
  return { code: 'wrong_state', reason: `It is ${container.state}, and was stopped before the update.` };
}

function findRestart({ expects, restartsAtStart }: HealthState, container: ContainerFacts): Failure | null {
  if (expects === 'stopped') return null;
  const restarts = container.restartCount - restartsAtStart;
  if (restarts <= 0 && container.state !== 'restarting') return null;
  return {
    code: 'restarted',
    reason: `The engine has restarted it ${Math.max(1, restarts)} time(s)${describeExit(container)}.`,
  };
}

function findExit({ expects }: HealthState, container: ContainerFacts): Failure | null {
  const ended = container.state === 'exited' || container.state === 'dead' || container.state === 'removing';
  if (expects === 'stopped' || !ended) return null;
  return { code: 'exited', reason: `It does not run any more${describeExit(container)}.` };
}

function findUnhealthy(state: HealthState, container: ContainerFacts): Failure | null {
  if (state.expects !== 'running' || container.health !== 'unhealthy') return null;
  if (isCheckExcused(state, container)) return null;
  const output = container.healthOutput === '' ? '' : `: ${container.healthOutput}`;
  return { code: 'unhealthy', reason: `Its health check says unhealthy${output}` };
}

function findBrokenProbe({ expects, probes }: HealthState): Failure | null {
  if (expects !== 'running') return null;
  const broken = probes.find((record) => !record.excused && record.passed > 0 && record.failedInARow >= BROKEN_AFTER);
  if (broken === undefined) return null;
  const reason = `The probe ${broken.key} passed before and failed ${broken.failedInARow} times in a row: ${broken.detail}`;
  return { code: 'probe_failed', reason };
}

function describeExit({ exitCode, oomKilled }: ContainerFacts): string {
  if (oomKilled) return ': the kernel killed it for want of memory';
  return exitCode === null ? '' : `: its last exit code is ${exitCode}`;
}
