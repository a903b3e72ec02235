// Tests are compiled first (`npm run build`), then run from the build directory.
const buildDirectory = process.env.BUILD_DIR ?? 'dist';

export default {
  files: ['tests/**/*.test.ts'],
  typescript: { rewritePaths: { 'tests/': `${buildDirectory}/tests/` }, compile: false },
  workerThreads: false,
  concurrency: 2,
  timeout: '120s',
};
