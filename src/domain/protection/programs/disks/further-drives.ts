import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const erases = loses('disk_format', 'critical');
const alters = loses('disk_format', 'high');

/** Tools of the makers of drives, persistent memory, flash without a controller, file systems that few use. */
export const FURTHER_DRIVES: readonly Program[] = [
  verbTool({
    names: 'ndctl daxctl',
    why: 'Manages persistent memory.',
    kind: 'device',
    valued: '-r --region -e --reconfig -m --mode -s --size -b --bus -t --type -n --name -a --align',
    reads: told(
      /^(list|read-labels|check-labels|version|monitor|read-infoblock|check-namespace|split-acpi)\b(?!.* --repair )/,
      'ndctl list -N',
      'daxctl list',
    ),
    adds: told(
      /^(enable-[a-z]+|online-memory|inject-smart-clear|start-scrub|wait-scrub|wait-overwrite|load-keys|setup-passphrase) /,
      'ndctl enable-namespace all',
    ),
    losses: [
      erases(
        /^(destroy-namespace|create-namespace|create-device|destroy-device|reconfigure-device|zero-labels|init-labels|write-labels|sanitize-dimm|clear-errors|write-infoblock|remove-passphrase|freeze-security|update-firmware|inject-error|inject-smart|check-namespace|split-acpi) /,
        'Erases {target}, or lays it out anew.',
        'ndctl destroy-namespace -f all',
        'ndctl create-namespace -f -e namespace0.0 --mode=fsdax',
      ),
      loses('service_disruption', 'high')(
        /^(disable-[a-z]+|offline-memory|activate-firmware) /,
        'Takes {target} away from those who use it.',
        'ndctl disable-namespace all',
      ),
    ],
  }),
  verbTool({
    names: 'ipmctl',
    why: 'Manages persistent memory.',
    kind: 'device',
    style: { singleDashLong: true, subcommands: 1 },
    reads: told(/^(show|help|version|dump)\b/, 'ipmctl show -dimm'),
    losses: [
      erases(
        /^(delete|create|set|load|start|change|modify|enable) /,
        'Lays persistent memory out anew, or erases it.',
        'ipmctl delete -dimm -pcd',
        'ipmctl create -goal',
      ),
    ],
  }),
  verbTool({
    names: 'wdckit isdct intelmas scli wddcs dm-cli',
    why: 'Tool of a maker of drives.',
    kind: 'device',
    valued: '-s -b -o --output',
    reads: told(/^(show|s|list|help|version|idd|getlog|getlogs)\b/, 'wdckit show', 'intelmas show -intelssd'),
    losses: [
      erases(
        /^(format|sanitize|secure|erase|delete|resize|update|set|load|start|reset|purge|ns|namespace|depop|depopulate|write|overwrite|capacity|f|psid) /,
        'Erases {target}, or changes how it works.',
        'wdckit format -s 1 /dev/nvme0',
        'isdct delete -intelssd 0',
      ),
    ],
  }),
  verbTool({
    names: 'msecli',
    why: 'Tool of a maker of drives.',
    kind: 'device',
    style: { subcommands: 0 },
    valued: '-n -s -o -i',
    reads: told(/ (-L|-P|-l|-d|-h|--help|-v|-A) (?!.* (-X|-F|-x|-f|-z|-N|-U|-D|-T|-p|-M) )/, 'msecli -L'),
    losses: [
      erases(
        / (-X|-F|-x|-f|-z|-N|-U|-D|-T|-p|-M) /,
        'Erases the drive, writes its firmware, or lays it out anew.',
        'msecli -X -n /dev/nvme0',
      ),
    ],
  }),
  verbTool({
    names:
      'openSeaChest_Info openSeaChest_SMART openSeaChest_Logs openSeaChest_GenericTests openSeaChest_PassthroughTest SeaChest_Info SeaChest_SMART seachest_info seachest_smart seachest_logs',
    why: 'Reads and tests drives.',
    kind: 'device',
    style: { subcommands: 0 },
    losses: [
      alters(
        / --(repairAtEnd|repairOnFly|setMRIE|smartFeature|setNativeMax|modifyUlinkControl|confirm) /,
        'Changes the drive, or gives bad blocks up.',
        'openSeaChest_GenericTests -d /dev/sg2 --longGeneric --repairAtEnd',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'openSeaChest_Erase openSeaChest_Format openSeaChest_Security openSeaChest_Configure openSeaChest_Firmware openSeaChest_PowerControl openSeaChest_Reservations openSeaChest_Defect openSeaChest_ZBD seachest_erase seachest_format seachest_security seachest_configure seachest_firmware SeaChest_Erase SeaChest_Format',
    why: 'Erases or changes drives.',
    kind: 'device',
    style: { subcommands: 0 },
    valued: '-d --device -v --overwrite --formatUnit --writeSame',
    reads: told(
      / (-i|-s|--scan|--deviceInfo|-V|-h|--showEraseSupport|--showSupportedFormats|--showPhyEvents|--showPowerConsumption|--checkPowerMode|--showEPCSettings|--securityInfo|--llInfo|--help|--version|-S|--reportZones) (?!.* --confirm )/,
      'openSeaChest_Erase -d /dev/sg2 -i',
      'openSeaChest_Erase --scan',
    ),
    losses: [
      erases(
        / --(confirm|performQuickestErase|overwrite|formatUnit|fastFormat|trim|unmap|ataSecureErase|sanitize|nvmFormat|revertSP|revert|writeSame|zeros|setSectorSize|downloadFW|activateFW|setMaxLBA|resetWritePointer|resetZone|createBadBlock|createUncorrectable) /,
        'Erases {target}, or changes how it works.',
        'openSeaChest_Erase -d /dev/sg2 --overwrite 0 --confirm this-will-erase-data',
      ),
    ],
  }),
  verbTool({
    names:
      'mtdinfo ubinfo nanddump lsmtd ubidump lscp lssu mounted.ocfs2 o2info repquota quota quotastats warnquota mergerfs.fsck xfs_estimate xfs_ncheck xfs_mdinfo',
    why: 'Shows flash, checkpoints or quotas.',
    kind: 'device',
    style: { subcommands: 0 },
    losses: [
      loses('filesystem_delete', 'high')(
        / (--fix) /,
        'Makes copies alike: the other ones are lost.',
        'mergerfs.fsck --fix=newest /srv',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'ubirmvol ubidetach ubimkvol ubirsvol ubiupdatevol ubirename ubiattach nandtest flash_unlock',
    why: 'Changes volumes of flash.',
    kind: 'device',
    style: { subcommands: 0 },
    losses: [
      alters(
        /^/,
        'Deletes, shrinks or writes over a volume of flash.',
        'ubirmvol /dev/ubi0 -N rootfs',
        'ubidetach -m 3',
      ),
    ],
  }),
  verbTool({
    names: 'rmcp mkcp nilfs-clean nilfs-resize nilfs-tune',
    why: 'Works on checkpoints of NILFS.',
    kind: 'device',
    style: { subcommands: 0 },
    reads: told(/ (-l|-h|--help|-V) /, 'nilfs-tune -l /dev/sdb1'),
    losses: [
      loses('filesystem_delete', 'high')(
        /^(?!.* (-l|-h|--help|-V) )/,
        'Lets checkpoints go: what they held is lost.',
        'rmcp 100 /dev/sdb1',
        'nilfs-clean -p 0 /dev/sdb1',
      ),
    ],
  }),
  verbTool({
    names: 'tunefs.ocfs2 tunegfs2 gfs2_grow gfs2_jadd gfs2_edit o2cluster defragfs.ocfs2',
    why: 'Changes a file system that several hosts share.',
    kind: 'device',
    style: { subcommands: 0 },
    reads: told(/ (-l|-p|-Q|--query|-h|--help|-V|-n) /, 'tunegfs2 -l /dev/sdb1', 'gfs2_edit -p sb /dev/sdb1'),
    losses: [
      alters(
        /^(?!.* (-l|-p|-Q|--query|-h|--help|-V|-n) )/,
        'Changes the file system on {target}.',
        'tunefs.ocfs2 -N 2 /dev/sdb1',
        'tunegfs2 -o locktable=a:b /dev/sdb1',
      ),
    ],
  }),
  verbTool({
    names: 'zramctl',
    why: 'Shows and sets memory that is used as a disk.',
    kind: 'device',
    style: { subcommands: 0 },
    losses: [loses('disk_format', 'medium')(/ (-r|--reset) /, 'Empties {target}.', 'zramctl --reset /dev/zram0')],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'quotaoff',
    why: 'Switches limits off.',
    kind: 'device',
    style: { subcommands: 0 },
    losses: [
      loses('config_overwrite', 'medium')(
        /^/,
        'Nobody is limited any more: one can fill the disk for all.',
        'quotaoff -a',
      ),
    ],
  }),
  verbTool({
    names: 'dar',
    why: 'Archives, and restores from archives.',
    kind: 'path',
    style: { subcommands: 0 },
    valued: '-c --create -A --ref -R --fs-root -X -I -P -g -s -S -z -Z -Y -K -J',
    rehearsed: told(/ (-e|--empty|--dry-run) /, 'dar -x b -e -R /'),
    losses: [
      loses('data_overwrite', 'high')(/ (-x|--extract|-wa|-O) /, 'Restores over what is there.', 'dar -x b -w -R /'),
    ],
    otherwise: 'reversible',
  }),
];
