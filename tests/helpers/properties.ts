import fc from 'fast-check';

const SEED = 20261122;

/** EXPLORE=20 tries other inputs, twenty times as many: `npm run explore`. */
const times = Number(process.env.EXPLORE ?? 0);

// The same inputs in every run of the tests: red then means the change at hand, and can be seen again by anybody.
fc.configureGlobal(times > 0 ? { numRuns: runs(100) } : { seed: SEED });

/** As many runs as a property has by default when it says nothing; more when exploring. */
export function runs(usual: number): number {
  return usual * Math.max(1, times);
}

export { fc };
