import type { ActionType } from './action-types.js';
import type { Severity, TargetClass } from './finding.js';

/** How the worth of a place changes an act upon it. */
export interface ClassWeight {
  /** The act weighs at least so much. */
  readonly least: Severity;
  /** Set: it weighs no more, and is undone or repeated by a known step. */
  readonly harmless?: true;
  /** The same act is also one of this type. */
  readonly also?: { readonly delete?: ActionType; readonly write?: ActionType };
  readonly why: string;
}

export const CLASS_WEIGHTS: Readonly<Record<TargetClass, ClassWeight>> = {
  root: { least: 'critical', why: 'It is all there is.' },
  system: { least: 'critical', also: { write: 'config_overwrite' }, why: 'The system stands on it.' },
  device: { least: 'critical', why: 'A disk is lost as a whole.' },
  home: { least: 'critical', why: 'It is all that a person keeps.' },
  share_root: { least: 'critical', why: 'Everything stored there goes with it.' },
  database: { least: 'critical', also: { delete: 'database_destroy' }, why: 'The data of a service.' },
  backup: { least: 'high', also: { delete: 'backup_destroy' }, why: 'What is restored from when all else is lost.' },
  log: {
    least: 'high',
    also: { delete: 'audit_tamper', write: 'audit_tamper' },
    why: 'Evidence of what happened.',
  },
  config: { least: 'medium', also: { write: 'config_overwrite' }, why: 'A service is set up by it.' },
  credential: {
    least: 'high',
    also: { delete: 'credential_removal', write: 'credential_removal' },
    why: 'Access is lost with it.',
  },
  critical: {
    least: 'high',
    also: { write: 'config_overwrite' },
    why: 'The host is reached or kept alive by it.',
  },
  ordinary: { least: 'low', why: 'Somebody’s data.' },
  rebuildable: { least: 'low', harmless: true, why: 'It is made again by the tool that made it.' },
  scratch: { least: 'low', harmless: true, why: 'It is temporary by its place.' },
  nothing: { least: 'low', harmless: true, why: 'Nothing is kept there.' },
  unknown: { least: 'high', why: 'What it is cannot be known before it runs.' },
};

/** Types whose weight depends on where they act. */
export const PLACED_TYPES: ReadonlySet<ActionType> = new Set<ActionType>([
  'filesystem_delete',
  'data_overwrite',
  'sync_delete',
  'permission_change',
  'config_overwrite',
]);

export const DELETING_TYPES: ReadonlySet<ActionType> = new Set<ActionType>(['filesystem_delete', 'sync_delete']);
export const WRITING_TYPES: ReadonlySet<ActionType> = new Set<ActionType>(['data_overwrite', 'config_overwrite']);
