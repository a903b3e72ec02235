import type { HostOutcome } from './host-outcome.js';

export interface OutcomeWriter {
  add(outcome: HostOutcome): void;
  /** Writes what is left; rejects with the first failure of any write. */
  finish(): Promise<void>;
}

/** Hosts that answer at about the same time share a write; a slow host does not keep the others’ results back. */
const FLUSH_AFTER_MS = 200;

/** Collects outcomes and hands them on in groups, one write at a time. */
export function createOutcomeWriter(write: (outcomes: readonly HostOutcome[]) => Promise<void>): OutcomeWriter {
  let waiting: HostOutcome[] = [];
  let timer: NodeJS.Timeout | undefined;
  let chain: Promise<void> = Promise.resolve();
  let failure: unknown;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    chain = chain.then(async () => {
      if (failure !== undefined) return;
      try {
        await write(group);
      } catch (error) {
        failure = error;
      }
    });
  };
  return {
    add(outcome) {
      waiting.push(outcome);
      timer ??= setTimeout(flush, FLUSH_AFTER_MS);
    },
    async finish() {
      flush();
      await chain;
      if (failure !== undefined) throw failure;
    },
  };
}
