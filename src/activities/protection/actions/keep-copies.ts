import { z } from 'zod';
import type { KeptFile } from '../../../domain/protection/actions/recovery.js';
import { defineCommand, invoke, runCommand } from '../../../platform/commands/index.js';
import type { HostHandle } from '../../../platform/ssh/host-access.js';
import type { Transport } from '../../../platform/ssh/transport.js';

/**
 * Copies files into a directory of ours that only the login may enter. Arguments: id of the action, then name of the
 * copy and path, in turn. A copy that is there stays: a later one would be of what the act has made. Copies of earlier
 * actions go after seven days.
 */
const KEEP_SCRIPT = `umask 077
base=\${HOME:?}/.millwright/kept; dir=$base/$1; shift
mkdir -p -- "$dir" || exit 70
find "$base" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf -- {} + 2>/dev/null
while [ $# -gt 1 ]; do
  copy=$1; path=$2; shift 2
  [ -e "$dir/$copy" ] && continue
  [ -f "$path" ] && [ ! -L "$path" ] || exit 71
  cp -p -- "$path" "$dir/$copy.new" && cmp -s -- "$path" "$dir/$copy.new" || { rm -f -- "$dir/$copy.new"; exit 72; }
  mv -- "$dir/$copy.new" "$dir/$copy" || exit 72
done
echo kept
`;

const keepCommand = defineCommand({
  id: 'protection.keep',
  summary: 'Copies files that are about to be written over or deleted, so that they can be put back.',
  effect: 'reversible',
  timeout: 'slow',
  maxOutputBytes: 4_096,
  args: z.strictObject({
    actionId: z.uuid(),
    files: z.array(z.strictObject({ path: z.string().min(1).max(1_024), copy: z.string().regex(/^\d{1,2}$/) })),
  }),
  example: { actionId: '01a1ff00-0000-7000-8000-000000000000', files: [{ path: '/etc/hosts', copy: '0' }] },
  argv: ({ actionId, files }) => [
    'sh',
    '-c',
    KEEP_SCRIPT,
    'mw',
    actionId,
    ...files.flatMap(({ path, copy }) => [copy, path]),
  ],
  parse: ({ stdout }) => stdout.toString('utf8').trim() === 'kept',
});

/** As the login that runs the command: what it may destroy it may read. Rejects with a RemoteError. */
export async function keepCopies(
  host: HostHandle,
  transport: Transport,
  { actionId, files }: { readonly actionId: string; readonly files: readonly KeptFile[] },
): Promise<void> {
  const command = invoke(keepCommand, { actionId, files: files.map(({ path, copy }) => ({ path, copy })) });
  await runCommand(transport, {
    command,
    host: host.capabilities ?? { tools: {}, sudo: 'none' },
    sudoPassword: undefined,
  });
}
