import { z } from 'zod';
import type { LiveFacts } from '../../../domain/protection/risk/live-facts.js';
import { defineCommand } from '../../../platform/commands/index.js';
import { cleanText, decodeEscapes, orNull, splitSections } from './sections.js';

type State = Pick<LiveFacts, 'bootId' | 'mounts' | 'packageLock' | 'sshPath' | 'processes' | 'schedules'>;

const SECTIONS = ['boot', 'ssh', 'route', 'units', 'mounts', 'locked', 'locks', 'processes', 'timers', 'cron'] as const;
/** Files whose lock means that packages are being worked on. */
const LOCK_FILES = [
  '/var/lib/dpkg/lock-frontend',
  '/var/lib/dpkg/lock',
  '/var/lib/apt/lists/lock',
  '/var/cache/apt/archives/lock',
  '/var/lib/rpm/.rpm.lock',
  '/var/lib/pacman/db.lck',
  '/lib/apk/db/lock',
];
/** Only these leave the host: the rest of its processes is nobody’s business here. */
const MATTERING =
  '^(mover|apt|apt-get|aptitude|dpkg|dnf|yum|rpm|zypper|pacman|apk|unattended-upgr|zfs|zpool|btrfs|mdadm|rsync|restic|borg|kubelet|k3s-server|k3s-agent|k0s|rke2|nomad|dockerd|containerd|qemu-system-x86|pg_dump|mysqldump)$';

// The session's own path: the far end of SSH_CONNECTION, and the interface that leads there.
const SCRIPT = `
echo ==boot; cat /proc/sys/kernel/random/boot_id 2>/dev/null
echo ==ssh; printf '%s\\n' "$SSH_CONNECTION"
echo ==route; far=\${SSH_CONNECTION%% *}; [ -z "$far" ] || ip -o route get "$far" 2>/dev/null
echo ==units; systemctl list-units --plain --no-legend --state=active 'ssh*.service' 'ssh*.socket' 'dropbear*' 2>/dev/null | awk '{print $1}' 2>/dev/null
echo ==mounts; cat /proc/self/mountinfo
echo ==locked; stat -c '%d %i %n' -- "$@" 2>/dev/null
echo ==locks; cat /proc/locks 2>/dev/null
echo ==processes; ps -eo pid=,comm= 2>/dev/null | awk -v wanted='${MATTERING}' '$2 ~ wanted {print $1, $2}'
echo ==timers; systemctl list-timers --all --plain --no-legend 2>/dev/null | awk '{print $(NF-1), $NF}'
echo ==cron; ls -1 /etc/cron.d 2>/dev/null
exit 0
`;

export const hostState = defineCommand({
  id: 'protection.host_state',
  summary: 'Mounts, held package locks, the path of the own session, timers and programs that matter to a change.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  timeout: 'normal',
  maxOutputBytes: 1024 * 1024,
  argv: () => ['sh', '-c', SCRIPT, 'host-state', ...LOCK_FILES],
  parse: parseHostState,
});

/** Each part by itself; what is not there or not as expected is null. Throws nothing. */
export function parseHostState(output: { readonly stdout: Buffer; readonly truncated: boolean }): State {
  const sections = splitSections(output, SECTIONS);
  const lines = (name: (typeof SECTIONS)[number]): readonly string[] => sections.get(name) ?? [];
  const boot = lines('boot')[0]?.trim() ?? '';
  const processes = readProcesses(lines('processes'));
  return {
    bootId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(boot) ? boot : null,
    mounts: sections.has('mounts') ? readMounts(lines('mounts')) : null,
    packageLock: sections.has('locks') ? readLock(lines('locked'), lines('locks'), processes) : null,
    sshPath: readPath(lines('ssh')[0] ?? '', lines('route')[0] ?? '', lines('units')),
    processes: sections.has('processes') ? processes : null,
    schedules: sections.has('timers') ? readSchedules(lines('timers'), lines('cron')) : null,
  };
}

const MOST = 5_000;

/** `36 25 0:31 / /srv rw,… shared:1 - zfs tank/srv rw`: what is mounted, from what. */
function readMounts(lines: readonly string[]): NonNullable<State['mounts']> {
  return lines.slice(0, MOST).flatMap((line) => {
    const [, mountpoint, type, device] = /^\d+ \d+ \d+:\d+ \S+ (\S+) .*? - (\S+) (\S+)(?: |$)/.exec(line) ?? [];
    if (mountpoint === undefined || type === undefined || device === undefined) return [];
    return [{ mountpoint: clean(mountpoint), device: clean(device), type: cleanText(type), disks: [] }];
  });
}

function clean(text: string): string {
  return cleanText(decodeEscapes(text));
}

/** A lock is held when the kernel's list has one on the inode of a lock file. pacman's is a file that exists. */
function readLock(
  files: readonly string[],
  locks: readonly string[],
  processes: NonNullable<State['processes']>,
): NonNullable<State['packageLock']> {
  for (const line of files.slice(0, LOCK_FILES.length)) {
    const [, device, inode, path] = /^(\d{1,20}) (\d{1,20}) (\/\S+)$/.exec(line) ?? [];
    if (device === undefined || inode === undefined || path === undefined) continue;
    if (path.endsWith('db.lck')) return { held: true, by: 'pacman' };
    const held = locks.find((lock) => holds(lock, device, inode));
    if (held === undefined) continue;
    const pid = Number(/^\d+: (?:-> )?\S+ +\S+ +\S+ (\d{1,10}) /.exec(held)?.[1] ?? '0');
    return {
      held: true,
      by: processes.find((process) => process.pid === pid)?.name ?? (pid > 0 ? `process ${pid}` : null),
    };
  }
  return { held: false, by: null };
}

/** `1: POSIX  ADVISORY  WRITE 812 fe:01:131 0 EOF`: device as major:minor in hexadecimal. `->` only waits for it. */
function holds(lock: string, device: string, inode: string): boolean {
  const [, major, minor, number] = /^\d+: [A-Z]+ .* ([0-9a-f]{2,8}):([0-9a-f]{2,8}):(\d{1,20}) /.exec(lock) ?? [];
  if (major === undefined || minor === undefined || number !== inode) return false;
  const packed = BigInt(device);
  const wantedMajor = ((packed >> 8n) & 0xfffn) | ((packed >> 32n) & ~0xfffn);
  const wantedMinor = (packed & 0xffn) | ((packed >> 12n) & ~0xffn & 0xffffffn);
  return BigInt(`0x${major}`) === wantedMajor && BigInt(`0x${minor}`) === wantedMinor;
}

function readPath(connection: string, route: string, units: readonly string[]): State['sshPath'] {
  const words = connection.trim().split(' ');
  const port = /^\d{1,5}$/.test(words[3] ?? '') ? Number(words[3]) : null;
  const own = /(?:^| )dev (\S{1,15})(?: |$)/.exec(route)?.[1];
  if (port === null && own === undefined) return null;
  const named = units.map(cleanText).filter((unit) => /^[\w@.:-]{1,100}$/.test(unit));
  return { interface: orNull(own), port, units: named.slice(0, 20) };
}

function readProcesses(lines: readonly string[]): NonNullable<State['processes']> {
  return lines.slice(0, MOST).flatMap((line) => {
    const [, pid, name] = /^\s*(\d{1,10}) (\S{1,64})\s*$/.exec(line) ?? [];
    return pid === undefined || name === undefined ? [] : [{ pid: Number(pid), name: cleanText(name) }];
  });
}

function readSchedules(timers: readonly string[], cron: readonly string[]): NonNullable<State['schedules']> {
  const runs = timers.flatMap((line) => {
    const [, name, unit] = /^([\w@.:\\-]{1,200}\.timer) ([\w@.:\\-]{1,200})$/.exec(line.trim()) ?? [];
    return name === undefined || unit === undefined ? [] : [{ name, runs: unit }];
  });
  const files = cron.map(cleanText).filter((name) => /^[\w.-]{1,200}$/.test(name));
  return [...runs, ...files.map((name) => ({ name: `/etc/cron.d/${name}`, runs: 'cron' }))].slice(0, MOST);
}
