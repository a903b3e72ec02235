import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('raid_lvm_change', 'critical');
const alters = loses('raid_lvm_change', 'high');

/** Volumes beside LVM: Stratis, VDO, the metadata of thin pools and caches. */
export const OTHER_VOLUMES: readonly Program[] = [
  verbTool({
    names: 'stratis stratis-min',
    why: 'Manages pools and file systems of Stratis.',
    kind: 'pool',
    valued: '--name --uuid --key-desc --clevis --size --size-limit --token-slot --unlock-method',
    reads: told(
      /^((pool|filesystem|fs|blockdev|key|daemon) (list|version|redundancy|get-object-path|is-encrypted|explain)|report|pool debug) |^(pool|filesystem|fs|blockdev) +$/,
      'stratis pool list',
      'stratis filesystem list',
      'stratis report',
    ),
    adds: told(
      /^((filesystem|fs) (create|snapshot|rename|set-size-limit|unset-size-limit|cancel-revert)|pool (start|rename|add-data|add-cache|extend-data|init-cache|bind|rebind|encrypt|set-fs-limit|overprovision)|key (set|reset)) /,
      'stratis filesystem create tank home',
      'stratis pool start --name tank',
    ),
    losses: [
      destroys(
        /^(pool destroy|(filesystem|fs) (destroy|schedule-revert)|pool create|pool (add-data|add-cache|init-cache)) /,
        'Destroys {target}, or takes disks whose data is then lost.',
        'stratis pool destroy tank',
        'stratis filesystem destroy tank home',
        'stratis pool create tank /dev/sdb',
      ),
      alters(
        /^(pool (stop|unbind|decrypt|reencrypt)|key unset) /,
        'Takes a pool away, or what it is unlocked by.',
        'stratis pool stop --name tank',
        'stratis pool unbind clevis tank',
      ),
    ],
  }),
  verbTool({
    names: 'vdo',
    why: 'Manages volumes that store what is alike once.',
    kind: 'logical_volume',
    valued: '--name -n --device --vdoLogicalSize --confFile -f --logfile',
    reads: told(/^(list|status|version|printconfigfile)\b/, 'vdo list --all', 'vdo status --name vdo1'),
    adds: told(
      /^(start|activate|growlogical|growphysical|enablecompression|enablededuplication|changewritepolicy|modify) /,
      'vdo start --name vdo1',
      'vdo growLogical --name vdo1 --vdoLogicalSize 2T',
    ),
    losses: [
      destroys(
        /^(remove|create|import|convert) /,
        'Removes a volume, or makes one of a disk whose data is then lost.',
        'vdo remove --name vdo1',
        'vdo create --name vdo1 --device /dev/sdb',
      ),
      alters(
        /^(stop|deactivate|disablecompression|disablededuplication) /,
        'Takes a volume away.',
        'vdo stop --name vdo1',
      ),
    ],
  }),
  verbTool({
    names: 'vdoformat vdoforcerebuild vdosetuuid vdoreadonly vdoregenerategeometry',
    why: 'Writes the metadata of a volume of VDO.',
    kind: 'device',
    losses: [
      destroys(/^/, 'Writes what {target} holds anew.', 'vdoformat --force /dev/sdb', 'vdoforcerebuild /dev/sdb'),
    ],
  }),
  verbTool({
    names: 'vdodumpmetadata vdodumpblockmap vdodumpconfig vdoaudit vdolistmetadata vdodebugmetadata',
    why: 'Shows what a volume of VDO holds.',
    kind: 'device',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'thin_dump thin_ls thin_rmap thin_delta thin_metadata_size thin_show_blocks thin_show_duplicates thin_show_metadata cache_dump cache_metadata_size era_dump era_invalidate',
    why: 'Shows the metadata of a thin pool or cache.',
    kind: 'device',
    valued: '-o --output -f --format --dev-id --thin1 --thin2 --snap1 --snap2',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'thin_check cache_check era_check',
    why: 'Checks the metadata of a thin pool or cache.',
    kind: 'device',
    losses: [
      alters(
        / --(clear-needs-check-flag|auto-repair) /,
        'Writes the metadata of {target}.',
        'thin_check --clear-needs-check-flag /dev/vg/m0',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'thin_restore thin_repair thin_trim thin_shrink thin_migrate thin_metadata_pack thin_metadata_unpack cache_restore cache_repair cache_writeback era_restore era_repair',
    why: 'Writes the metadata of a thin pool or cache anew.',
    kind: 'device',
    losses: [
      destroys(
        /^/,
        'What the metadata does not name any more is lost.',
        'thin_restore -i meta.xml -o /dev/mapper/vg-tmeta',
        'cache_repair -i /dev/vg/m0 -o /dev/vg/m1',
      ),
    ],
  }),
  verbTool({
    names: 'ssm',
    why: 'Manages storage of several kinds.',
    kind: 'device',
    valued: '-p --pool -n --name -s --size --fstype --fs -r --raid -o -I --stripesize -i --stripes',
    rehearsed: told(/ --dry-run /, 'ssm --dry-run remove lvm_pool'),
    reads: told(/^(list|info)\b/, 'ssm list', 'ssm list volumes'),
    adds: told(/^(snapshot|mount|add) /, 'ssm snapshot /dev/lvm_pool/a'),
    losses: [
      destroys(
        /^(remove|create|resize|check|migrate) /,
        'Removes, formats or shrinks {target}.',
        'ssm remove lvm_pool',
        'ssm create --fs ext4 /dev/sdb',
      ),
    ],
  }),
  verbTool({
    names: 'fsadm',
    why: 'Checks and resizes file systems for LVM.',
    kind: 'device',
    rehearsed: told(/ (-n|--dry-run) /, 'fsadm -n resize /dev/vg0/home 5G'),
    reads: told(/^check /, 'fsadm check /dev/vg0/home'),
    losses: [
      loses('disk_format', 'high')(
        /^resize [^ ]+ [^+ ]/,
        'May make the file system on {target} smaller.',
        'fsadm resize /dev/vg0/home 5G',
      ),
    ],
  }),
];
