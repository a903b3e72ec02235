import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** What storage boxes of Synology and QNAP are kept with, beside their services and shares. */
export const APPLIANCES: readonly Program[] = [
  readers('Shows how a storage box is doing.', [
    'getcfg getsysinfo synogetkeyvalue syno_hdd_util synodiskport synodisklatencyd get_hd_temp hal_event ixdiagnose md_checker',
  ]),
  told({
    names: 'synouser',
    looks: [/ (--enum|--get|--list|--help|--login|--auth|--getuid) /, '--enum local', '--get bob'],
    gives: [/ (--add|--rebuild) /, '--add bob secret Bob 0 b@x.y 0'],
    harms: [
      ['deletes', 'user_account', 'high', / --del /, ['--del bob'], 'Deletes an account: {target}.', 'user'],
      [
        'changes',
        'user_account',
        'medium',
        / (--setpw|--modify|--rename) /,
        ['--setpw bob secret', '--modify bob Bob 1 b@x.y'],
        'Changes an account: {target}.',
        'user',
      ],
    ],
    why: 'Keeps the accounts of a storage box.',
  }),
  told({
    names: 'synogroup',
    looks: [/ (--enum|--get|--help|--list|--getgid) /, '--enum local', '--get administrators'],
    gives: [/ (--add|--memberadd) /, '--add staff'],
    harms: [
      [
        'changes',
        'user_account',
        'high',
        / (--del|--member|--memberdel|--rename|--descset|--remove) /,
        ['--del staff', '--member administrators bob'],
        'Deletes a group or sets its members anew: {target}.',
        'group',
      ],
    ],
    why: 'Keeps the groups of a storage box.',
  }),
  told({
    names: 'synogear',
    gives: [/^ install( |$)/, 'install'],
    looks: [/^ (list|status|help|version)/, 'list'],
    harms: [
      ['removes', 'package_removal', 'medium', /^ (remove|uninstall)/, ['remove'], 'Removes the tools.', 'package'],
    ],
    why: 'Fetches tools for a storage box.',
  }),
  told({
    names: 'synonet',
    looks: [/ (--show|--get\S*|--list\S*|--help) /, '--show'],
    harms: [
      [
        'sets',
        'network_lockout',
        'critical',
        / (--set\S*|--dhcp|--manual|--restart|--bond\S*|--up|--down) /,
        ['--set_hostname x', '--dhcp eth0', '--manual eth0 10.0.0.2 255.255.255.0 10.0.0.1'],
        'Changes the network by which the box is reached.',
        'interface',
      ],
    ],
    why: 'Sets up the network of a storage box.',
  }),
  told({
    names: 'synoacltool',
    looks: [/ -(get|check|stat|support|get-archive|getperm|getinherit)\b/, '-get /volume1/data'],
    singleDashLong: true,
    gives: [/ -(add|copy)\b/, '-add /volume1/data user:bob:allow:r-x---a-R-c--:fd--'],
    harms: [
      [
        'changes',
        'permission_change',
        'medium',
        / -(del|del-all|replace|set-archive|enforce-inherit|set-owner|restore|set-eadir-acl|del-archive|cover)\b/,
        ['-del /volume1/data', '-enforce-inherit /volume1/data'],
        'Changes who may read and write: {target}.',
        'path',
      ],
    ],
    why: 'Shows and sets who may read and write.',
  }),
  told({
    names: 'synodisk synostorage synospace synofstool synodataverifier synocheckshare synobtrfssnap',
    looks: [
      / (--enum\S*|--get\S*|--info\S*|--list\S*|--status|--help|--show\S*|--detect\S*|--read_temp|--isssd|--is\S*|--smart_info_get|-l|-h|--meta -e|--get-\S+|--volume-size) ?|^ (list|status|info)/,
      '--enum',
      '--info /dev/sata1',
      '--read_temp /dev/sata1',
    ],
    harms: [
      [
        'destroys',
        'raid_lvm_change',
        'critical',
        / (--(delete|del|create|format|erase|remove|wipe|repair|expand|mkfs|tune|resize|resetsb|secure-?erase|deactivate|stop|clear|rollback|restore|convert|change|assemble|set|poweroff|unload|raid\S*)\S*) ?/,
        ['--delete /volume1', '--format /dev/sata1', '--secure-erase /dev/sata1'],
        'Deletes volumes of the box, or sets its disks up anew: {target}.',
        'array',
      ],
    ],
    why: 'Keeps disks and volumes of a storage box.',
  }),
  told({
    names: 'synoupgrade synocrtregister synoha syno_poweroff_task',
    looks: [/ (--check\S*|--status|--help|--list|--get\S*|--show\S*|-l) /, '--check'],
    gives: [/ (--download\S*) /, '--download'],
    harms: [
      [
        'starts',
        'power_state',
        'critical',
        / (--start|--patch|--auto|-d|-r|-s|--switch\S*|--set\S*|--unbind|--stop\S*|--remote\S*|--reboot\S*|--force\S*|--poweroff\S*) ?/,
        ['--start', '--patch /tmp/x.pat'],
        'Puts another system on the box, or takes it down.',
        'host',
      ],
    ],
    why: 'Brings a storage box up to date, or down.',
  }),
  told({
    names: 'synofirewall synovpn synodsinfo synoldap synowin',
    looks: [/ (--status|--list\S*|--get\S*|--info|--help|--show\S*|--enum\S*|-l) |^ (get|status|list)/, '--list'],
    gives: [/ (--enable|--reload) |^ reload/, '--enable'],
    harms: [
      [
        'changes',
        'security_disable',
        'high',
        / (--disable|--reset|--leave|--remove\S*|--profile-set\S*|--clear\S*|--kick\S*|--disconnect\S*|--del\S*|--set\S*|--join) ?/,
        ['--disable', '--reset'],
        'Changes how the box is guarded or whom it knows.',
        'firewall',
      ],
    ],
    why: 'Guards a storage box.',
  }),
  told({
    names: 'synowebapi',
    looks: [
      / method="?(list\w*|get\w*|info|status|load\w*|query\w*|search\w*|check\w*|enum\w*|test|view|count|ls)"?( |$)|--help/,
      '--exec api=SYNO.Core.System method=info version=1',
      '--exec api=SYNO.Storage.CGI.Volume method=list',
    ],
    gives: [
      / method="?(start|create|add|enable|mount|resume|upload|download|scrub\w*|run_backup)"?( |$)/,
      '--exec api=SYNO.Backup.Task method=start',
    ],
    harms: [
      [
        'orders',
        'config_overwrite',
        'high',
        / method="?(delete\w*|remove\w*|destroy\w*|stop\w*|reboot|shutdown|reset\w*|disable\w*|set\w*|uninstall\w*|clear\w*|format\w*|erase\w*|deactivate\w*|unmount|restore\w*|clean\w*|edit|update\w*|upgrade\w*|kick\w*|cancel\w*|purge|empty\w*|pause|revert\w*)"?( |$)/,
        ['--exec api=SYNO.Core.System method=reboot', '--exec api=SYNO.Core.Share method=delete name=x'],
        'Gives the box an order, as its web interface does.',
      ],
    ],
    why: 'Gives orders to a Synology box.',
  }),
  told({
    names: 'synosetkeyvalue setcfg rmcfg',
    valued: '-f -e -d -c -C',
    harms: [
      [
        'sets',
        'config_overwrite',
        'medium',
        /\S/,
        ['/etc/synoinfo.conf support x', 'System Server_Name nas'],
        'Changes what the box goes by: {target}.',
      ],
    ],
    why: 'Changes the settings of a storage box.',
  }),
  told({
    names: 'synoindex synosharesnapshot synomkthumb synodatacollect',
    looks: [/^ (list|get|query)\b| (-h|--help|-S) /, 'list media'],
    gives: [/^ (create|lock|unlock|sys|conn)\b| (-a|-A|-R|-N|-u) /, 'create media', '-R /volume1/photo'],
    harms: [
      [
        'deletes',
        'backup_destroy',
        'high',
        /^ (delete|remove|rotate)\b| (-d|-D) /,
        ['delete media GMT-05-2026'],
        'Deletes snapshots, or what the box knows of its files: {target}.',
        'snapshot',
      ],
    ],
    why: 'Keeps snapshots and indexes of a storage box.',
  }),
  told({
    names: 'qpkg_cli qpkg',
    valued: '-s -m -A -G',
    looks: [/ (-l|-L|-s=\S+|--status=\S+|--list\S*|-I|-d=\S+|-U|--help|-h|-n) ?/, '-l', '-s Plex'],
    gives: [/ (-a|--add|-A=\S+|-m=\S+|--install|--enable|--start|-e|-K|--upgrade_all) ?/, '-a Plex', '-m Plex'],
    harms: [
      [
        'removes',
        'package_removal',
        'high',
        / (-R|--remove|-D|--disable|--stop|-t|-c|--cancel|-p) ?/,
        ['-R Plex', '--disable Plex', '--stop Plex'],
        'Removes an application of the box, or stops it: {target}.',
        'package',
      ],
    ],
    why: 'Keeps the applications of a QNAP box.',
  }),
  told({
    names:
      'qcli qcli_storage qcli_pool qcli_volume qcli_users qcli_sharedfolder qcli_network qcli_iscsi qcli_encrypt qcli_raid qcli_snapshot qcli_usergroups qcli_general qcli_backup',
    valued: '-n',
    looks: [
      / (-i|--info|-l|--list\S*|-h|--help|-s|--status|-d|--display\S*|--show\S*|-c=\S+) ?(?!.* (--delete|-r|-R|-x))/,
      '-l',
      '--info',
    ],
    gives: [/ (--create|--add|-A) ?/, '--create name=x'],
    harms: [
      [
        'deletes',
        'raid_lvm_change',
        'critical',
        / (--delete\S*|--remove\S*|-r|-R|-x|-E|--erase\S*|--format\S*|--lock|--expand|-u|--unmount\S*|--rebuild\S*|--revert|--disable|--edit|--set\S*|--change\S*) ?/,
        ['--delete volumeID=1', '--remove x', '--revert snapshotID=3'],
        'Deletes what the box keeps, or changes how: {target}.',
        'volume',
      ],
    ],
    why: 'Gives orders to a QNAP box.',
  }),
  told({
    names: 'qnap_tool storage_util hal_app config_util initDisk_util init_check.sh disk_manage.cgi qsync qfstool',
    valued: '-d -v',
    looks: [
      / (--se_enum|--pd_enum|--hd_enum|--se_temperature|--get\S*|--pd_get\S*|--se_get\S*|--se_sys_get\S*|--status\S*|--info\S*|--list\S*|--smart\S*|--sysinfo|--help|-h|--blk_get\S*) ?/,
      '--pd_enum',
      '--se_sys_getfan enc_sys_id=root,obj_index=0',
      '--help',
    ],
    harms: [
      [
        'changes',
        'raid_lvm_change',
        'critical',
        / (--pd_(erase|format|set|detach|security)\S*|--format\S*|--init\S*|--sys_startup\S*|--volume_(delete|create|remove)\S*|--se_(reset|set|poweroff)\S*|--resize\S*|--delete\S*) ?/,
        ['--sys_startup_p2', '--pd_erase x'],
        'Sets up the disks of the box anew, or takes them away.',
        'array',
      ],
    ],
    why: 'Keeps disks of a QNAP box.',
  }),
];
