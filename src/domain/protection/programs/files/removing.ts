import { endsTheHost } from '../classify-path.js';
import type { Program } from '../program.js';
import { harms, helps } from '../rule-kinds.js';
import { whereWords } from './written-paths.js';
import type { Pick } from './written-paths.js';

const operands: Pick = (given) => given.operands;
const hostTrees = whereWords(operands, (path, word) => !word.unknown && endsTheHost(path));

const unraidFlash = whereWords(operands, (path) =>
  /^\/boot\/config(\/(super\.dat|disk\.cfg|ident\.cfg|shares|pools|\w+\.key|\*).*)?$/.test(path),
);

const RM_LONG = [
  '--recursive',
  '--force',
  '--dir',
  '--interactive',
  '--one-file-system',
  '--no-preserve-root',
  '--preserve-root',
  '--verbose',
  '--help',
  '--version',
];

/** Deletion on purpose. */
export const REMOVING: readonly Program[] = [
  {
    names: ['rm', 'grm', 'srm', 'rm.real'],
    style: { abbreviates: RM_LONG },
    rules: [
      helps('rm'),
      harms('filesystem_delete', 'high', {
        id: 'rm.recursive',
        when: { anyOption: ['-r', '-R', '--recursive'] },
        forbidden: (target) => endsTheHost(target),
        why: 'Deletes {target} with everything below it; there is no way back but a backup or a snapshot.',
        matches: [
          'rm -rf /srv/media',
          'rm -fr /',
          'rm --recursive --force /home/alice',
          'rm --rec /srv/x',
          'sudo rm -Rf /var/lib/mysql',
          'rm -rf -- "$X"/*',
          'rm -r dir',
        ],
        misses: [
          'rm file.txt',
          'rm -f /srv/a.txt',
          'echo rm -rf /',
          'grep -r "rm -rf" .',
          'ls -R /srv',
          'git log --grep "rm -rf /"',
          'man rm',
          'rm --help',
          'which rm',
          'rmdir -p a/b',
          "cat <<'EOF'\nrm -rf /\nEOF",
        ],
      }),
      harms('filesystem_delete', 'medium', {
        id: 'rm.file',
        when: {
          minOperands: 1,
          test: ({ options }) => !['-r', '-R', '--recursive'].some((option) => options.has(option)),
        },
        forbidden: (target, targetClass) => targetClass === 'root' && endsTheHost(target),
        why: 'Deletes {target}; there is no way back but a backup or a snapshot.',
        matches: ['rm /srv/notes.txt', 'rm -f *.sql', 'rm -i report.odt', 'xargs rm -f < list.txt', 'rm -d /srv/empty'],
        misses: ['rm -rf /srv/a', 'rm --version', 'ls rm', 'type rm', 'echo "rm file"', 'rm'],
      }),
      harms('filesystem_delete', 'critical', {
        id: 'rm.ends_host',
        when: { anyOption: ['-r', '-R', '--recursive'], test: hostTrees.test },
        targets: hostTrees.targets,
        forbidden: (target) => endsTheHost(target),
        breadth: 'all',
        why: 'Deletes {target}: the host, or everything that it keeps, is gone.',
        matches: ['rm -rf /', 'rm -rf /*', 'rm -rf /boot', 'rm -rf /etc/', 'rm -rf /usr/../home', 'cd / && rm -rf etc'],
        misses: ['rm -rf /etc/nginx', 'rm /etc', 'rm -rf ./etc', 'rm -rf /home/alice/x', 'rm -rf /tmp/usr'],
      }),
      harms('unraid_array', 'critical', {
        id: 'rm.unraid_flash',
        when: { test: unraidFlash.test },
        targets: unraidFlash.targets,
        targetKind: 'path',
        why: 'Deletes {target}, by which Unraid knows its disks, its shares or its licence.',
        matches: ['rm /boot/config/super.dat', 'rm -rf /boot/config', 'rm -f /boot/config/Pro.key'],
        misses: ['rm /boot/vmlinuz-old', 'ls /boot/config', 'rm /srv/super.dat'],
      }),
      harms('filesystem_delete', 'critical', {
        id: 'rm.no_preserve_root',
        when: { anyOption: ['--no-preserve-root'] },
        forbidden: (target) => endsTheHost(target),
        why: 'Takes away the last guard before the deletion of everything.',
        matches: ['rm -rf --no-preserve-root /', 'rm -r --no-pres /'],
        misses: ['rm -rf --preserve-root /srv/x'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Deletes files and directories.',
  },
  {
    names: ['unlink'],
    style: {},
    rules: [
      helps('unlink'),
      harms('filesystem_delete', 'medium', {
        id: 'unlink.file',
        when: { minOperands: 1 },
        why: 'Deletes {target}.',
        matches: ['unlink /srv/a.txt', 'unlink -- -x'],
        misses: ['unlink --help', 'readlink /srv/a'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Deletes one file.',
  },
  {
    names: ['rmdir'],
    style: {},
    rules: [helps('rmdir')],
    otherwise: 'reversible',
    why: 'Removes directories only when they are empty.',
  },
];
