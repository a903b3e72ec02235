import type { ContainerFacts } from '../../../domain/containers/health/observation.js';
import { readList, readNumber, readRecord, readText } from '../../../platform/engines/engine-json.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import { showText } from '../../../platform/engines/show-text.js';

const STATES: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
/** Other words of Podman’s for the same. */
const ALIASES: Readonly<Record<string, string>> = {
  configured: 'created',
  initialized: 'created',
  stopped: 'exited',
  stopping: 'running',
};
const HEALTH: readonly string[] = ['starting', 'healthy', 'unhealthy'];
const MAX_OUTPUT = 500;
/** What engines write for "never". */
const NEVER = '0001-01-01T00:00:00Z';

/** What an inspection says of a container’s life. Whatever the engine sent, this is of the right types. */
export function readContainerFacts(inspect: EngineObject): ContainerFacts {
  const state = readRecord(inspect['State']);
  // Podman has both names.
  const health = readRecord(state['Health'] ?? state['Healthcheck']);
  const status = readText(state['Status']).toLowerCase();
  const known = ALIASES[status] ?? status;
  const healthStatus = readText(health['Status']);
  const startedAt = readText(state['StartedAt']);
  const wasStarted = startedAt !== '' && startedAt !== NEVER;
  return {
    state: (STATES.includes(known) ? known : 'unknown') as ContainerFacts['state'],
    health: (HEALTH.includes(healthStatus) ? healthStatus : 'none') as ContainerFacts['health'],
    healthOutput: healthStatus === 'unhealthy' ? readLastOutput(health) : '',
    restartCount: Math.max(0, Math.trunc(readNumber(inspect['RestartCount']))),
    exitCode:
      wasStarted && known !== 'running' && known !== 'paused' ? Math.trunc(readNumber(state['ExitCode'])) : null,
    oomKilled: state['OOMKilled'] === true,
    startedAt: wasStarted ? startedAt.slice(0, 40) : null,
  };
}

function readLastOutput(health: EngineObject): string {
  const last = readRecord(readList(health['Log']).at(-1));
  return showText(readText(last['Output']), MAX_OUTPUT);
}
