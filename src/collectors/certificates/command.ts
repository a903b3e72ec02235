import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parseFiles, parseListeners } from './parser.js';
import { FLAT_PLACES, MAX_CERTIFICATES, MAX_PER_FILE, PLACES } from './places.js';

const paths = (rows: readonly { readonly path: string }[]): string => rows.map(({ path }) => path).join(' ');

/**
 * Prints the certificates in the files of its arguments and nothing else of them: whole blocks of base64 between the two
 * marks. A mark of any other kind in between, such as that of a private key, or a line that is no base64 throws the
 * block away, and so does a first line that is not a sequence within a sequence (a key begins with a number): a key
 * cannot leave the host even from a mangled file.
 */
const AWK = `
function forget() { for (n = 1; n <= count; n++) delete block[n]; count = 0; inside = 0; text = "" }
function tell() {
  if (count > 0 && count <= most && total + count <= limit) {
    printf "\\035%s\\n", name
    for (n = 1; n <= count; n++) printf "%s.\\n", block[n]
    total += count
  } else if (count > 0 && count <= most) full = 1
  forget()
}
FNR == 1 { tell(); name = FILENAME }
{ sub(/\\r$/, "") }
/^-----/ {
  if ($0 == "-----BEGIN CERTIFICATE-----") { inside = 1; text = ""; lines = 0 }
  else {
    if (inside && $0 == "-----END CERTIFICATE-----" && lines > 0) { count++; if (count <= most) block[count] = text }
    inside = 0
  }
  next
}
inside {
  lines++
  if (lines == 1 && $0 !~ /^(M[A-H].w|MI[GH].M|MII..[DTjz])/) inside = 0
  else if ($0 !~ /^[A-Za-z0-9+\\/=]+$/ || lines > 200) inside = 0
  else text = text $0 "\\n"
}
END { tell(); if (full) print "\\035full" }`;

// -L: the certificates of certbot are links. Sizes in blocks of 512 bytes: every find knows those. What find could not
// read it says by its exit code.
const SEARCH = `program=$1
run() { find "$@" -type f -size -512 \\( -name '*.pem' -o -name '*.crt' -o -name '*.cer' -o -name '*.cert' \\) \\
  -exec awk -v most=${MAX_PER_FILE} -v limit=${MAX_CERTIFICATES} "$program" {} + 2>/dev/null || code=1; }
code=0
set --
for d in ${paths(PLACES)}; do [ -d "$d" ] && set -- "$@" "$d"; done
[ $# -gt 0 ] && run -L "$@" -maxdepth 4
set --
for d in ${paths(FLAT_PLACES)}; do [ -d "$d" ] && set -- "$@" "$d"; done
[ $# -gt 0 ] && run "$@" -maxdepth 1
printf '\\035end %s\\n' "$code"
exit 0
`;

export const certificateFiles = defineCommand({
  id: 'certificates.files',
  summary: 'Certificates, and never keys, in the files of services.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['awk'],
  root: true,
  timeout: 'slow',
  maxOutputBytes: 4 * 1024 * 1024,
  argv: () => ['sh', '-c', SEARCH, 'certificates', AWK],
  parse: parseFiles,
});

/** Whatever of these the host has: their answers are told apart by the parser. Process names are not asked for. */
const LISTENERS =
  'ss -Hltn 2>/dev/null || ss -ltn 2>/dev/null || netstat -ltn 2>/dev/null || cat /proc/net/tcp /proc/net/tcp6';

export const tcpListeners = defineCommand({
  id: 'certificates.listeners',
  summary: 'TCP sockets that listen.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  maxOutputBytes: 512 * 1024,
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['sh', '-c', LISTENERS],
  parse: parseListeners,
});
