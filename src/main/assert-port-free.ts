import type { Config } from '../config/config.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { isPortFree } from '../platform/process/ports.js';

/** Told before anything is started: the slow steps would be for nothing. */
export async function assertPortFree({ host, port }: Config): Promise<void> {
  if (await isPortFree(port, host)) return;
  throw new MillwrightError(
    'startup_failed',
    `Port ${port} on ${host} is in use: another Millwright, or another program. Stop it, or choose another port with PORT=${port + 1}.`,
  );
}
