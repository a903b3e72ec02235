// Everything a contributor runs before a push, in one order, each step with its time; stops at the first that fails.
import { spawnSync } from 'node:child_process';

const STEPS = [
  ['format', 'npx oxfmt --check src tests bench migrations tools ava.config.js'],
  ['lint', 'npx oxlint --type-aware'],
  ['unused code', 'npx knip'],
  ['build', 'npm run --silent build'],
  ['generated documents', 'node dist/tools/write-docs.js --check'],
  ['API document', 'npx redocly lint docs/openapi.json'],
  // Without what starts container engines, wherever it lies.
  [
    'pure tests',
    'npx ava --config ava.parts.config.js tests/architecture/** tests/config/** tests/domain/** tests/collectors/**',
  ],
];

// The whole million of fuzzed outputs is the suite's; a push is told by fewer.
process.env.FUZZ_INPUTS ??= '50000';

const startedAt = Date.now();
for (const [name, line] of STEPS) {
  const [command, ...args] = line.split(' ');
  const stepStartedAt = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const seconds = ((Date.now() - stepStartedAt) / 1000).toFixed(1);
  console.log([status === 0 ? 'ok    ' : 'FAILED', name, `(${seconds} s)`].join(' '));
  if (status !== 0) {
    console.log(stdout, stderr);
    console.log('`npm run check` failed at:', name);
    process.exit(1);
  }
}
console.log(`All checks passed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
