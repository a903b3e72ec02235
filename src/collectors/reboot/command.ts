import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parseNeedrestart, parseNeedsRestarting, parseRebootSigns } from './parser.js';

/** Where a need to reboot is written down. */
export const FLAG_FILES: readonly { readonly path: string; readonly reason: string }[] = [
  { path: '/run/reboot-required', reason: 'Debian, Ubuntu' },
  { path: '/var/run/reboot-required', reason: 'the same, where /var/run is no link' },
  { path: '/run/reboot-needed', reason: 'SUSE' },
];

/** What writes such a file: without one of these its absence means nothing. */
const FLAG_WRITERS = [
  '/usr/share/update-notifier/notify-reboot-required',
  '/etc/kernel/postinst.d/unattended-upgrades',
];

const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv', '/run/systemd/container', '/dev/lxd/sock'];

const PACKAGE_DATABASES = [
  '/var/lib/dpkg/status',
  '/var/lib/rpm/rpmdb.sqlite',
  '/var/lib/rpm/Packages',
  '/usr/lib/sysimage/rpm/rpmdb.sqlite',
];

// Builtins of the shell alone, except for the stamp: this runs at every tick.
const SIGNS = `part() { printf '\\035%s\\n' "$1"; }
have() { for p in "$@"; do [ -e "$p" ] && printf '%s\\n' "$p"; done; }
lines() { { while IFS= read -r v || [ -n "$v" ]; do printf '%s\\n' "$v"; done <"$1"; } 2>/dev/null; }
part flags; have ${FLAG_FILES.map(({ path }) => path).join(' ')}
part packages; lines /var/run/reboot-required.pkgs
part writers; have ${FLAG_WRITERS.join(' ')}
part container; have ${CONTAINER_MARKS.join(' ')}
part version; lines /proc/version
part modules; for d in /lib/modules/*; do [ -d "$d/kernel" ] && printf '%s\\n' "\${d##*/}"; done
part boot; for f in /boot/vmlinuz-[0-9]* /boot/vmlinux-[0-9]*; do [ -e "$f" ] && printf '%s\\n' "\${f##*/}"; done
if [ $# -gt 0 ]; then part stamp; cat /proc/sys/kernel/random/boot_id; stat -c %Y "$@"; fi 2>/dev/null
part end
exit 0
`;

export const rebootSigns = defineCommand({
  id: 'reboot.signs',
  summary: 'Files that ask for a reboot, the running kernel and the installed ones.',
  effect: 'read_only',
  args: z.strictObject({ stamp: z.boolean() }),
  example: { stamp: true },
  argv: ({ stamp }) => ['sh', '-c', SIGNS, 'reboot', ...(stamp ? PACKAGE_DATABASES : [])],
  parse: parseRebootSigns,
});

export const needsRestarting = defineCommand({
  id: 'reboot.needs_restarting',
  summary: 'Whether core packages were updated since boot (Red Hat).',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['needs-restarting'],
  timeout: 'slow',
  // 1 is "reboot" as well as any failure of its own: the text decides.
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['needs-restarting', '-r'],
  parse: parseNeedsRestarting,
});

export const needrestart = defineCommand({
  id: 'reboot.needrestart',
  summary: 'Whether the running kernel is the newest (Debian). Batch mode: it restarts nothing.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['needrestart'],
  root: true,
  timeout: 'slow',
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['needrestart', '-b', '-k'],
  parse: parseNeedrestart,
});
