import { ERROR_CATALOGUE, type ErrorCode, type ErrorDefinition } from './catalogue.js';

/** One thing wrong with the input; `path` in dotted form (`labels.role`, empty for the whole). */
export interface ErrorIssue {
  readonly path: string;
  readonly message: string;
}

export interface ErrorExtras {
  readonly errors?: readonly ErrorIssue[];
  /** Further members of the problem+json body (`attemptsLeft`, `workflowId`, …): plain JSON, never a secret. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * An error of the closed vocabulary. `name` is the code, so that Temporal's failure `type` is the code as well.
 * `message` is the occurrence's own detail: safe to show, what happened and where.
 */
export class MillwrightError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly ErrorIssue[];
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, extras: ErrorExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = code;
    this.code = code;
    this.errors = extras.errors ?? [];
    this.members = extras.members ?? {};
  }

  get definition(): ErrorDefinition {
    return ERROR_CATALOGUE[this.code];
  }
}
