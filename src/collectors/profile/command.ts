import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseSections } from './sections.js';
import { CONTAINER_SOCKETS, MARKERS, TOOLS } from './tools.js';

const nothing = { args: z.strictObject({}), example: {} } as const;
const HOUR_SECONDS = 3600;

// `part` prints the head of a section; `line` one with the first line of a file. Hardly anything here starts a process.
// Numbers below /proc/sys need cat: the kernel gives only the first byte to a shell that reads byte by byte.
const HELPERS = `part() { printf '\\035%s\\n' "$1"; }
line() {
  v=
  { IFS= read -r v <"$2"; } 2>/dev/null
  [ -n "$v" ] && part "$1" && printf '%s\\n' "$v"
}
`;

const FACTS = `${HELPERS}
part uname; uname -s -r -m
part hostname; uname -n
part os_release; cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
part user; id -u; id -un; id -Gn
line proc_version /proc/version
line init /proc/1/comm
part boot_id; cat /proc/sys/kernel/random/boot_id 2>/dev/null
line machine_id /etc/machine-id || line machine_id /var/lib/dbus/machine-id
line vendor /sys/class/dmi/id/sys_vendor
line product /sys/class/dmi/id/product_name
line hypervisor /sys/hypervisor/type
line container /run/systemd/container
part inotify; cat /proc/sys/fs/inotify/max_user_watches 2>/dev/null
line unraid /etc/unraid-version
grep -q '^flags.* hypervisor' /proc/cpuinfo 2>/dev/null && part hypervisor_flag
[ -e /data/freenas-v1.db ] && line truenas /etc/version
[ -r /etc.defaults/VERSION ] && part synology && cat /etc.defaults/VERSION
[ -r /etc/config/uLinux.conf ] && part qnap && grep -m 2 -E '^(Version|Model)' /etc/config/uLinux.conf
part pools; for p in /proc/spl/kstat/zfs/*/; do [ -e "$p/io" ] || [ -e "$p/state" ] && p=\${p%/} && printf '%s\\n' "\${p##*/}"; done
part markers; for p in ${MARKERS.map(({ path }) => path).join(' ')}; do [ -e "$p" ] && printf '%s\\n' "$p"; done
u=$(id -u)
part sockets; for p in ${CONTAINER_SOCKETS.map(({ path }) => path.replace('UID', '$u')).join(' ')}; do
  [ -S "$p" ] && if [ -r "$p" ] && [ -w "$p" ]; then printf 'usable %s\\n' "$p"; else printf 'closed %s\\n' "$p"; fi
done
part tools; for t in ${TOOLS.map(({ tool }) => tool).join(' ')}; do command -v "$t" >/dev/null 2>&1 && printf '%s\\n' "$t"; done
part end
exit 0
`;

const VERSIONED = TOOLS.filter(({ version }) => version !== undefined);
const VERSIONS = `${HELPERS}
ask() { command -v "$1" >/dev/null 2>&1 && part "$1" && "$@" </dev/null 2>&1 | head -n 3; }
${VERSIONED.map(({ tool, version }) => `ask ${tool} ${version ?? ''}`.trim()).join('\n')}
exit 0
`;

export const profileFacts = defineCommand({
  ...nothing,
  id: 'profile.facts',
  summary: 'System, user, kind of machine, container sockets and the tools there are.',
  effect: 'read_only',
  timeout: 'normal',
  argv: () => ['sh', '-c', FACTS],
  parse: parseSections,
  cacheSeconds: HOUR_SECONDS,
});

export const profileVersions = defineCommand({
  ...nothing,
  id: 'profile.versions',
  summary: 'Versions of the tools whose output depends on it.',
  effect: 'read_only',
  timeout: 'slow',
  argv: () => ['sh', '-c', VERSIONS],
  parse: parseSections,
  cacheSeconds: HOUR_SECONDS,
});

/** 127: there is no sudo. */
export const sudoWithoutPassword = defineCommand({
  ...nothing,
  id: 'profile.sudo_without_password',
  summary: 'Whether sudo asks for a password.',
  effect: 'read_only',
  timeout: 'normal',
  argv: () => ['sudo', '-n', 'true'],
  parse: () => true,
});

export const sudoWithPassword = defineCommand({
  ...nothing,
  id: 'profile.sudo_with_password',
  summary: 'Whether sudo takes the stored password: only where one is stored.',
  effect: 'read_only',
  root: true,
  timeout: 'normal',
  argv: () => ['true'],
  parse: () => true,
});

export const profileCommands = [profileFacts, profileVersions, sudoWithoutPassword, sudoWithPassword] as const;
