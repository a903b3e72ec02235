export interface Repeating {
  /** Resolves once the round that is under way has ended. */
  stop(): Promise<void>;
}

/** Does the work now and then again and again, never twice at a time. It must not reject. */
export function keepRepeating(everyMs: number, work: () => Promise<void>): Repeating {
  let round = Promise.resolve();
  let busy = false;
  const tick = (): void => {
    if (busy) return;
    busy = true;
    round = work().finally(() => {
      busy = false;
    });
  };
  tick();
  const timer = setInterval(tick, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
