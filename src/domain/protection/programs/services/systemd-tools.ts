import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** Programs of systemd beside systemctl. */
export const SYSTEMD_TOOLS: readonly Program[] = [
  readers('Shows something of the system, or waits for it.', [
    'systemd-ac-power systemd-battery-check userdbctl systemd-vpick vpick systemd-inhibit oomctl',
    'debuginfod-find systemd-notify systemd-ask-password systemd-tty-ask-password-agent systemd-stdio-bridge',
  ]),
  told({
    names: 'homectl',
    valued: '-H -M --identity --storage --disk-size --uid --member-of --shell',
    looks: [
      /^ (list|inspect|authenticate|list-signing-keys|get-signing-key)| --(help|version) |^ {2}$/,
      'list',
      'inspect bob',
    ],
    gives: [/^ (create|activate|unlock|with|firstboot|adopt|register|add-signing-key)\b/, 'create bob', 'activate bob'],
    harms: [
      [
        'removes',
        'user_account',
        'critical',
        /^ (remove|unregister|remove-signing-key)\b/,
        ['remove bob'],
        'Deletes an account with its home: {target}.',
        'user',
      ],
      [
        'locks',
        'user_account',
        'high',
        /^ (deactivate|deactivate-all|lock|lock-all|passwd|resize|rebalance|update)\b/,
        ['deactivate bob', 'lock-all', 'resize bob 1G'],
        'Closes a home that is used, or changes its account: {target}.',
        'user',
      ],
    ],
    why: 'Keeps homes of accounts.',
  }),
  told({
    names: 'portablectl',
    valued: '-H -M -p --profile --extension',
    looks: [/^ (list|inspect|is-attached)|^ {2}$/, 'list', 'inspect x.raw'],
    gives: [/^ (attach|set-limit|read-only)/, 'attach x.raw'],
    harms: [
      ['removes', 'filesystem_delete', 'high', /^ remove\b/, ['remove x'], 'Deletes an image of a service: {target}.'],
      [
        'detaches',
        'service_disruption',
        'high',
        /^ (detach|reattach)\b/,
        ['detach x'],
        'Takes services of an image away: {target}.',
        'unit',
      ],
    ],
    why: 'Keeps services that are images.',
  }),
  told({
    names: 'systemd-sysext systemd-confext',
    valued: '--root --mutable',
    looks: [/^ (status|list|check)|^ {2}$/, 'status', 'list'],
    gives: [/^ merge/, 'merge'],
    harms: [
      [
        'unmerges',
        'config_overwrite',
        'high',
        /^ (unmerge|refresh)/,
        ['unmerge', 'refresh'],
        'Takes parts of the system away, and puts others there.',
      ],
    ],
    why: 'Lays images over the system.',
  }),
  told({
    names: 'systemd-dissect',
    valued: '--root-hash --discard --image-policy --loop-ref',
    looks: [
      /^(?!.* (-m|-M|-u|-U|--mount|--umount|--copy-from|--copy-to|-a|-x|--attach|--detach|--with|--shift) )/,
      'image.raw',
      '--list image.raw',
    ],
    gives: [/ (-m|-M|--mount|--attach|--copy-from|-x|--with) /, '-m image.raw /mnt'],
    harms: [
      [
        'takes_away',
        'service_disruption',
        'medium',
        / (-u|-U|--umount|--detach|-a|--copy-to|--shift) /,
        ['-u /mnt', '--detach image.raw', '--copy-to image.raw a /b'],
        'Unmounts an image, or writes into it: {target}.',
        'path',
      ],
    ],
    why: 'Looks into images.',
  }),
  told({
    names: 'systemd-repart systemd-makefs systemd-growfs systemd-factory-reset',
    valued: '--definitions --root --image --size --empty --seed',
    pretends: [
      / --dry-run=(yes|true|1|on) | --(help|version) | --can-factory-reset |^ (status)/,
      '--dry-run=yes /dev/sda',
      '--help',
    ],
    harms: [
      [
        'partitions',
        'partition_change',
        'critical',
        / --dry-run=(no|false|0|off) | --(factory-reset|empty)\b|^ \S+ \S+|^ (request|cancel|complete|reboot) /,
        ['--dry-run=no /dev/sda', '--factory-reset=yes --dry-run=no'],
        'Makes or deletes partitions.',
        'device',
      ],
    ],
    otherwise: 'opaque',
    why: 'Makes partitions by what files say.',
  }),
  told({
    names: 'systemd-firstboot systemd-machine-id-setup systemd-sysusers',
    valued: '--root --image --locale --hostname --root-password --timezone --machine-id',
    looks: [/ (--print|--cat-config|--dry-run|--tldr|--help|--version) /, '--print', '--cat-config', '--dry-run'],
    harms: [
      [
        'resets',
        'config_overwrite',
        'high',
        / (--reset|--force|--root-password\S*|--delete-root-password|--commit|--machine-id\S*) /,
        ['--reset', '--root-password=x --force', '--commit'],
        'Sets what the system is known by anew: its name, its password, its number.',
      ],
    ],
    gives: [
      /^(?!.* --(print|cat-config|dry-run|tldr|help|version|reset|force|root-password\S*|delete-root-password|commit|machine-id\S*) )/,
      '',
      '--locale=C.UTF-8',
    ],
    why: 'Sets up what a new system needs.',
  }),
  told({
    names: 'systemd-creds',
    valued: '--name --with-key -H -p',
    looks: [/^ (list|cat|has-tpm2)|^ {2}$/, 'list', 'has-tpm2'],
    gives: [/^ (encrypt|decrypt|setup)/, 'encrypt - x.cred'],
    why: 'Keeps secrets of services.',
  }),
  told({
    names: 'systemd-mount',
    valued: '-t -o --type --options --owner -p -H -M',
    looks: [/ --list | --(help|version) /, '--list'],
    gives: [/^(?!.* (--list|-u|--umount) )/, '/dev/sdb1 /mnt'],
    harms: [
      [
        'unmounts',
        'service_disruption',
        'medium',
        / (-u|--umount) /,
        ['-u /mnt'],
        'Unmounts a file system that may be in use: {target}.',
        'path',
      ],
    ],
    why: 'Mounts a file system.',
  }),
  told({
    names: 'systemd-umount',
    valued: '-H -M',
    harms: [
      [
        'unmounts',
        'service_disruption',
        'medium',
        /./,
        ['/mnt'],
        'Unmounts a file system that may be in use: {target}.',
        'path',
      ],
    ],
    why: 'Unmounts a file system.',
  }),
  told({
    names: 'systemd-sysupdate updatectl importctl',
    valued: '--definitions --root --component --class -H -M -m',
    looks: [
      /^ (list|check-new|check|pending|components|features|list-transfers|list-images)|^ {2}$/,
      'list',
      'check-new',
    ],
    gives: [/^ (update|pull-\S+|import-\S+|export-\S+|enable|add-feature)/, 'update', 'pull-tar https://x/y.tar'],
    harms: [
      [
        'takes_away',
        'package_removal',
        'high',
        /^ (vacuum|reboot|cancel-transfer|disable)/,
        ['vacuum', 'reboot'],
        'Removes versions of the system, or restarts it.',
      ],
    ],
    why: 'Fetches versions of the system.',
  }),
  told({
    names: 'systemd-pcrlock systemd-pcrextend systemd-pcrphase systemd-bless-boot systemd-measure',
    valued: '--pcr --components',
    looks: [/^ (log|cel|list-components|predict|status|calculate|is-supported)|^ {2}$/, 'log', 'status'],
    gives: [/^ (lock-\S+|good|sign)/, 'lock-firmware-code'],
    harms: [
      [
        'changes',
        'boot_change',
        'high',
        /^ (make-policy|remove-policy|unlock-\S+|bad|indeterminate)/,
        ['remove-policy', 'bad'],
        'Changes by what a drive is unlocked at boot, or which system starts.',
        'boot',
      ],
    ],
    why: 'Says what the boot is measured against.',
  }),
  told({
    names:
      'systemd-random-seed systemd-modules-load systemd-sysctl systemd-binfmt systemd-backlight systemd-network-generator systemd-journal-upload systemd-journal-remote systemd-veritysetup systemd-cryptsetup systemd-integritysetup',
    valued: '-o --url -u --prefix',
    looks: [/ (--cat-config|--help|--version|--tldr) /, '--cat-config', '--help'],
    harms: [
      [
        'takes_away',
        'service_disruption',
        'high',
        /^ (detach)\b| --unregister /,
        ['detach root'],
        'Takes a device or a format away that is in use: {target}.',
        'device',
      ],
    ],
    why: 'A helper of the service manager.',
  }),
];
