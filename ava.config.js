// Tests are compiled first (`npm run build`), then run from the build directory.
const buildDirectory = process.env.BUILD_DIR ?? 'dist';

// They start engines, and have a run of their own: ava.engines.config.js.
export const ENGINE_TESTS = [
  'tests/platform/engines/docker-engine-*.test.ts',
  'tests/platform/engines/open-engine.test.ts',
];

export default {
  files: ['tests/**/*.test.ts', ...ENGINE_TESTS.map((pattern) => `!${pattern}`)],
  typescript: { rewritePaths: { 'tests/': `${buildDirectory}/tests/` }, compile: false },
  workerThreads: false,
  concurrency: 2,
  timeout: '120s',
};
