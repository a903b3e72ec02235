import { Worker } from 'node:worker_threads';
import { MillwrightError, type ErrorIssue } from '../errors/millwright-error.js';
import { unusable, type SshKeyPair } from './ssh-key.js';

const IMPORT_TIMEOUT_MS = 15_000;

interface WorkerAnswer {
  readonly pair?: SshKeyPair;
  readonly refusal?: { readonly detail: string; readonly errors: readonly ErrorIssue[] };
}

/**
 * Imports a private key: OpenSSH, PEM (PKCS#1, SEC1) or PKCS#8, encrypted or not. Hostile key files may ask for
 * minutes of key derivation, so the work is done in a thread with a time limit. Throws private_key_unusable.
 */
export async function importSshKey(text: string, passphrase?: string): Promise<SshKeyPair> {
  const answer = await askWorker(text, passphrase);
  if (answer.refusal !== undefined) {
    throw new MillwrightError('private_key_unusable', answer.refusal.detail, { errors: answer.refusal.errors });
  }
  if (answer.pair === undefined) throw unusable('The private key could not be read.');
  // A Buffer arrives from the thread as a plain Uint8Array.
  const { buffer, byteOffset, byteLength } = answer.pair.privateKey;
  return { ...answer.pair, privateKey: Buffer.from(buffer, byteOffset, byteLength) };
}

async function askWorker(text: string, passphrase: string | undefined): Promise<WorkerAnswer> {
  const worker = new Worker(new URL('./ssh-key-worker.js', import.meta.url), {
    workerData: { text, passphrase },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<WorkerAnswer>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          unusable(`Reading the key took longer than ${IMPORT_TIMEOUT_MS / 1000} s; protect it with fewer rounds.`),
        );
      }, IMPORT_TIMEOUT_MS);
      worker.once('message', resolve);
      worker.on('error', () => reject(unusable('The private key could not be read.')));
      worker.once('exit', () => reject(unusable('The private key could not be read.')));
    });
  } finally {
    clearTimeout(timer);
    // Not awaited: a thread inside a native call ends only after it.
    void worker.terminate();
  }
}
