// Not a test: a small parent process that starts one part, prints where it is, and waits to be killed.
// Arguments: postgres|temporal, data directory, and for temporal the binary. One JSON line on stdout.
import { startEmbeddedPostgres } from '../../../src/platform/embedded/embedded-postgres.js';
import { startEmbeddedTemporal } from '../../../src/platform/embedded/embedded-temporal.js';

const [part, dataDirectory = '', binary = ''] = process.argv.slice(2);
const progress = (message: string) => process.stderr.write(`${message}\n`);

try {
  const started =
    part === 'postgres'
      ? await startEmbeddedPostgres({ dataDirectory, progress })
      : await startEmbeddedTemporal({ binary, dataDirectory, searchAttributes: [], progress });
  process.stdout.write(`${JSON.stringify({ ...started, uid: process.getuid?.() })}\n`);
  process.once('SIGTERM', () => void started.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(
    `${JSON.stringify({ error: (error as Error).message, code: (error as { code?: string }).code })}\n`,
  );
  process.exitCode = 1;
}
