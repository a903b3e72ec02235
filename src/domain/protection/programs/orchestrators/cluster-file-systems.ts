import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const deletes = loses('orchestrator_delete', 'high');

/** Other file systems over many hosts. */
export const CLUSTER_FILE_SYSTEMS: readonly Program[] = [
  verbTool({
    names: 'lfs',
    why: 'Looks at and lays out files of Lustre.',
    kind: 'path',
    style: { subcommands: 1 },
    reads: told(
      /^(df|check|find|getstripe|getdirstripe|quota|osts|mdts|pool_list|getname|path2fid|fid2path|data_version|hsm_state|hsm_action|getsom|project|ls_project|help|list_commands|version)\b/,
      'lfs df -h /lustre',
      'lfs getstripe /lustre/a',
    ),
    adds: told(
      /^(setstripe|mkdir|setdirstripe|migrate|mirror (create|extend|resync|verify|read|copy)|hsm_(archive|restore|set|clear)|flushctx|ladvise|lgetstripe|changelog)\b/,
      'lfs setstripe -c 4 /lustre/new',
    ),
    losses: [
      loses('filesystem_delete', 'medium')(
        /^(rm_entry|rmfid|hsm_release|hsm_remove|mirror (split|delete|write)|setquota|changelog_clear|swap_layouts|unlink_foreign) /,
        'Takes files, copies or room away from {target}.',
        'lfs rm_entry /lustre/x',
        'lfs setquota -u bob -b 0 -B 1 /lustre',
      ),
    ],
  }),
  verbTool({
    names: 'lctl',
    why: 'Steers Lustre.',
    kind: 'cluster',
    valued: '--device',
    reads: told(
      /^(dl|device_list|get_param|list_param|list_nids|list_peers|network_list|ping|which_nid|peer_list|conn_list|route_list|show_route|debug_list|nodemap_info|pool_list|snapshot_list|barrier_stat|version|help)\b/,
      'lctl dl',
      'lctl list_nids',
    ),
    losses: [
      loses('service_disruption', 'high')(
        /^(conf_param|deactivate|abort_recovery|cleanup|detach|network|net|del_route|barrier_freeze|pool_destroy|pool_remove|snapshot_destroy|snapshot_umount|nodemap_del|nodemap_del_range|lfsck_start|erase_lcfg|clear_conf|changelog_deregister|del_ost|llog_cancel|llog_remove|llog_erase|set_param|replace_nids|fork_lcfg) /,
        'Takes a part of the file system away from its clients, or changes how it works.',
        'lctl conf_param fs-OST0001.osc.active=0',
        'lctl --device 7 deactivate',
      ),
    ],
  }),
  verbTool({
    names: 'tunefs.lustre',
    why: 'Changes a target of Lustre.',
    kind: 'device',
    style: { subcommands: 0 },
    valued: '--fsname --mgsnode --param --index --comment',
    rehearsed: told(/ (--dryrun|-n) /, 'tunefs.lustre --dryrun /dev/sdb'),
    losses: [
      loses('disk_format', 'high')(
        /./,
        'Writes anew what {target} is to Lustre.',
        'tunefs.lustre --writeconf /dev/sdb',
      ),
    ],
  }),
  verbTool({
    names: 'beegfs-ctl beegfs',
    why: 'Steers BeeGFS.',
    kind: 'cluster',
    valued: '--nodetype --pattern',
    style: { subcommands: 0 },
    reads: told(
      / --(list[a-z]+|get[a-z]+|serverstats|clientstats|userstats|storagebench) /,
      'beegfs-ctl --listnodes --nodetype=storage',
    ),
    adds: told(
      / --(createfile|createdir|addmirrorbuddygroup|addstoragepool|setpattern|find) /,
      'beegfs-ctl --setpattern --numtargets=4 /mnt/beegfs/a',
    ),
    losses: [
      deletes(
        / --(removenode|removetarget|unmaptarget|disposeunused|startresync|stopresync|removestoragepool|setstate|resyncstorage|removemirrorbuddygroup|setquota|migrate) /,
        'Takes a node, a target or files away.',
        'beegfs-ctl --removenode --nodetype=storage 4',
        'beegfs-ctl --removetarget 401',
      ),
    ],
  }),
  verbTool({
    names:
      'beegfs-df beegfs-check-servers beegfs-net mmlscluster mmlsfs mmlsdisk mmlsnsd mmlsconfig mmlsmount mmlssnapshot mmlsfileset mmlsquota mmlspool mmlsattr mmlsmgr mmlslicense mmlspolicy mmgetstate mmdf mmdiag mmpmon mmlsnode mfsgetgoal mfscheckfile mfsfileinfo mfsdirinfo mfsgettrashtime mfsgeteattr moosefs-cli mfscli gstatus glfsheal cephfs-top ceph-diff-sorted ceph-exporter',
    why: 'Shows a file system of many hosts.',
    kind: 'cluster',
    losses: [],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'mmdelfs mmdeldisk mmdelnsd mmdelnode mmdelsnapshot mmdelfileset mmcrnsd mmrpldisk mmrestorefs mmunlinkfileset',
    why: 'Takes disks, nodes or files of Spectrum Scale away.',
    kind: 'cluster',
    losses: [
      loses('disk_format', 'critical')(
        /^/,
        'Takes {target} away with what it holds.',
        'mmdelfs gpfs0',
        'mmdeldisk gpfs0 nsd3',
      ),
    ],
  }),
  verbTool({
    names: 'mmshutdown mmumount mmexpelnode mmchdisk mmchcluster mmchconfig mmfsctl',
    why: 'Stops or changes Spectrum Scale.',
    kind: 'cluster',
    losses: [
      loses('service_disruption', 'high')(
        /^/,
        'Takes a file system away from those who use it.',
        'mmshutdown -a',
        'mmumount gpfs0 -a',
      ),
    ],
  }),
  verbTool({
    names: 'mfssetgoal mfssettrashtime mfsdelgoal mfssetquota mfsdelquota mfssetsclass',
    why: 'Changes how many copies of files are kept, or how long.',
    kind: 'path',
    losses: [
      loses('filesystem_delete', 'medium')(
        /^/,
        'Fewer copies are kept of {target}, or deleted files sooner forgotten.',
        'mfssetgoal -r 1 /mnt/mfs',
        'mfssettrashtime -r 0 /mnt/mfs',
      ),
    ],
  }),
];
