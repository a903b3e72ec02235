import type { Short } from './cmd-rows.js';

export const CMD_DISKS: readonly Short[] = [
  {
    names: 'bcdedit',
    rows: [
      [
        'changes',
        /\/(?:delete|deletevalue|set|import|store|timeout|default|displayorder|bootsequence|toolsdisplayorder|create|copy|debug|ems|bootdebug|createstore)/,
        'boot_change',
        'high',
        'boot',
        'Changes what the computer boots.',
        ['bcdedit /delete {current}', 'bcdedit /set {default} recoveryenabled no'],
        ['bcdedit /enum'],
      ],
    ],
    otherwise: 'read_only',
    why: 'Shows what the computer boots.',
  },
  {
    names: 'bootrec bootsect bootcfg',
    rows: [
      [
        'writes',
        /.?/,
        'boot_change',
        'high',
        'boot',
        'Writes what the computer boots by.',
        ['bootrec /fixmbr'],
        ['bootrec /?'],
      ],
    ],
    otherwise: 'opaque',
    why: 'Writes what the computer boots by.',
  },
  {
    names: 'vssadmin',
    rows: [
      [
        'delete',
        /^(?:delete|resize|revert)/,
        'backup_destroy',
        'critical',
        'backup',
        'Deletes shadow copies: earlier versions cannot be brought back.',
        ['vssadmin delete shadows /all /quiet', 'vssadmin resize shadowstorage /for=C: /on=C: /maxsize=401MB'],
        ['vssadmin list shadows'],
      ],
    ],
    looks: { says: /^list/, matches: ['vssadmin list shadows', 'vssadmin list writers'] },
    otherwise: 'reversible',
    why: 'Makes a shadow copy.',
  },
  {
    names: 'wbadmin',
    rows: [
      [
        'delete',
        /^(?:delete|disable|start (?:recovery|systemstaterecovery|sysrecovery)|stop|restore)/,
        'backup_destroy',
        'critical',
        'backup',
        'Deletes backups, or writes old data over what is there.',
        ['wbadmin delete catalog -quiet', 'wbadmin delete systemstatebackup'],
        ['wbadmin get versions'],
      ],
    ],
    looks: { says: /^get/, matches: ['wbadmin get versions'] },
    otherwise: 'reversible',
    why: 'Makes a backup.',
  },
  {
    names: 'manage-bde',
    rows: [
      [
        'changes',
        /-(?:off|protectors\s.*-(?:delete|disable)|forcerecovery|lock|wipefreespace|changekey|changepassword)/,
        'security_disable',
        'high',
        'device',
        'Takes the encryption of a volume, or the way into it, away.',
        ['manage-bde -off C:', 'manage-bde -protectors -delete C:'],
        ['manage-bde -status'],
      ],
    ],
    looks: { says: /^-status|-get/, matches: ['manage-bde -status C:'] },
    otherwise: 'reversible',
    why: 'Encrypts or unlocks.',
  },
  {
    names: 'mountvol',
    rows: [
      [
        'takes',
        /\/(?:d|p|r|n|e)\b/,
        'service_disruption',
        'high',
        'device',
        'Takes a volume away from where it is used.',
        ['mountvol D: /d'],
        ['mountvol D: /l'],
      ],
    ],
    otherwise: 'reversible',
    why: 'Shows or mounts volumes.',
  },
  {
    names: 'chkdsk',
    rows: [
      [
        'offline',
        /\/(?:f|r|x|b|spotfix|offlinescanandfix)\b/,
        'service_disruption',
        'medium',
        'device',
        'Takes the volume offline and changes what it finds wrong.',
        ['chkdsk D: /f /x'],
        ['chkdsk D:'],
      ],
    ],
    otherwise: 'read_only',
    why: 'Looks at a volume.',
  },
  {
    names: 'dism',
    rows: [
      [
        'takes',
        /\/(?:disable-feature|remove-\w+|cleanup-mountpoints|apply-(?:image|ffu)|unmount-\w+.*\/discard|resetbase|revertpendingactions|delete-image|set-edition|split-\w+)/,
        'package_removal',
        'high',
        'package',
        'Takes a part of Windows away, or writes over a volume.',
        [
          'dism /online /disable-feature /featurename:x',
          'dism /online /cleanup-image /startcomponentcleanup /resetbase',
        ],
        ['dism /online /get-features'],
      ],
    ],
    looks: {
      says: /\/(?:get-\w+|list-\w+)|\/(?:checkhealth|scanhealth)/,
      matches: ['dism /online /get-features', 'dism /online /cleanup-image /scanhealth'],
    },
    otherwise: 'reversible',
    why: 'Adds or repairs.',
  },
  {
    names: 'diskshadow reagentc tpmtool systemreset recimg',
    rows: [
      [
        'changes',
        /\/(?:disable|s\b)|^cleartpm|-factoryreset|^delete/,
        'boot_change',
        'high',
        'host',
        'Takes away what recovery needs.',
        ['reagentc /disable'],
        ['reagentc /info'],
      ],
    ],
    looks: { says: /^\/info/, matches: ['reagentc /info'] },
    otherwise: 'opaque',
    why: 'Changes what recovery needs.',
  },
];
