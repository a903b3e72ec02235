import type { ActionType } from '../../detect/action-types.js';
import type { Severity, TargetKind } from '../../detect/finding.js';
import type { WordLook } from './kinds.js';

export type Told = readonly [
  id: string,
  says: RegExp,
  type: ActionType,
  severity: Severity,
  kind: TargetKind,
  why: string,
  matches: readonly string[],
  misses?: readonly string[],
];

export interface Short {
  readonly names: string;
  readonly rows: readonly Told[];
  readonly looks?: WordLook;
  readonly otherwise: 'read_only' | 'reversible' | 'opaque';
  readonly why: string;
}
