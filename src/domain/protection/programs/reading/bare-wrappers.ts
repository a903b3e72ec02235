import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, hides, reads } from '../rule-kinds.js';
import { readers, words } from './outputs.js';

const INSIDE: ReadonlySet<string> = new Set(['container', 'pod', 'guest']);

function opensInside(given: Arguments, { via, stdin, moreArgs }: Execution): boolean {
  const bare = [...given.options].every((option) => /^(-[il]+|--login|-)$/.test(option)) && given.operands.length === 0;
  return bare && stdin.kind === 'inherited' && moreArgs === null && via.some(({ place }) => INSIDE.has(place));
}

/** What runs another program, given none. With one, the reader has taken the wrapper away and said what runs. */
export const BARE_WRAPPERS: readonly Program[] = [
  readers('Runs nothing when it is given nothing to run.', [
    'time nohup nice ionice chrt taskset timeout setsid stdbuf unbuffer setarch linux32 linux64 setpriv numactl',
    'watch xargs parallel flock lckdo chpst softlimit cpulimit cgexec faketime eatmydata xvfb-run dumb-init tini',
  ]),
  {
    names: ['doas'],
    style: { valued: ['-C', '-u', '-a'], posix: true },
    rules: [
      reads({
        id: 'doas.look',
        when: { anyOption: ['-C', '-L'], noOption: ['-s'] },
        targets: 'none',
        why: 'Checks its configuration, or forgets that the password was given.',
        matches: ['doas -C /etc/doas.conf', 'doas -L'],
        misses: ['doas -s'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Opens a shell as another user; what is done there cannot be known.',
  },
  {
    names: ['sudo', 'pkexec', 'sudoreplay'],
    style: { valued: ['-u', '-g', '-U', '-p', '-C', '-T', '-h', '-r', '-t', '-D', '-R'], posix: true },
    rules: [
      reads({
        id: 'sudo.look',
        when: { anyOption: ['-l', '-v', '-V', '-k', '-K', '--list', '--validate', '--version', '--reset-timestamp'] },
        targets: 'none',
        why: 'Shows what may be done, or renews or forgets that the password was given.',
        matches: ['sudo -l', 'sudo -v', 'sudo -k', 'sudo -n -l'],
        misses: ['sudo -i', 'sudo -s'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Opens a shell or editor as another user; what is done there cannot be known.',
  },
  {
    names: [
      'su',
      'runuser',
      'chroot',
      'nsenter',
      'unshare',
      'bwrap',
      'firejail',
      'proot',
      'systemd-nspawn',
      'arch-chroot',
    ],
    style: {},
    rules: [],
    otherwise: 'opaque',
    why: 'Opens a shell elsewhere or as another user; what is done there cannot be known.',
  },
  {
    names: [
      'sh',
      'bash',
      'dash',
      'ash',
      'zsh',
      'ksh',
      'mksh',
      'ksh93',
      'rbash',
      'fish',
      'csh',
      'tcsh',
      'xonsh',
      'nu',
      'busybox',
      'toybox',
      'rksh',
      'yash',
      'elvish',
    ],
    style: { posix: true },
    rules: [
      reads({
        id: 'bash.check',
        when: { anyOption: ['-n', '--list', '--list-full'], noOption: ['-c', '-i'] },
        targets: 'none',
        why: 'Reads a script without running it.',
        matches: ['bash -n script.sh', 'sh -n deploy.sh', 'busybox --list'],
        misses: ['bash script.sh', 'bash -c "rm -rf /srv"'],
      }),
      adds({
        id: 'bash.inside',
        when: { test: opensInside },
        targets: 'none',
        why: 'Opens a shell in a container or a guest; what a person then does there, that person does.',
        matches: ['docker exec -it web bash', 'kubectl exec -it web-0 -- /bin/sh'],
        misses: ['bash', 'sudo bash', 'docker exec -i web sh < script.sh', 'chroot /mnt /bin/bash'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Opens a shell or runs a script; what is done there cannot be known.',
  },
  {
    names: ['ssh', 'mosh', 'autossh', 'sshpass', 'slogin', 'rsh', 'rlogin', 'et'],
    style: {
      valued: words('-b -c -D -E -e -F -I -i -J -L -l -m -o -p -R -S -W -w -B -Q -M'),
      posix: true,
    },
    rules: [
      hides('high', {
        id: 'ssh.local_command',
        when: {
          test: (given) =>
            given
              .valuesOf('-o')
              .some((word) =>
                /^\s*(ProxyCommand|LocalCommand|KnownHostsCommand|PKCS11Provider|SecurityKeyProvider)/i.test(
                  word.values[0] ?? '',
                ),
              ),
        },
        why: 'Runs a program here before it connects.',
        matches: ["ssh -o ProxyCommand='sh -c id' host"],
        misses: ['ssh -o BatchMode=yes host', 'ssh -J jump host'],
      }),
      reads({
        id: 'ssh.look',
        when: { anyOption: ['-V', '-G', '-Q'] },
        targets: 'none',
        why: 'Shows its version or settings.',
        matches: ['ssh -V', 'ssh -G host'],
        misses: [],
      }),
      adds({
        id: 'ssh.connect',
        when: { noOption: ['-V', '-G', '-Q'], minOperands: 1 },
        targets: 'first',
        targetKind: 'host',
        why: 'Connects to {target} and runs nothing there by itself.',
        matches: ['ssh host', 'ssh -L 8080:localhost:80 -N -f host'],
        misses: ['ssh -V'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Connects to another host.',
  },
  {
    names: [
      'strace',
      'ltrace',
      'truss',
      'py-spy',
      'rbspy',
      'jstack',
      'jmap',
      'jstat',
      'jps',
      'jinfo',
      'jcmd',
      'pstack',
      'gstack',
      'eu-stack',
    ],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Watches a running program, which is slower for that time.',
  },
];
