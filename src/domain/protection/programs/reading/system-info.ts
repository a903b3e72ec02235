import type { Program } from '../program.js';
import { adds, harms, hides } from '../rule-kinds.js';
import { judgeOutputOptions, readers } from './outputs.js';

export const SYSTEM_INFO: readonly Program[] = [
  readers('Says what the host is.', [
    'uname arch nproc hostid getconf locale uptime systemd-detect-virt virt-what',
    'virt-host-validate neofetch fastfetch screenfetch inxi hwinfo osqueryi',
    'cpuid cpuid2cpuflags dnsdomainname nisdomainname ypdomainname lslogins',
    'lsns lsipc lsirq lsmem runlevel getent tty tput tset',
    'infocmp toe setterm stty printenv sw_vers system_profiler vcgencmd rpi-eeprom-config',
    'dumpkeys kbdinfo showkey nvidia-debugdump',
  ]),
  readers('Says who is here, and who was.', [
    'who w whoami id groups users last finger pinky logname ac lastcomm sa mesg',
  ]),
  readers('Shows processes and what they use.', [
    'ps pstree pgrep pidof pidstat pidwait pwait pmap pwdx top htop btop bpytop bashtop atop',
    'glances gtop nmon iotop-c slabtop free vmstat iostat mpstat sar sadf dstat dool',
    'numastat smem ps_mem procs tload ipcs systemd-cgls systemd-cgtop systemd-delta systemd-path',
    'systemd-id128 cgget lscgroup cpustat turbostat nvtop intel_gpu_top radeontop pcp',
    'pmstat pminfo pmval biosnoop execsnoop opensnoop',
  ]),
  readers('Shows hardware.', [
    'lscpu lsusb lspci lshw dmidecode biosdecode lsmod modinfo lsdasd lszfcp sensors',
    'acpi upower edac-util ras-mc-ctl mcelog vainfo vdpauinfo clinfo glxinfo',
    'lstopo hwloc-ls x86info i2cdetect usb-devices lsiio aplay xrandr lshal apcaccess upsc',
    'nut-scanner',
  ]),
  {
    names: ['nvidia-smi'],
    style: { valued: ['-i', '--id', '-l', '--loop', '-q', '-d', '-f', '-pm', '-pl', '-c'], singleDashLong: true },
    rules: [
      harms('service_disruption', 'medium', {
        id: 'nvidia-smi.reset',
        when: { anyOption: ['--gpu-reset', '-r'] },
        targets: 'none',
        targetKind: 'host',
        why: 'Resets a graphics card under the programs that use it.',
        matches: ['nvidia-smi --gpu-reset -i 0', 'nvidia-smi -r'],
        misses: ['nvidia-smi', 'nvidia-smi -q -d MEMORY', 'nvidia-smi -l 1'],
      }),
      adds({
        id: 'nvidia-smi.set',
        when: { anyOption: ['-pm', '-pl', '-lgc', '-rgc', '-e', '-mig', '--persistence-mode', '--power-limit'] },
        targets: 'none',
        why: 'Sets a limit or mode of a graphics card, and sets it back the same way.',
        matches: ['nvidia-smi -pm 1', 'nvidia-smi -pl 200'],
        misses: ['nvidia-smi'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows graphics cards.',
  },
  {
    names: ['cpupower', 'cpufreq-info', 'cpufreq-set', 'powertop', 'x86_energy_perf_policy', 'powerprofilesctl'],
    style: { subcommands: 1 },
    rules: [
      adds({
        id: 'cpupower.set',
        when: { subcommand: ['frequency-set|set|idle-set|profile|off|auto_profile'] },
        targets: 'none',
        why: 'Sets how fast the processor runs, and sets it back the same way.',
        matches: ['cpupower frequency-set -g performance'],
        misses: ['cpupower frequency-info'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows how fast the processor runs.',
  },
  {
    names: ['date'],
    style: {
      attached: ['-I'],
      valued: ['-d', '--date', '-f', '--file', '-r', '--reference', '-s', '--set'],
      abbreviates: ['--set', '--date', '--reference'],
    },
    rules: [
      harms('service_disruption', 'medium', {
        id: 'date.set',
        when: { anyOption: ['-s', '--set'] },
        targets: 'none',
        why: 'Sets the clock: certificates, logs and schedules go by it, and sessions and replication stumble over a jump.',
        matches: ["date -s '2026-01-01'", 'date --set=12:00', 'date --se 12:00'],
        misses: ["date -d 'next monday'", 'date +%F', 'date -u', 'date', 'date -Is', 'date -Iseconds'],
      }),
      harms('service_disruption', 'medium', {
        id: 'date.set_digits',
        when: {
          minOperands: 1,
          test: (given) => given.operands.some((word) => /^\d{8,12}(\.\d\d)?$/.test(word.values[0] ?? '')),
        },
        targets: 'none',
        why: 'Sets the clock: certificates, logs and schedules go by it, and sessions and replication stumble over a jump.',
        matches: ['date 010112002026'],
        misses: ['date +%s', 'date -r 1700000000'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows the time.',
  },
  {
    names: ['hwclock', 'ntpdate', 'sntp', 'chronyc', 'ntpq', 'ntpdc', 'ntpstat', 'rdate', 'tzselect'],
    style: { subcommands: 1, valued: ['-h', '-p', '-f', '--date'] },
    rules: [
      adds({
        id: 'chronyc.set',
        when: {
          subcommand: [
            'makestep|burst|online|offline|add|delete|cyclelogs|dump|writertc|trimrtc|refresh|reselect|smoothtime|manual|settime|shutdown',
          ],
          test: (_given, { program }) => program === 'chronyc',
        },
        targets: 'none',
        why: 'Sets the clock, or by whom it goes.',
        matches: ['chronyc makestep', 'chronyc -a makestep'],
        misses: ['chronyc tracking', 'chronyc sources -v'],
      }),
      adds({
        id: 'hwclock.set',
        when: {
          anyOption: ['-w', '--systohc', '-s', '--hctosys', '--set', '--adjust', '-a'],
          test: (_given, { program }) => program === 'hwclock',
        },
        targets: 'none',
        why: 'Brings the clock of the host and that of its board together.',
        matches: ['hwclock --systohc', 'hwclock -w'],
        misses: ['hwclock', 'hwclock --show'],
      }),
      adds({
        id: 'ntpdate.step',
        when: {
          test: (given, { program }) =>
            (program === 'ntpdate' || program === 'rdate' || program === 'sntp') && !given.options.has('-q'),
        },
        targets: 'none',
        why: 'Sets the clock by a time server.',
        matches: ['ntpdate pool.ntp.org'],
        misses: ['ntpdate -q pool.ntp.org'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows the clock, and by whom it goes.',
  },
  {
    names: ['env'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows the environment; what it starts is an execution of its own.',
  },
  {
    names: ['lastlog', 'lastlog2', 'faillog'],
    style: { valued: ['-u', '-b', '-t', '-m', '-l'] },
    rules: [
      harms('audit_tamper', 'high', {
        id: 'lastlog.clear',
        when: { anyOption: ['-C', '--clear', '-S', '--set', '-r', '--reset'] },
        targets: 'none',
        why: 'Changes what is on record of logins.',
        matches: ['lastlog -C -u bob', 'lastlog --clear -u bob'],
        misses: ['lastlog', 'lastlog -u bob', 'lastlog -t 7'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows who was here last.',
  },
  {
    names: ['busctl', 'gdbus', 'dbus-send', 'qdbus', 'dbus-monitor'],
    style: { subcommands: 1, globalValued: ['-H', '-M', '--host', '--machine', '--address'] },
    rules: [
      hides('high', {
        id: 'busctl.call',
        when: { subcommand: ['call|set-property|emit'] },
        why: 'Calls a service by its bus; what that does, the service alone knows.',
        matches: [
          'busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager Reboot',
        ],
        misses: ['busctl list', 'busctl tree org.freedesktop.login1', 'busctl status'],
      }),
      hides('high', {
        id: 'busctl.send',
        when: { test: (_given, { program }) => program === 'dbus-send' || program === 'qdbus' },
        why: 'Calls a service by its bus; what that does, the service alone knows.',
        matches: [
          'dbus-send --system --dest=org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager.PowerOff boolean:true',
        ],
        misses: ['dbus-monitor --system'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows services on the bus.',
  },
  {
    names: [
      'perf',
      'strace-log-merge',
      'bpftrace',
      'systemtap',
      'stap',
      'sysdig',
      'trace-cmd',
      'sosreport',
      'sos',
      'supportconfig',
    ],
    style: { valued: ['-o', '--output', '-w'], subcommands: 1 },
    rules: [
      hides('high', {
        id: 'bpftrace.script',
        when: {
          test: ({ options }, { program }) =>
            /^(bpftrace|stap|systemtap)$/.test(program ?? '') &&
            !['-l', '-L', '-V', '-h', '--version', '--info', '--help', '-d', '-p1', '-p2', '--dump-probe-types'].some(
              (option) => options.has(option),
            ),
        },
        why: 'Runs a program within the kernel.',
        matches: ["bpftrace -e 'kprobe:vfs_read { @ = count(); }'"],
        misses: ['perf top', 'perf stat ls', "bpftrace -l 'tracepoint:syscalls:*'", 'stap -V'],
      }),
    ],
    judge: judgeOutputOptions('-o', '--output', '-w'),
    otherwise: 'reversible',
    why: 'Records what the host does.',
  },
];
