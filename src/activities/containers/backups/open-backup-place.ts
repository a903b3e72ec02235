import type { OpenHostEngine } from '../open-host-engine.js';
import type { BackupPlace } from './place.js';

/** The place of backups on a host whose engine is open. */
export async function placeOfOpenEngine(
  { engine, transport, host }: OpenHostEngine,
  options: Pick<BackupPlace, 'signal' | 'onProgress' | 'directory'> = {},
): Promise<BackupPlace> {
  const sudoPassword = await host.handle.sudoPassword();
  return { engine, transport, host: host.capabilities, sudoPassword, ...options };
}
