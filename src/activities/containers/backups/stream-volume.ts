import { Transform } from 'node:stream';
import { join } from 'node:path/posix';
import { finishStreamedCommand, lookCommand } from './commands.js';
import type { BackupPlace, PlannedVolume } from './place.js';
import { textOf, type ScriptAnswer } from './records.js';
import { runScript } from './run-script.js';

const PUT_TIMEOUT_MS = 21_600_000;
const TELL_MS = 2_000;

export interface StreamRequest {
  readonly containerRuntimeId: string;
  readonly base: string;
  readonly index: number;
  readonly volume: PlannedVolume;
}

/** The engine's archive of a mount, through us into a file of the login's on the host. */
export async function streamVolume(place: BackupPlace, request: StreamRequest): Promise<ScriptAnswer> {
  const { base, index, volume, containerRuntimeId } = request;
  const what = `backing up ${volume.volume}`;
  const found = await runScript(place, lookCommand, { base, index }, { what });
  if (textOf(found, 'state') === 'done') return found;
  const archive = await place.engine.getArchive(containerRuntimeId, volume.destination);
  const counted = archive.compose(countBytes(place, volume.volume)) as Transform;
  const { sha256 } = await place.transport.put(join(base, `v${index}.tar`), counted, {
    mode: 0o600,
    timeoutMs: PUT_TIMEOUT_MS,
    ...(place.signal === undefined ? {} : { signal: place.signal }),
  });
  return runScript(place, finishStreamedCommand, { base, index, sha256 }, { what });
}

function countBytes(place: BackupPlace, volume: string): Transform {
  let bytes = 0;
  let toldAtMs = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (performance.now() - toldAtMs > TELL_MS) {
        toldAtMs = performance.now();
        place.onProgress?.({ volume, bytes });
      }
      done(null, chunk);
    },
  });
}
