import type { HostCapabilities } from '../../../platform/commands/index.js';
import type { OpenHostEngine } from '../open-host-engine.js';
import type { BackupPlace } from './place.js';

const UNKNOWN: HostCapabilities = { tools: {}, sudo: 'none' };

/** The place of backups on a host whose engine is open. */
export async function placeOfOpenEngine(
  { engine, transport, host }: OpenHostEngine,
  options: Pick<BackupPlace, 'signal' | 'onProgress' | 'directory'> = {},
): Promise<BackupPlace> {
  const sudoPassword = await host.handle.sudoPassword();
  return { engine, transport, host: host.handle.capabilities ?? UNKNOWN, sudoPassword, ...options };
}
