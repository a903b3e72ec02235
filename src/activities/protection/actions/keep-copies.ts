import { z } from 'zod';
import type { KeptFile } from '../../../domain/protection/actions/recovery.js';
import { defineCommand, invoke, runCommand, type HostCapabilities } from '../../../platform/commands/index.js';
import type { HostHandle } from '../../../platform/ssh/host-access.js';
import type { Transport } from '../../../platform/ssh/transport.js';

const UNKNOWN_HOST: HostCapabilities = { tools: {}, sudo: 'none' };

/**
 * Copies files into a directory of ours that only the login may enter. Arguments: ids of the action and of the run, then
 * name of the copy and path, in turn. Each run copies under its own id: what was copied for one that had to wait is of an
 * earlier day, and goes. A file that is written to meanwhile is copied again. Copies of earlier actions go after seven days.
 */
const KEEP_SCRIPT = `umask 077
base=\${HOME:?}/.millwright/kept; dir=$base/$1; run=$2; shift 2
mkdir -p -- "$dir" || exit 70
find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf -- {} + 2>/dev/null
while [ $# -gt 1 ]; do
  copy=$1; path=$2; shift 2
  rm -f -- "$dir/$copy".*
  [ -f "$path" ] && [ ! -L "$path" ] || exit 71
  tries=0
  until cp -p -- "$path" "$dir/$copy.$run" && cmp -s -- "$path" "$dir/$copy.$run"; do
    tries=$((tries + 1))
    [ $tries -lt 4 ] || { rm -f -- "$dir/$copy.$run"; exit 72; }
    sleep 1
  done
done
echo kept
`;

/**
 * Makes the copies of a run those of its action. Only for who holds the token: whoever comes late holds none, and so
 * cannot put what the act has made in their place.
 */
const HOLD_SCRIPT = `dir=\${HOME:?}/.millwright/kept/$1; run=$2; shift 2
for copy in "$@"; do mv -f -- "$dir/$copy.$run" "$dir/$copy" || exit 72; done
echo kept
`;

const Copy = z.string().regex(/^\d{1,2}$/);
const EXAMPLE_IDS = {
  actionId: '01a1ff00-0000-7000-8000-000000000000',
  runId: '01a1ff00-0000-7000-8000-000000000001',
} as const;

const keepCommand = defineCommand({
  id: 'protection.keep',
  summary: 'Copies files that are about to be written over or deleted, so that they can be put back.',
  effect: 'reversible',
  timeout: 'slow',
  maxOutputBytes: 4_096,
  args: z.strictObject({
    actionId: z.uuid(),
    runId: z.uuid(),
    files: z.array(z.strictObject({ path: z.string().min(1).max(1_024), copy: Copy })),
  }),
  example: { ...EXAMPLE_IDS, files: [{ path: '/etc/hosts', copy: '0' }] },
  argv: ({ actionId, runId, files }) => [
    'sh',
    '-c',
    KEEP_SCRIPT,
    'mw',
    actionId,
    runId,
    ...files.flatMap(({ path, copy }) => [copy, path]),
  ],
  parse: ({ stdout }) => stdout.toString('utf8').trim() === 'kept',
});

const holdCommand = defineCommand({
  id: 'protection.keep_for_act',
  summary: 'Makes the copies of a run that begins now those by which its act is taken back.',
  effect: 'reversible',
  timeout: 'slow',
  maxOutputBytes: 4_096,
  args: z.strictObject({ actionId: z.uuid(), runId: z.uuid(), copies: z.array(Copy) }),
  example: { ...EXAMPLE_IDS, copies: ['0'] },
  argv: ({ actionId, runId, copies }) => ['sh', '-c', HOLD_SCRIPT, 'mw', actionId, runId, ...copies],
  parse: ({ stdout }) => stdout.toString('utf8').trim() === 'kept',
});

export interface Copies {
  readonly actionId: string;
  readonly runId: string;
  readonly files: readonly KeptFile[];
}

/** As the login that runs the command: what it may destroy it may read. Rejects with a RemoteError. */
export async function keepCopies(
  host: HostHandle,
  transport: Transport,
  { actionId, runId, files }: Copies,
): Promise<void> {
  const named = files.map(({ path, copy }) => ({ path, copy }));
  await runCommand(transport, {
    command: invoke(keepCommand, { actionId, runId, files: named }),
    host: host.capabilities ?? UNKNOWN_HOST,
    sudoPassword: undefined,
  });
}

/** After the token was consumed, before the text is launched. Rejects with a RemoteError. */
export async function holdCopies(
  host: HostHandle,
  transport: Transport,
  { actionId, runId, files }: Copies,
): Promise<void> {
  await runCommand(transport, {
    command: invoke(holdCommand, { actionId, runId, copies: files.map(({ copy }) => copy) }),
    host: host.capabilities ?? UNKNOWN_HOST,
    sudoPassword: undefined,
  });
}
