import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

const GONE = 'Removes packages, or what they are kept in: {target}.';

/** Building and keeping packages and systems, beside the managers themselves. */
export const BUILDING: readonly Program[] = [
  readers('Shows packages, or something about them.', [
    'apt-ftparchive apt-extracttemplates dpkg-vendor debdiff rpmgraph rpmdiff rpmdev-vercmp rpmdev-sort pipdeptree genfstab nix-hash nixos-version nixos-help',
    'ucfq paclog paclist pkmon module ml modulecmd gem-man',
  ]),
  told({
    names: 'swupd',
    valued: '-p --path -m -v --version --state-dir -u -c -s --set',
    looks: [
      /^ (info|bundle-list|bundle-info|search|search-file|check-update|hashdump|diagnose|verify|mirror|autoupdate|clean --dry-run|3rd-party (list|bundle-list|info|check-update|bundle-info|diagnose))( |$)(?!.*(--fix|--picky|--set|-s=|--unset|--enable|--disable|-u|-Y|-f) )/,
      'info',
      'bundle-list --all',
      'verify',
    ],
    gives: [
      /^ (update|bundle-add|clean|3rd-party (add|bundle-add|update|clean))\b|^ autoupdate .*--enable/,
      'update',
      'bundle-add vim',
    ],
    harms: [
      [
        'removes',
        'package_removal',
        'high',
        /^ (bundle-remove|3rd-party (remove|bundle-remove))\b/,
        ['bundle-remove openssh-server', '3rd-party remove x'],
        GONE,
        'package',
      ],
      [
        'resets',
        'config_overwrite',
        'high',
        /^ (repair|os-install|3rd-party repair)\b|^ (verify|diagnose) .*(--fix|--picky|-f|-Y) |^ (mirror|autoupdate) .*(--set|-s=|--unset|-u|--disable) /,
        ['repair --picky', 'verify --fix', 'autoupdate --disable'],
        'Replaces files of the system, or changes where they come from.',
        'package',
      ],
    ],
    why: 'Installs and removes bundles.',
  }),
  told({
    names: 'reprepro',
    valued: '-b -C -T -A -S -P --basedir --confdir --outdir',
    looks: [
      /^ (list|ls|listfilter|listmatched|check|checkpool|checkpull|checkupdate|dumpreferences|dumpunreferenced|dumptracks|dumpupdate|lsbycomponent|collectnewchecksums|sourcemissing|unusedsources|reportcruft)\b/,
      'list stable',
      'check',
    ],
    gives: [
      /^ (include\w*|export|update|pull|createsymlinks|processincoming|gensnapshot|copy\w*|restore\w*|rereference|retrack|generatefilelists|build-needing)\b/,
      'includedeb stable x.deb',
      'export',
    ],
    harms: [
      [
        'removes',
        'package_removal',
        'high',
        /^ (remove\w*|delete\w*|clearvanished|_forget|_removereferences?|unreferencesnapshot|tidytracks|removealltracks|removetrack|rerunnotifiers|move\w*)\b/,
        ['remove stable nginx', 'deleteunreferenced', 'removefilter stable x'],
        GONE,
        'repository',
      ],
    ],
    why: 'Keeps a store of packages.',
  }),
  told({
    names: 'aptly',
    valued: '-config -architectures',
    singleDashLong: true,
    looks: [
      /^ ((repo|mirror|snapshot|publish|package|task) (list|show|search|diff|verify)|graph|version|config show|package \S+|help)\b/,
      'repo list',
      'snapshot show x',
      'publish list',
    ],
    gives: [
      /^ ((repo|mirror|snapshot) (create|add|import|copy|update|merge|pull|include|filter)|publish (repo|snapshot|source add|update)|serve|api serve)\b/,
      'repo add x y.deb',
      'publish repo x',
    ],
    harms: [
      [
        'removes',
        'package_removal',
        'high',
        /^ ((repo|mirror|snapshot|publish) (drop|remove|move|rename|edit|switch|source (drop|remove|replace|update))|db (cleanup|recover))\b/,
        ['repo drop x', 'publish drop stable', 'db cleanup', 'repo remove x nginx'],
        GONE,
        'repository',
      ],
    ],
    why: 'Keeps stores of packages.',
  }),
  told({
    names:
      'debootstrap mmdebstrap cdebootstrap pacstrap makechrootpkg mkarchroot gdebi alien quickpkg dput dupload twine flit yumdownloader yum-builddep debuginfo-install rpmsign rpmdev-setuptree equivs-build pbuilder cowbuilder sbuild flatpak-builder appimagetool abuild nix-build nix-prefetch-url nix-copy-closure virtualenv pyvenv mkvirtualenv workon pip-compile texhash mktexlsr eclean eclean-dist eclean-pkg revdep-rebuild perl-cleaner reflector pacman-mirrors yum-config-manager',
    valued: '-c -o --arch --variant --include -d -t',
    looks: [/ (--help|-h|--version|-p|--pretend|--print-debs|--dry-run|--simulate|-s) /, '--help'],
    gives: [
      /^(?!.* (--help|-h|--version|-p|--pretend|--print-debs|--dry-run|--simulate|-s) )/,
      'stable /srv/chroot http://mirror.example.org/debian',
    ],
    why: 'Builds, fetches or hands in packages, or a system in a directory of its own.',
  }),
  told({
    names: 'pip-sync pip-autoremove rmvirtualenv localepurge yum-complete-transaction pip-review',
    valued: '-i',
    looks: [/ (-n|--dry-run|--help|-h|--list|-l|-L|--leaves|--version|--raw) /, '--dry-run requirements.txt', '--help'],
    harms: [
      [
        'removes',
        'package_removal',
        'medium',
        /^(?!.* (-n|--dry-run|--help|-h|--list|-l|-L|--leaves|--version|--raw) )/,
        ['requirements.txt', ''],
        GONE,
        'package',
      ],
    ],
    why: 'Makes what is installed fit a list: all else is removed.',
  }),
  told({
    names: 'tasksel',
    valued: '-t',
    pretends: [
      / (--list-tasks|--task-packages\S*|--task-desc\S*|-t=?\S*|--test|--help) /,
      '--list-tasks',
      '--test install web-server',
    ],
    gives: [/^ install\b/, 'install web-server'],
    harms: [['removes', 'package_removal', 'high', /^ remove\b/, ['remove desktop'], GONE, 'package']],
    why: 'Installs and removes many packages at once.',
  }),
  told({
    names: 'SUSEConnect suseconnect registercloudguest',
    valued: '-r -e -p --url --instance-data',
    looks: [
      / (-s|--status|--status-text|-l|--list-extensions|--version|--help|-h|--info) /,
      '--status',
      '--list-extensions',
    ],
    gives: [/ (-r=\S+|--regcode\S*|-p=\S+|--product\S*) (?!.*(-d|--de-register) )|^ {2}$/, '-r ABC', '-p x/15/x86_64'],
    harms: [
      [
        'deregisters',
        'package_removal',
        'high',
        / (-d|--de-register|--cleanup|--clean|--rollback|--force-new) /,
        ['-d', '--cleanup'],
        'The host gets no more updates.',
        'repository',
      ],
    ],
    why: 'Registers a host for updates.',
  }),
  told({
    names: 'pacman-key',
    valued: '-r -a -d -u --recv-keys --keyserver --gpgdir --config',
    looks: [/ (-l|-f|-v|-e|--list-\S+|--finger|--verify|--export|-h|--help|-V) /, '--list-keys', '-v x.sig'],
    gives: [
      / (--init|--populate|-r=\S+|-a=\S+|--add|--lsign-key|--refresh-keys|-u|--updatedb|--recv-keys\S*|--import\S*|--edit-key) ?/,
      '--init',
      '--populate archlinux',
      '--refresh-keys',
    ],
    harms: [
      [
        'deletes',
        'security_disable',
        'high',
        / (-d|--delete)\b/,
        ['-d ABC', '--delete ABC'],
        'Packages of this key are not trusted any more.',
        'key',
      ],
    ],
    why: 'Says whose packages are trusted.',
  }),
  told({
    names: 'pamac pkcon wajig',
    looks: [
      /^ (search|list\w*|info|checkupdates|get-\S+|resolve|what-provides|depends-on|required-by|backend-details|offline-get-prepared|offline-status|status|show|policy|whichpkg|version|versions|toupgrade|large|sizes|changelog|details?|help|find-file)( |$)/,
      'search nginx',
      'info nginx',
      'get-updates',
    ],
    gives: [
      /^ (install\S*|update|upgrade\S*|build|reinstall|clone|refresh|download|accept-eula|repo-enable|upgrade-system|offline-update|dailyupgrade|unhold)\b/,
      'install nginx',
      'refresh',
    ],
    harms: [
      [
        'removes',
        'package_removal',
        'high',
        /^ (remove\S*|clean|purge\S*|repair|repo-disable|repo-remove|autoremove|autoclean|hold|offline-trigger|quit|distupgrade|dist-upgrade|rmorphans)\b/,
        ['remove nginx', 'repair'],
        GONE,
        'package',
      ],
    ],
    why: 'Installs and removes packages.',
  }),
];
