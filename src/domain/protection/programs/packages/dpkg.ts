import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, reads, rehearses } from '../rule-kinds.js';
import { NONE } from './package-words.js';
import { removalRules } from './removal.js';

const DPKG_LOOKS = [
  '-l',
  '--list',
  '-L',
  '--listfiles',
  '-s',
  '--status',
  '-S',
  '--search',
  '-p',
  '--print-avail',
  '-I',
  '--info',
  '-c',
  '--contents',
  '-f',
  '--field',
  '--get-selections',
  '--print-architecture',
  '--print-foreign-architectures',
  '-C',
  '--audit',
  '-V',
  '--verify',
  '--compare-versions',
  '--version',
  '--help',
  '-W',
  '--show',
  '--force-help',
  '--yet-to-unpack',
];

const dpkgRemoves = (given: Arguments): boolean =>
  ['-r', '--remove', '-P', '--purge', '--clear-selections', '--forget-old-unavail', '--clear-avail'].some((option) =>
    given.options.has(option),
  );

export const DPKG: readonly Program[] = [
  {
    names: ['dpkg'],
    style: { valued: ['--root', '--admindir', '--instdir', '--log', '--path-exclude', '--path-include', '-D'] },
    rules: [
      rehearses({
        id: 'dpkg.simulate',
        when: { anyOption: ['--simulate', '--dry-run', '--no-act'] },
        ...NONE,
        why: 'Only says what it would do.',
        matches: ['dpkg --dry-run -r nginx'],
        misses: ['dpkg -r nginx'],
      }),
      reads({
        id: 'dpkg.look',
        when: {
          anyOption: DPKG_LOOKS,
          test: (given) =>
            !dpkgRemoves(given) &&
            !['-i', '--install', '--unpack', '--configure', '--set-selections'].some((option) =>
              given.options.has(option),
            ),
        },
        ...NONE,
        why: 'Shows packages.',
        matches: ['dpkg -l', 'dpkg -L remove', 'dpkg -S /bin/ls', 'dpkg --get-selections', 'dpkg -s purge'],
        misses: ['dpkg -r nginx', 'dpkg --purge nginx'],
      }),
      adds({
        id: 'dpkg.add',
        when: {
          anyOption: [
            '-i',
            '--install',
            '--unpack',
            '--configure',
            '-a',
            '--triggers-only',
            '--set-selections',
            '--add-architecture',
            '-A',
            '--record-avail',
            '--merge-avail',
            '--update-avail',
            '-x',
            '-X',
            '-e',
            '--extract',
            '--control',
            '-b',
            '--build',
          ],
          test: (given) =>
            !dpkgRemoves(given) &&
            ![...given.options].some((option) =>
              /^--force-(all|depends|remove|overwrite|conflicts|essential|bad|downgrade)/.test(option),
            ),
        },
        targetKind: 'package',
        why: 'Adds packages.',
        matches: ['dpkg -i app.deb', 'dpkg --configure -a'],
        misses: ['dpkg -r nginx'],
      }),
      ...removalRules({
        program: 'dpkg',
        holds: dpkgRemoves,
        sample: (name) => `dpkg --purge ${name}`.trim(),
        misses: ['dpkg -i app.deb', 'dpkg -L nginx'],
      }),
      harms('package_removal', 'high', {
        id: 'dpkg.force',
        when: {
          test: (given) =>
            [...given.options].some((option) =>
              /^--force-(all|depends|remove|overwrite|conflicts|essential|bad|downgrade)/.test(option),
            ) || given.options.has('--remove-architecture'),
        },
        targetKind: 'package',
        why: 'Goes on where packages would break each other.',
        matches: ['dpkg -i --force-all app.deb', 'dpkg --force-depends -r libc6'],
        misses: ['dpkg -i app.deb', 'dpkg --force-help', 'dpkg -i --force-confold app.deb'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Installs and removes packages.',
  },
  {
    names: [
      'dpkg-query',
      'apt-cache',
      'apt-file',
      'apt-config',
      'apt-rdepends',
      'apt-show-versions',
      'dpkg-architecture',
      'debsums',
      'apt-sortpkgs',
      'debconf-show',
      'debconf-get-selections',
      'dpkg-deb',
      'lsb_release',
      'ubuntu-support-status',
      'hwe-support-status',
      'dlocate',
    ],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Shows packages.',
  },
  {
    names: [
      'dpkg-reconfigure',
      'dpkg-divert',
      'dpkg-statoverride',
      'update-alternatives',
      'alternatives',
      'select-editor',
      'debconf-set-selections',
      'dpkg-trigger',
      'add-apt-repository',
      'apt-add-repository',
      'apt-key',
      'apt-mark',
      'update-ca-certificates',
      'unattended-upgrade',
      'locale-gen',
      'update-locale',
      'dpkg-maintscript-helper',
      'ubuntu-drivers',
      'pro',
      'ua',
    ],
    style: { subcommands: 1, valued: ['-f', '--frontend', '-p', '--priority', '-o'] },
    rules: [
      reads({
        id: 'apt-mark.look',
        when: {
          test: (given) =>
            /^(show.*|list|display|status|query|finger|fingerprint|export|exportall|devices|debug|security-status|help|version|get)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            [
              '--list',
              '--display',
              '--query',
              '--get-selections',
              '--dry-run',
              '--truename',
              '--listpackage',
              '--help',
              '--version',
              '-L',
            ].some((option) => given.options.has(option)),
        },
        ...NONE,
        why: 'Shows what is set.',
        matches: [
          'apt-mark showhold',
          'update-alternatives --display editor',
          'unattended-upgrade --dry-run',
          'pro status',
          'apt-key list',
        ],
        misses: ['apt-mark unhold nginx', 'add-apt-repository -r ppa:x/y'],
      }),
      adds({
        id: 'apt-mark.set',
        when: {
          test: (given) =>
            !/^(show.*|list|display|status|query|del|export|exportall|detach|disable|collect-logs)$/.test(
              given.subcommand[0] ?? '',
            ) &&
            !['-r', '--remove', '--remove-all', '--list', '--display', '--query', '--dry-run'].some((option) =>
              given.options.has(option),
            ),
        },
        ...NONE,
        why: 'Sets how packages are treated, or adds a source; undone by its opposite.',
        matches: [
          'apt-mark hold nginx',
          'dpkg-reconfigure tzdata',
          'add-apt-repository ppa:x/y',
          'update-alternatives --set editor /usr/bin/vim',
          'update-ca-certificates',
          'unattended-upgrade -v',
        ],
        misses: ['apt-mark showhold', 'apt-key del ABCD'],
      }),
      harms('security_disable', 'medium', {
        id: 'apt-mark.lose',
        when: {
          test: (given) =>
            /^(del|detach|disable)$/.test(given.subcommand[0] ?? '') ||
            ['-r', '--remove', '--remove-all'].some((option) => given.options.has(option)),
        },
        ...NONE,
        why: 'Takes a source, a key or an alternative away.',
        matches: [
          'apt-key del ABCD',
          'add-apt-repository -r ppa:x/y',
          'update-alternatives --remove-all editor',
          'pro detach',
        ],
        misses: ['apt-key list', 'apt-mark hold nginx'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Sets how packages are treated.',
  },
];
