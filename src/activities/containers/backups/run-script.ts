import { type Command, invoke, runCommand } from '../../../platform/commands/index.js';
import { BackupError } from './backup-error.js';
import type { BackupPlace } from './place.js';
import { demandDone, type ScriptAnswer } from './records.js';

const PROGRESS = /^p (\d+)$/gm;
const BEAT_MS = 5_000;

export interface ScriptRun {
  /** For progress and messages. */
  readonly what: string;
}

type ScriptCommand<A> = Command<A, ScriptAnswer, 'read_only' | 'reversible'>;

/** Runs one script of this folder. Throws a BackupError for its exit codes, a RemoteError for what lies below. */
export async function runScript<A>(
  place: BackupPlace,
  command: ScriptCommand<A>,
  args: A,
  { what }: ScriptRun,
): Promise<ScriptAnswer> {
  let bytes = 0;
  const tell = (): void => place.onProgress?.({ volume: what, bytes });
  const beat = setInterval(tell, BEAT_MS);
  try {
    const { value } = await runCommand(place.transport, {
      command: invoke(command, args),
      host: place.host,
      sudoPassword: place.sudoPassword,
      signal: place.signal,
      onOutput: (stream, payload) => {
        if (stream !== 'stderr') return;
        const last = [...payload.toString('latin1').matchAll(PROGRESS)].at(-1)?.[1];
        if (last === undefined) return;
        bytes = Number(last);
        tell();
      },
    });
    return demandDone(value, what);
  } finally {
    clearInterval(beat);
  }
}

/** Whether commands of root's run as root here. */
export function hasRoot({ host }: BackupPlace): boolean {
  return host.sudo !== 'none';
}

/** Where streamed archives go: through the login itself, which may not write where root keeps the others. */
export function loginDirectory(place: BackupPlace): string | undefined {
  return place.host.sudo === 'root' || place.host.sudo === 'none' ? place.directory : undefined;
}

/** Base directory and number of a stored volume, as its scripts take them. */
export function placeOf(volume: { readonly directory: string; readonly location: string }): {
  readonly base: string;
  readonly index: number;
} {
  const number = /\/v(\d{1,3})\.(?:tar|snap)$/.exec(volume.location)?.[1];
  if (number === undefined) throw new BackupError('missing', `${volume.location} is not a place of our backups.`);
  return { base: volume.directory, index: Number(number) };
}
