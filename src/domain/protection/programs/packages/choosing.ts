import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const GONE = 'Removes packages, or what they are kept in: {target}.';

/** What builds a system, or says which of several programs it uses. */
export const CHOOSING: readonly Program[] = [
  told({
    names: 'ebuild emaint',
    looks: [/^ \S+ (help|info)$| (-c|--check|--help|-h) /, '--check all'],
    gives: [
      /^ \S+ (manifest|digest|fetch|unpack|prepare|configure|compile|test|install|package|rpm|setup|pretend|merge|qmerge|nofetch|clean|config)\b|^ (sync|all|binhost|world|logs|merges|movebin|moveinst|revisions|cleanresume|cleanconfmem)( \S+)? .*(-f|--fix|-a|--auto|-r) /,
      'x.ebuild manifest',
      'sync -a',
    ],
    harms: [
      [
        'unmerges',
        'package_removal',
        'high',
        /^ \S+ (unmerge|prerm|postrm)\b| (-P|--purge|-C|--clean) /,
        ['x.ebuild unmerge'],
        GONE,
        'package',
      ],
    ],
    why: 'Builds a package step by step.',
  }),
  told({
    names: 'eselect archlinux-java update-java-alternatives rc-config gcc-config binutils-config',
    valued: '-s',
    looks: [
      /^ (\S+ )?(list|show|help|usage|read|count|status|get|version|find|news read)( |$)| (-l|--list|--list-profiles|-c|--get-current-profile|--print-environ) |^ {2}$/,
      'kernel list',
      'status',
      '-l',
    ],
    harms: [
      [
        'sets',
        'config_overwrite',
        'medium',
        /^ (\S+ )?(set|unset|delete|remove|add|disable|enable|update|clean|fix|purge|stop|restart|start)\b| -s=/,
        ['kernel set 2', 'profile set 5', 'repository remove x'],
        'Changes which of several programs the system uses: {target}.',
      ],
    ],
    why: 'Says which of several programs the system uses.',
  }),
  told({
    names: 'nixos-install nixos-generate-config nixos-enter',
    valued: '--root --flake --system --channel',
    looks: [/ (--show-hardware-config|--help) /, '--show-hardware-config'],
    gives: [/ --dir /, '--dir /tmp/x'],
    harms: [
      [
        'installs',
        'boot_change',
        'high',
        /^(?!.* (--show-hardware-config|--help|--dir) )/,
        ['--root /mnt', ''],
        'Puts a system and its loader on a disk, or rewrites what describes them.',
        'boot',
      ],
    ],
    why: 'Puts a system on a disk.',
  }),
  told({
    names: 'nixos-container',
    looks: [/^ (list|status|show-ip|show-host-key)\b/, 'list', 'status web'],
    gives: [/^ (create|start)\b/, 'start web'],
    hides: [/^ (run|root-login|login)\b/, 'run web -- rm x'],
    harms: [
      [
        'takes_away',
        'container_remove',
        'high',
        /^ (destroy|stop|terminate|restart|update)\b/,
        ['destroy web', 'stop web'],
        'Takes a container away, or stops it: {target}.',
        'container',
      ],
    ],
    why: 'Keeps containers.',
  }),
  told({
    names: 'appstreamcli snapcraft',
    looks: [
      /^ (search|get|dump|what-provides|validate\S*|status|os-info|list\S*|sysinfo|compare-versions|info|whoami|help|version|metrics|revisions|tracks|names|history|plugins|extensions|expand-extensions|check-license|is-satisfied)( |$)/,
      'search firefox',
      'list-revisions x',
      'whoami',
    ],
    gives: [
      /^ (refresh\S*|install|put|convert|compose|pack|prime|stage|build|pull|upload|push|login|logout|register|export-login|clean|snap|init|news-to-\S+|make-\S+|remote-build)\b/,
      'refresh',
      'pack',
    ],
    harms: [
      [
        'withdraws',
        'package_removal',
        'high',
        /^ (remove|release|close|promote|set-default-track|edit-\S+|unregister)\b/,
        ['close x edge', 'release x 5 stable'],
        'Removes a package, or changes what everybody gets: {target}.',
        'package',
      ],
    ],
    why: 'Builds packages, or shows them.',
  }),
  told({
    names: 'checkinstall yast yast2 etc-update dispatch-conf ucf dnf-automatic pacdiff',
    looks: [/ (-l|--list|--help|-h|--version|-o|--output|-n|--print-conf) |^ help/, '--help'],
    hides: [/^(?!.* (-l|--list|--help|-h|--version|-o|--output|-n|--print-conf) )(?! help)/, '-D make install'],
    why: 'Changes the system by what a person chooses, or by what a build does.',
  }),
];
