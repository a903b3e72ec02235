import type { ActionType } from './action-types.js';
import type { Finding, Severity, TargetClass } from './finding.js';

export type WriteMode =
  /** What was there is replaced by output. */
  | 'replace'
  /** What was there is gone, nothing comes instead: `> f`, `: > f`. */
  | 'empty'
  | 'append';

export interface WriteOutcome {
  readonly type: ActionType;
  readonly effect: Finding['effect'];
  readonly severity: Severity;
  readonly why: string;
}

const ADDS: WriteOutcome = {
  type: 'reversible_change',
  effect: 'reversible',
  severity: 'low',
  why: 'Writes {target}, a place where a file is written anew or can be removed again.',
};
const APPENDS: WriteOutcome = { ...ADDS, why: 'Adds to {target}; what was there stays.' };
const REPLACES: WriteOutcome = {
  type: 'data_overwrite',
  effect: 'destructive',
  severity: 'high',
  why: 'Replaces what is in {target}; there is no way back to it.',
};
const SETS_UP: WriteOutcome = {
  type: 'config_overwrite',
  effect: 'destructive',
  severity: 'medium',
  why: 'Replaces {target}, which a service or the system is set up by.',
};
const EMPTIES: WriteOutcome = {
  type: 'data_overwrite',
  effect: 'destructive',
  severity: 'medium',
  why: 'Empties {target}: what was there is gone and nothing comes instead.',
};
const HITS_DEVICE: WriteOutcome = {
  type: 'data_overwrite',
  effect: 'destructive',
  severity: 'critical',
  why: 'Writes over {target} from its first byte on, with its partitions and file systems.',
};
const UNLOCKS: WriteOutcome = {
  type: 'security_disable',
  effect: 'destructive',
  severity: 'high',
  why: 'Adds to {target}, by which is decided who may log in and as whom.',
};
const UNKNOWN: WriteOutcome = {
  type: 'opaque_execution',
  effect: 'opaque',
  severity: 'high',
  why: 'Writes to {target}, and where that is cannot be known before it runs.',
};

type Outcomes = Readonly<Record<WriteMode, WriteOutcome | undefined>>;
const each = (outcome: WriteOutcome | undefined): Outcomes => ({ replace: outcome, empty: outcome, append: outcome });

/** What writing to a place of each class does; undefined: nothing. */
export const WRITE_OUTCOMES: Readonly<Record<TargetClass, Outcomes>> = {
  nothing: each(undefined),
  scratch: each(ADDS),
  rebuildable: each(ADDS),
  ordinary: { replace: ADDS, empty: EMPTIES, append: APPENDS },
  home: { replace: ADDS, empty: EMPTIES, append: APPENDS },
  share_root: { replace: ADDS, empty: EMPTIES, append: APPENDS },
  backup: { replace: ADDS, empty: EMPTIES, append: APPENDS },
  log: { replace: REPLACES, empty: EMPTIES, append: APPENDS },
  config: { replace: SETS_UP, empty: EMPTIES, append: APPENDS },
  critical: { replace: { ...SETS_UP, severity: 'high' }, empty: REPLACES, append: APPENDS },
  credential: { replace: REPLACES, empty: REPLACES, append: UNLOCKS },
  database: { replace: REPLACES, empty: REPLACES, append: REPLACES },
  system: { replace: REPLACES, empty: REPLACES, append: REPLACES },
  root: each(REPLACES),
  device: each(HITS_DEVICE),
  unknown: { replace: UNKNOWN, empty: UNKNOWN, append: APPENDS },
};

/** Logins to which adding is usual and undone by taking the line out again. */
export const ADDED_TO = /(^|\/)(known_hosts|config|\.netrc|\.pgpass)$/;

/** One more line is enough there to end remote access: `AllowUsers bob`, `DenyUsers *`. */
export const DECIDES_ACCESS = /^\/etc\/ssh\/sshd_config(\.d\/.*)?$/;
export const SETS_ACCESS: WriteOutcome = {
  type: 'config_overwrite',
  effect: 'destructive',
  severity: 'high',
  why: 'Adds to {target}, which decides who reaches the host and how; the next restart of the service puts it into force.',
};
