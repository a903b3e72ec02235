import type { ExecutionContext } from 'ava';

/** One row of the acceptance checklist: its number, what must hold, and what shows it. */
export interface ChecklistCase {
  readonly point: number;
  readonly what: string;
  readonly check: (t: ExecutionContext) => void;
}
