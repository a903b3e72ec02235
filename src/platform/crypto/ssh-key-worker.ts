import { parentPort, workerData } from 'node:worker_threads';
import { MillwrightError } from '../errors/millwright-error.js';
import { readSshKey } from './ssh-key-import.js';

/** Body of the thread that `importSshKey` starts: one key in, one answer out. */
const { text, passphrase } = workerData as { text: string; passphrase: string | undefined };

try {
  parentPort?.postMessage({ pair: readSshKey(text, passphrase) });
} catch (error) {
  const known = error instanceof MillwrightError ? { detail: error.message, errors: error.errors } : undefined;
  parentPort?.postMessage({ refusal: known ?? { detail: 'The private key could not be read.', errors: [] } });
}
