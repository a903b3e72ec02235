export type StopReason = { readonly kind: 'asked' } | { readonly kind: 'failed'; readonly sentence: string };

export interface StopWaiter {
  /** Resolves once: with Ctrl-C or SIGTERM, or with a failure. */
  readonly reason: Promise<StopReason>;
  fail(sentence: string): void;
  dispose(): void;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Waits until somebody asks this process to stop. A second signal while stopping only says so. */
export function waitForStop(): StopWaiter {
  let settle: (reason: StopReason) => void = () => undefined;
  let asked = 0;
  const reason = new Promise<StopReason>((resolve) => {
    settle = resolve;
  });
  const onSignal = (): void => {
    asked += 1;
    if (asked === 1) settle({ kind: 'asked' });
    else process.stderr.write('Still stopping: PostgreSQL is writing everything to disk. Please wait.\n');
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    reason,
    fail: (sentence) => settle({ kind: 'failed', sentence }),
    dispose() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
