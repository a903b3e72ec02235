// A million made-up texts through every reader of shells, SQL and program texts: none may make one throw, run out of its
// stack or take long. Nothing is ever run. `node dist/bench/protection/fuzz.js [inputs] [seed]`
import { loadSqlParser } from '../../src/platform/sql/read-sql.js';
import { fuzzReaders, measureFairly } from '../../tests/helpers/shell-fuzz.js';

const GOAL_MS = 50;
const PROGRESS = 100_000;

function toNumber(given: string | undefined, otherwise: number): number {
  const number = Number(given ?? otherwise);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`“${given ?? ''}” is no number of inputs or seed.`);
  return number;
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1_000).toFixed(0);
}

async function run(): Promise<number> {
  const inputs = toNumber(process.argv[2], 1_000_000);
  const seed = toNumber(process.argv[3], 20_261_121);
  await loadSqlParser();
  const startedAt = performance.now();
  const progress = (done: number): void => {
    if (done % PROGRESS === 0) process.stdout.write(`${done} after ${seconds(startedAt)} s\n`);
  };
  const { byTarget, understood, thrown, overflows, slow } = fuzzReaders(inputs, seed, { progress });
  const counts = [...byTarget].map(([name, count]) => `${name} ${count}`).join(', ');
  process.stdout.write(`${inputs} inputs (seed ${seed}) in ${seconds(startedAt)} s: ${counts}\n`);
  process.stdout.write(`${understood} without a doubt, ${thrown.length} throws, ${overflows.length} stack overflows\n`);
  for (const line of [...thrown, ...overflows]) process.stdout.write(`  ${line}\n`);
  // The collector, or a neighbour in the cache, makes any of them slow once: the slowest are measured again.
  const again = slow.map(({ target, text, ms }) => ({ target, text, ms, cpu: measureFairly(target, text, 10) }));
  const slowest = Math.max(0, ...again.map(({ cpu }) => cpu));
  for (const { target, text, ms, cpu } of again)
    process.stdout.write(
      `  ${target.name}: ${ms.toFixed(0)} ms of processor time, ${cpu.toFixed(1)} ms again, ` +
        `${text.length} characters: ${JSON.stringify(text.slice(0, 60))}\n`,
    );
  process.stdout.write(`slowest: ${slowest.toFixed(1)} ms, goal: below ${GOAL_MS} ms
`);
  return thrown.length === 0 && overflows.length === 0 && slowest < GOAL_MS ? 0 : 1;
}

process.exitCode = await run();
