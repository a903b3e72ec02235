import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, helps, reads, textsOf, valuesOf } from '../rule-kinds.js';

const named =
  (options: readonly string[]) =>
  (given: Arguments): readonly string[] =>
    [...valuesOf(given, options), ...textsOf(given.operands)].slice(0, 1);
const DISTRO = { targetKind: 'distro', targetClass: 'share_root' } as const;

export const WSL: readonly Program[] = [
  {
    names: ['wsl', 'wslconfig'],
    style: {
      posix: true,
      slashOptions: true,
      valued: [
        '-d',
        '--distribution',
        '-u',
        '--user',
        '--cd',
        '--unregister',
        '--terminate',
        '-t',
        '--export',
        '--import',
        '--set-default',
        '-s',
        '--distribution-id',
        '--shell-type',
        '--set-default-version',
        '--set-version',
        '/u',
        '/t',
        '/s',
      ],
    },
    rules: [
      helps('wsl', ['--help', '--version', '-v']),
      reads({
        id: 'wsl.look',
        when: { anyOption: ['--list', '-l', '--status', '/l', '--online'], noOption: ['--unregister'] },
        targets: 'none',
        why: 'Shows distributions.',
        matches: ['wsl --list --verbose', 'wsl -l -v', 'wsl --status', 'wsl.exe -l'],
        misses: ['wsl --unregister Ubuntu', 'wsl --shutdown'],
      }),
      harms('wsl_distro_destroy', 'critical', {
        id: 'wsl.unregister',
        when: { anyOption: ['--unregister', '/u', '--uninstall'] },
        targets: named(['--unregister', '/u']),
        ...DISTRO,
        why: 'Deletes the distribution {target} with every file in it.',
        matches: [
          'wsl --unregister Ubuntu',
          'wsl.exe --unregister docker-desktop-data',
          'wslconfig /u Ubuntu',
          'wsl --uninstall',
        ],
        misses: ['wsl --list', 'wsl --export Ubuntu u.tar', 'wsl --terminate Ubuntu'],
      }),
      harms('service_disruption', 'high', {
        id: 'wsl.shutdown',
        when: { anyOption: ['--shutdown'] },
        targets: 'none',
        targetKind: 'distro',
        targetClass: 'critical',
        breadth: 'all',
        why: 'Stops every distribution and all of their containers.',
        matches: ['wsl --shutdown'],
        misses: ['wsl --status', 'wsl -l'],
      }),
      harms('service_disruption', 'medium', {
        id: 'wsl.terminate',
        when: { anyOption: ['--terminate', '-t', '/t'] },
        targets: named(['--terminate', '-t', '/t']),
        targetKind: 'distro',
        why: 'Stops the distribution {target}.',
        matches: ['wsl --terminate Ubuntu', 'wsl -t Ubuntu'],
        misses: ['wsl --list', 'wsl -d Ubuntu ls'],
      }),
      harms('disk_format', 'high', {
        id: 'wsl.mount',
        when: { anyOption: ['--mount', '--unmount', '--manage'] },
        targets: 'operands',
        targetKind: 'device',
        why: 'Takes a disk from Windows, gives it back, or changes the disk of a distribution.',
        matches: ['wsl --mount \\\\.\\PHYSICALDRIVE1', 'wsl --manage Ubuntu --resize 50GB'],
        misses: ['wsl --list'],
      }),
      adds({
        id: 'wsl.add',
        when: {
          anyOption: [
            '--install',
            '--import',
            '--export',
            '--update',
            '--set-default',
            '-s',
            '--set-version',
            '--set-default-version',
            '--import-in-place',
            '/s',
          ],
        },
        targets: 'none',
        targetKind: 'distro',
        why: 'Adds or copies a distribution.',
        matches: [
          'wsl --export Ubuntu u.tar',
          'wsl --import dev C:/wsl u.tar',
          'wsl --install -d Ubuntu',
          'wsl --update',
        ],
        misses: ['wsl --unregister Ubuntu'],
      }),
      adds({
        id: 'wsl.enter',
        when: {
          test: (given) =>
            ![...given.options].some((option) =>
              /^(--(list|status|unregister|shutdown|terminate|mount|unmount|manage|install|import|export|update|set-.*|uninstall|help|version)|-l|-t|-s|-v|\/.)$/.test(
                option,
              ),
            ),
        },
        targets: 'none',
        targetKind: 'distro',
        why: 'Opens a distribution; what runs in it is judged by itself.',
        matches: ['wsl', 'wsl -d Ubuntu'],
        misses: ['wsl --shutdown'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers the distributions of Linux on Windows.',
  },
];
