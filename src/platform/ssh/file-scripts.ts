import { quoteLoginWord } from './quote-login-word.js';
import type { RemoteErrorClass } from './remote-errors.js';

/** Exit codes of the scripts below. Each stands for one cause, so that no message has to be read. */
export const FILE_EXIT_CODES: Readonly<Record<number, { errorClass: RemoteErrorClass; what: string }>> = {
  71: { errorClass: 'command_failed', what: 'there is no such file or directory' },
  72: { errorClass: 'permission_denied', what: 'the login user may not do that' },
  73: { errorClass: 'command_failed', what: 'writing failed' },
  74: { errorClass: 'command_not_found', what: 'the host lacks cat or mv' },
  75: {
    errorClass: 'command_not_found',
    what: 'the copy cannot be verified: the host has none of sha256sum, shasum and openssl',
  },
  76: { errorClass: 'command_failed', what: 'reading the copy back failed' },
  77: { errorClass: 'command_failed', what: 'it is a directory' },
};

/** A command line for the login shell that runs this script with arguments; stdin stays free for data. */
export function renderShellCommand(script: string, args: readonly string[]): string {
  return ['exec /bin/sh -c', ...[script, 'sh', ...args].map(quoteLoginWord)].join(' ');
}

/** Reads stdin into a new file. Arguments: marker, temporary path, its directory, final path, umask, mode or ''. */
export const RECEIVE_SCRIPT = [
  'LC_ALL=C; export LC_ALL; mark=$1 tmp=$2 dir=$3 dst=$4',
  'echo "$mark $$"; echo "$mark $$" >&2',
  '[ -d "$dir" ] || exit 71',
  '[ -d "$dst" ] && exit 77',
  '[ -w "$dir" ] && [ -x "$dir" ] || exit 72',
  'command -v cat >/dev/null 2>&1 && command -v mv >/dev/null 2>&1 || exit 74',
  'if command -v sha256sum >/dev/null 2>&1; then sum() { sha256sum; }',
  'elif command -v shasum >/dev/null 2>&1; then sum() { shasum -a 256; }',
  'elif command -v openssl >/dev/null 2>&1; then sum() { openssl dgst -sha256 -r; }',
  'else exit 75; fi',
  'umask "$5"; set -C',
  'cat > "$tmp" || { rm -f "$tmp"; exit 73; }',
  'if [ -n "$6" ]; then chmod "$6" "$tmp" || { rm -f "$tmp"; exit 72; }; fi',
  'sync "$tmp" >/dev/null 2>&1',
  'digest=$(sum < "$tmp") || { rm -f "$tmp"; exit 76; }',
  'echo "$mark $digest"',
].join('; ');

/** Puts the verified copy in place. Run as a script by stdin; variables tmp, dst and dir come before it. */
export const RENAME_SCRIPT = `[ -d "$dst" ] && { rm -f "$tmp"; exit 77; }
mv -f "$tmp" "$dst" || { rm -f "$tmp"; exit 73; }
sync "$dir" >/dev/null 2>&1
exit 0
`;

/** Writes a file to stdout behind a marker line. Arguments: marker, path. */
export const SEND_SCRIPT = [
  'LC_ALL=C; export LC_ALL',
  '[ -e "$2" ] || exit 71',
  '[ -d "$2" ] && exit 77',
  '[ -r "$2" ] || exit 72',
  'command -v cat >/dev/null 2>&1 || exit 74',
  'echo "$1 $$"',
  'exec cat < "$2"',
].join('; ');
