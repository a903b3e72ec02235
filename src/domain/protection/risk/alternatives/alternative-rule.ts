import type { ActionType } from '../../detect/action-types.js';
import type { Finding, TargetKind } from '../../detect/finding.js';

export interface AlternativeRule {
  readonly types: readonly ActionType[];
  /** Default: any. */
  readonly kinds?: readonly TargetKind[];
  /** Default: always. */
  readonly when?: (finding: Finding) => boolean;
  readonly text: string;
  /** `{target}` as one word of a shell, `{name}` without the parts behind `@`; null: no command says it. */
  readonly command: string | null;
}
