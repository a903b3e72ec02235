import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseFilesystems } from './parser.js';
import { measuredInAwk } from './types.js';

/** Ends the mount table, and the sizes in df's way. */
export const DIVIDER = '==';

// awk picks the mounts to ask for, so that no network filesystem is touched. The kernel writes blanks in mount points
// as \040; printf wants \0040, and the full stop keeps a line feed at the end of a name.
const PICK = `cat /proc/self/mountinfo || exit 3
echo ${DIVIDER}
set -f
IFS='
'
set -- $(awk "$1" /proc/self/mounts)
for mount in "$@"; do
  case $mount in *\\\\*) mount=$(printf '%b.' "$(printf '%s' "$mount" | sed 's/\\\\/\\\\0/g')"); mount=\${mount%.} ;; esac
  set -- "$@" "$mount"
  shift
done
[ $# -gt 0 ] || exit 0
`;
const STAT = `${PICK}stat -f -c '%S %b %f %a %c %d %n' -- "$@"`;
const DF = `${PICK}df -P -k -- "$@"; echo ${DIVIDER}; df -P -i -- "$@"`;

/** Space and inodes of local filesystems: by one stat where there is one, otherwise by df twice. */
export const filesystems = defineCommand({
  id: 'host.filesystems',
  summary: 'Mounts, and space and inodes of the local filesystems.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['awk'],
  timeout: 'normal',
  maxOutputBytes: 512 * 1024,
  // 1: some mount point may not be looked at; the others are there.
  acceptedExitCodes: [0, 1],
  argv: (_args, { tools }) => {
    if (tools['stat'] === undefined && tools['df'] === undefined) return undefined;
    return ['sh', '-c', tools['stat'] === undefined ? DF : STAT, 'filesystems', measuredInAwk()];
  },
  parse: parseFilesystems,
});
