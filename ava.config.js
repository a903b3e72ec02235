// Tests are compiled first (`npm run build`), then run from the build directory.
const buildDirectory = process.env.BUILD_DIR ?? 'dist';

// They start container engines, as root. `npm test` gives them a run of their own, after all others.
export const ENGINE_TESTS = [
  'tests/platform/engines/docker-engine-*.test.ts',
  'tests/platform/engines/open-engine.test.ts',
  'tests/**/*-engine.test.ts',
];

// Whatever `npx ava FILE` names; ava.parts.config.js and ava.engines.config.js are the two halves of `npm test`.
export default {
  files: ['tests/**/*.test.ts'],
  typescript: { rewritePaths: { 'tests/': `${buildDirectory}/tests/` }, compile: false },
  workerThreads: false,
  concurrency: 2,
  // Without any test that begins or ends.
  timeout: '420s',
};
