import type { Program } from '../program.js';
import { adds, argumentTexts, harms, reads, rehearses, textOf, valuesOf } from '../rule-kinds.js';

/** Device mapper, and paths to storage over a network. */
export const MAPPING: readonly Program[] = [
  {
    names: ['dmsetup'],
    style: {
      subcommands: 1,
      valued: [
        '-j',
        '--major',
        '-m',
        '--minor',
        '-u',
        '--uuid',
        '--table',
        '-o',
        '--options',
        '-c',
        '-S',
        '--select',
        '--separator',
      ].filter((option) => option !== '-c'),
    },
    rules: [
      reads({
        id: 'dmsetup.reads',
        when: {
          subcommand: ['ls|info|table|status|deps|targets|version|help|udevcookies|splitname|stats|measure|mangle'],
        },
        why: 'Lists mappings.',
        matches: ['dmsetup ls --tree', 'dmsetup info', 'dmsetup table', 'dmsetup status', 'dmsetup deps -o devname'],
        misses: ['dmsetup remove data'],
      }),
      harms('raid_lvm_change', 'critical', {
        id: 'dmsetup.removes',
        when: { subcommand: ['remove|remove_all|wipe_table|suspend|clear|load|reload|rename|message|setgeometry'] },
        targets: 'first',
        targetKind: 'device',
        targetClass: 'device',
        why: 'Takes the mapping {target} away, stops it or gives it another table under what uses it.',
        matches: [
          'dmsetup remove data',
          'dmsetup remove -f vg-root',
          'dmsetup remove_all',
          'dmsetup wipe_table data',
          'dmsetup suspend data',
          'dmsetup reload data --table "0 1 zero"',
        ],
        misses: [
          'dmsetup ls',
          'dmsetup info remove',
          'dmsetup table data',
          'dmsetup resume data',
          'dmsetup --version',
          'dmsetup status',
          'dmsetup deps',
          'man dmsetup',
          'echo dmsetup remove x',
          'dmsetup targets',
        ],
      }),
      adds({
        id: 'dmsetup.adds',
        when: { subcommand: ['create|resume|mknodes|udevcomplete'] },
        targets: 'first',
        why: 'Adds the mapping {target}.',
        matches: ['dmsetup resume data', 'dmsetup create x --table "0 1 zero"'],
        misses: ['dmsetup ls'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Manages mappings of devices.',
  },
  {
    names: ['multipath', 'mpathconf'],
    style: { valued: ['-v', '-p', '-b', '-R'] },
    rules: [
      rehearses({
        id: 'multipath.reads',
        when: {
          test: ({ options }) =>
            ['-l', '-ll', '-t', '-T', '-d', '-c', '-C', '-u', '-h'].some((option) => options.has(option)) &&
            !['-f', '-F', '-w', '-W'].some((option) => options.has(option)),
        },
        why: 'Lists paths.',
        matches: ['multipath -ll', 'multipath -t', 'multipath -d', 'multipath -l'],
        misses: ['multipath -F', 'multipath -f mpatha'],
      }),
      harms('service_disruption', 'high', {
        id: 'multipath.flushes',
        when: { anyOption: ['-f', '-F', '-w', '-W', '--disable'] },
        targetKind: 'device',
        why: 'Takes paths to {target} away.',
        matches: ['multipath -F', 'multipath -f mpatha', 'mpathconf --disable'],
        misses: ['multipath -ll', 'multipath -r', 'mpathconf --enable'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Joins several paths to one disk.',
  },
  {
    names: ['multipathd'],
    style: { subcommands: 2, attached: ['-k'] },
    rules: [
      reads({
        id: 'multipathd.reads',
        when: { subcommand: ['show|list'] },
        why: 'Lists paths.',
        matches: ['multipathd show paths', 'multipathd show maps'],
        misses: ['multipathd reconfigure'],
      }),
      harms('service_disruption', 'high', {
        id: 'multipathd.removes',
        when: {
          test: (given) =>
            [given.subcommand[0] ?? '', ...valuesOf(given, ['-k'])].some((order) =>
              /^(del|remove|fail|suspend|disablequeueing|shutdown|reset|setprstatus|unsetprstatus)\b/.test(order),
            ),
        },
        targets: 'all_but_first',
        targetKind: 'device',
        why: 'Takes paths away.',
        matches: [
          'multipathd fail path sda',
          'multipathd shutdown',
          'multipathd remove map mpatha',
          "multipathd -k'del map mpatha'",
        ],
        misses: ['multipathd show paths', "multipathd -k'show topology'"],
      }),
    ],
    otherwise: 'reversible',
    why: 'Serves several paths to one disk.',
  },
  {
    names: ['iscsiadm'],
    style: {
      valued: [
        '-m',
        '--mode',
        '-p',
        '--portal',
        '-T',
        '--targetname',
        '-I',
        '--interface',
        '-o',
        '--op',
        '-n',
        '--name',
        '-v',
        '--value',
        '-t',
        '--type',
        '-P',
        '--print',
        '-r',
        '--sid',
        '-d',
        '-L',
        '-U',
        '-i',
        '-s',
      ].filter((option) => option !== '-s'),
    },
    rules: [
      harms('service_disruption', 'high', {
        id: 'iscsiadm.logs_out',
        when: {
          test: (given) =>
            ['-u', '--logout', '-U', '--logoutall', '-k', '--killiscsid'].some((option) => given.options.has(option)) ||
            [...given.valuesOf('-o'), ...given.valuesOf('--op')].some((word) => textOf(word) === 'delete'),
        },
        targets: (given) =>
          ['-T', '--targetname', '-p', '--portal']
            .flatMap((option) => given.valuesOf(option))
            .flatMap(({ values }) => values),
        targetKind: 'device',
        why: 'Takes the disks of {target} away from what uses them.',
        matches: [
          'iscsiadm -m node -u',
          'iscsiadm -m node -T iqn.x --logout',
          'iscsiadm -m node -o delete -T iqn.x',
          'iscsiadm -m node --logoutall=all',
        ],
        misses: [
          'iscsiadm -m session',
          'iscsiadm -m node',
          'iscsiadm -m discovery -t st -p nas',
          'iscsiadm -m session -P 3',
          'iscsiadm -m node -T iqn.x --login',
        ],
      }),
      reads({
        id: 'iscsiadm.reads',
        when: {
          test: (given) =>
            ['-P', '--print'].some((option) => given.options.has(option)) ||
            !['-l', '--login', '-L', '-o', '--op', '-R', '--rescan', '-u', '-U', '--logout', '--logoutall', '-k'].some(
              (option) => given.options.has(option),
            ),
        },
        why: 'Lists sessions and targets.',
        matches: ['iscsiadm -m session', 'iscsiadm -m session -P 3', 'iscsiadm -m discovery -t st -p nas'],
        misses: ['iscsiadm -m node --login'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Connects disks over a network.',
  },
  {
    names: ['targetcli', 'tgtadm', 'tgt-admin', 'scstadmin', 'iscsictl', 'nvmetcli'],
    style: {},
    rules: [
      reads({
        id: 'targetcli.reads',
        when: {
          test: (_given, execution) =>
            argumentTexts(execution).some((text) => /^(ls|info|status|show|-s|--show|list|version|get)$/.test(text)) &&
            !argumentTexts(execution).some((text) => /delete|clearconfig|unbind|clear|restore/.test(text)),
        },
        why: 'Lists exported disks.',
        matches: ['targetcli ls', 'tgtadm --lld iscsi --op show --mode target', 'tgt-admin -s'],
        misses: ['targetcli clearconfig confirm=True'],
      }),
      harms('service_disruption', 'critical', {
        id: 'targetcli.removes',
        when: {
          test: (_given, execution) =>
            argumentTexts(execution).some((text) =>
              /^(delete|clearconfig|clear|unbind|restore|--delete|restoreconfig|disable|offline|-clear_config|-rem_target|shutdown|--offline)$/.test(
                text,
              ),
            ),
        },
        targetKind: 'device',
        why: 'Takes exported disks away from the hosts that use them.',
        matches: [
          'targetcli clearconfig confirm=True',
          'targetcli /backstores/block delete x',
          'tgtadm --lld iscsi --op delete --mode target --tid 1',
          'tgt-admin --delete ALL',
        ],
        misses: ['targetcli ls', 'tgtadm --lld iscsi --op show --mode target', 'targetcli saveconfig'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Exports disks over a network.',
  },
  {
    names: ['udisksctl'],
    style: {
      subcommands: 1,
      valued: ['-b', '--block-device', '-p', '--object-path', '-d', '--drive', '-o', '-t', '-f'],
    },
    rules: [
      reads({
        id: 'udisksctl.reads',
        when: { subcommand: ['status|info|dump|monitor|smart-simulate|help'] },
        why: 'Reads disks.',
        matches: ['udisksctl status', 'udisksctl info -b /dev/sda'],
        misses: ['udisksctl mount -b /dev/sdb1'],
      }),
      harms('service_disruption', 'medium', {
        id: 'udisksctl.takes_away',
        when: { subcommand: ['power-off|lock|loop-delete'] },
        targets: (given) => given.valuesOf('-b').flatMap(({ values }) => values),
        targetKind: 'device',
        why: 'Switches {target} off or locks it.',
        matches: ['udisksctl power-off -b /dev/sdb', 'udisksctl lock -b /dev/sdb1'],
        misses: ['udisksctl status', 'udisksctl unmount -b /dev/sdb1'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Mounts and unlocks disks for people.',
  },
];
