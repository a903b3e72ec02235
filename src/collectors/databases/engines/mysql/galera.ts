import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { excerptOf } from '../../../../platform/commands/index.js';
import type { Severity } from '../limit.js';
import type { Memory } from './memory.js';
import { numberOf, type Settings } from './rows.js';

/** A node’s view of its Galera cluster. Undefined: the server did not say. */
export interface Galera {
  readonly ready: boolean | undefined;
  readonly connected: boolean | undefined;
  readonly clusterStatus: string | undefined;
  readonly localState: number | undefined;
  readonly localStateComment: string | undefined;
  readonly size: number | undefined;
  /** Share of the time since the last FLUSH STATUS in which replication was held up. */
  readonly flowControlPausedRatio: number | undefined;
}

/** Netdata health.d/mysql.conf: states 2 and 3 are a warning, 4 is well, all others are critical. */
const STATES: Readonly<Record<number, { readonly severity: Severity | undefined; readonly name: string }>> = {
  0: { severity: 'critical', name: 'undefined' },
  1: { severity: 'critical', name: 'joining' },
  2: { severity: 'warning', name: 'donor or desynchronised' },
  3: { severity: 'warning', name: 'joined, not yet synchronised' },
  4: { severity: undefined, name: 'synced' },
};

/**
 * Undefined where there is no cluster. Every MariaDB has the wsrep status, `Disconnected` and not ready, also one that
 * never heard of Galera: `wsrep_on` decides, or else a provider with a name.
 */
export function readGalera(status: Settings, variables: Settings | undefined): Galera | undefined {
  const on = variables?.get('wsrep_on');
  const provider = status.get('wsrep_provider_name') ?? '';
  if (on === undefined ? provider === '' : on.toUpperCase() !== 'ON') return undefined;
  return {
    ready: readSwitch(status.get('wsrep_ready')),
    connected: readSwitch(status.get('wsrep_connected')),
    clusterStatus: status.get('wsrep_cluster_status'),
    localState: numberOf(status.get('wsrep_local_state')),
    localStateComment: status.get('wsrep_local_state_comment'),
    size: numberOf(status.get('wsrep_cluster_size')),
    flowControlPausedRatio: numberOf(status.get('wsrep_flow_control_paused')),
  };
}

export function readSwitch(text: string | undefined): boolean | undefined {
  const value = text?.toUpperCase();
  if (value === 'ON' || value === '1' || value === 'YES') return true;
  return value === 'OFF' || value === '0' || value === 'NO' ? false : undefined;
}

export function judgeGalera(galera: Galera, remembered: Memory['galera']): DatabaseFinding[] {
  const findings: DatabaseFinding[] = [];
  const add = (severity: Severity, code: string, message: string): void => {
    findings.push({ severity, code, message });
  };
  if (galera.clusterStatus !== undefined && galera.clusterStatus.toLowerCase() !== 'primary') {
    const status = excerptOf(galera.clusterStatus);
    add('critical', 'galera_not_primary', `The node is in no primary component (${status}): it serves no queries.`);
  }
  if (galera.ready === false) add('critical', 'galera_not_ready', 'The node is not ready (wsrep_ready OFF).');
  if (galera.localState !== undefined) {
    const state = STATES[galera.localState] ?? { severity: 'critical', name: 'unknown' };
    if (state.severity !== undefined) {
      add(state.severity, 'galera_not_synced', `The node is ${state.name} (wsrep_local_state ${galera.localState}).`);
    }
  }
  if (remembered !== null && remembered.smallerSince !== null && galera.size !== undefined) {
    const since = remembered.smallerSince;
    add('warning', 'galera_smaller', `The cluster has ${galera.size} of ${remembered.size} nodes since ${since}.`);
  }
  return findings;
}
