import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const destroys = loses('backup_destroy', 'critical');
const alters = loses('backup_destroy', 'high');
const restores = loses('data_overwrite', 'high');

/** Further programs for backups, most of them those of large makers. */
export const BACKUPS_BY_WORDS: readonly Program[] = [
  verbTool({
    names: 'bupstash',
    why: 'Makes backups into a repository.',
    kind: 'backup',
    valued: '-r --repository -k --key --exclude',
    reads: told(/^(list|list-contents|diff|version|help|get)\b/, 'bupstash list', 'bupstash list-contents id=a'),
    adds: told(
      /^(init|put|new-key|new-sub-key|put-benchmark|sync|serve|restore-removed|recover-removed) /,
      'bupstash put /srv',
    ),
    losses: [
      destroys(
        /^(rm|remove|gc|exec-with-locks) /,
        'Deletes {target} from the repository.',
        'bupstash rm --allow-many name=x',
        'bupstash gc',
      ),
      restores(
        /^restore /,
        'Writes over what is there, and deletes what the backup does not have.',
        'bupstash restore --into /srv id=a',
      ),
    ],
  }),
  verbTool({
    names: 'bup',
    why: 'Makes backups into a repository of git.',
    kind: 'backup',
    valued: '-d --bup-dir -n --name -r --remote -C --outdir',
    reads: told(
      /^(ls|fsck(?! .*-(r|-repair))|margin|memtest|midx --check|validate-refs|cat-file|web|ftp|version|help|features)\b/,
      'bup ls',
      'bup ls web/latest',
    ),
    adds: told(
      /^(init|index|save|split|join|get|on|mux|server|midx|bloom|tag|meta|import-[a-z-]+|restore|fuse|daemon|random|tick|newliner|drecurse|list-idx) /,
      'bup save -n web /srv',
    ),
    losses: [
      alters(
        /^(rm|gc|prune-older|damage|validate-object-links) /,
        'Deletes {target}.',
        'bup rm --unsafe web',
        'bup gc --unsafe',
        'bup prune-older --keep-all-for 1w',
      ),
    ],
  }),
  verbTool({
    names: 'attic',
    why: 'Makes backups into a repository.',
    kind: 'backup',
    rehearsed: told(/ (-n|--dry-run) /, 'attic prune -n --keep-daily 7 /b'),
    reads: told(/^(list|info|check(?! .*--repair)|verify|help)\b/, 'attic list /b'),
    adds: told(/^(init|create|mount|extract|change-passphrase) /, 'attic create /b::a /srv'),
    losses: [
      destroys(/^(delete|prune|check) /, 'Deletes {target}.', 'attic delete /b::a', 'attic prune --keep-daily 1 /b'),
    ],
  }),
  verbTool({
    names: 'obnam',
    why: 'Makes backups into a repository.',
    kind: 'backup',
    rehearsed: told(/ --pretend /, 'obnam forget --keep 7d --pretend'),
    reads: told(
      /^(generations|genids|ls|verify|fsck(?! .*--fsck-fix)|diff|clients|list-[a-z]+|help|dump-repo|nagios-last-backup-age|show-[a-z]+)\b/,
      'obnam generations',
    ),
    adds: told(/^(backup|restore|mount|add-key) /, 'obnam backup /srv'),
    losses: [destroys(/^(forget|force-lock|remove-client|remove-key) /, 'Deletes {target}.', 'obnam forget --keep 1d')],
  }),
  verbTool({
    names: 'dsmc dsmadmc',
    why: 'Makes backups into a server of IBM.',
    kind: 'backup',
    style: { subcommands: 2, singleDashLong: true, valued: ['-id', '-password', '-optfile', '-se', '-pa'] },
    reads: told(/^(q|query|show|help|preview) /, 'dsmc query filespace', "dsmadmc -id=a -password=b 'query node'"),
    adds: told(
      /^(i|incr|incremental|s|sel|selective|archive|backup|schedule|sched|monitor|loop) /,
      'dsmc incremental /srv',
      'dsmc archive /srv/*',
    ),
    losses: [
      destroys(
        /^('?|")?(delete|del|expire|exp|remove|rem|cancel|halt|update|upd|audit|move|reclaim|set|decommission|lock) /,
        'Deletes {target} from the server, or lets it go out of date.',
        'dsmc delete backup /srv/*',
        'dsmc delete filespace /srv',
        "dsmadmc -id=a -password=b 'delete filespace web *'",
      ),
      restores(/^(restore|res|retrieve|ret) /, 'Writes over what is there.', 'dsmc restore /srv/* -replace=all'),
    ],
  }),
  verbTool({
    names:
      'bpimagelist bpdbjobs bpclntcmd bppllist bplist bpstulist bptestbpcd bpps bperror mminfo nsrinfo nsrlic nsrwatch omnicellinfo omnistat omnirpt q_list bpmedialist',
    why: 'Shows what a server for backups holds.',
    kind: 'backup',
    style: { subcommands: 0 },
    losses: [
      alters(
        / -(cancel|kill|clean|del|delete|ignore_parent|cancel_all|freeze|suspend) /,
        'Ends jobs, or deletes what is listed.',
        'bpdbjobs -clean',
        'bpdbjobs -cancel_all',
      ),
    ],
    otherwise: 'read_only',
  }),
  verbTool({
    names:
      'bpexpdate bplabel bpmedia nbdelete vmdelete nsrmm nsrim nsrck omnidbutil omnidb omnimlist vxlogmgr nbftconfig',
    why: 'Changes what a server for backups holds.',
    kind: 'backup',
    style: { subcommands: 0, singleDashLong: true },
    reads: told(
      /^(?!.* -(d|delete|purge|expire|o|strip|clear|cdbpurge|force) ).* -(list|show|info|report|l|C|help) /,
      'omnidb -session x -report',
      'nsrmm -C',
    ),
    losses: [
      destroys(
        /^(?!.* -(list|show|info|report|l|C|help) )|.* -(d|delete|purge|expire|o|strip|clear|cdbpurge|force) /,
        'Deletes or labels anew what the media hold: {target}.',
        'bpexpdate -backupid x -d 0 -force',
        'nsrmm -d -y -S 123',
        'omnidb -session x -delete',
      ),
    ],
  }),
  verbTool({
    names: 'veeamconfig',
    why: 'Steers the agent of Veeam.',
    kind: 'backup',
    valued: '--name --id --repoName --jobName --force',
    reads: told(
      /^([a-z]+ )?(list|info|show|log|status|help|version|get)\b/,
      'veeamconfig job list',
      'veeamconfig backup info --id a',
    ),
    adds: told(
      /^(job (create|start|set|edit)|backup (import|mount|export)|repository (create|rescan)|vbrserver (add|sync)|session|schedule (set|enable)|grub|config import|agreement|license install|ui|mode) /,
      'veeamconfig job start --name daily',
    ),
    losses: [
      destroys(
        /^((backup|job|repository|vbrserver|session|schedule|point|license|config|cloud) (delete|remove|stop|disable|purge)) /,
        'Deletes {target}, or stops that it is made.',
        'veeamconfig backup delete --id a',
        'veeamconfig job delete --name daily',
      ),
      restores(/^(backup|point) restore ?/, 'Writes over a disk.', 'veeamconfig point restore --id a'),
    ],
  }),
  verbTool({
    names:
      'urbackup_snapshot_helper zbackup rdedup hashbackup hb dirvish-expire snebu storebackup storeBackupDel.pl storeBackup.pl dar_manager rustic-server elkarbackup backupninja automysqlbackup autopostgresqlbackup',
    why: 'Makes backups as its settings say.',
    kind: 'backup',
    reads: told(
      /^(list|ls|info|stats|versions|verify|log|selftest -v0|check|help|load-list)\b/,
      'zbackup info',
      'hb ls -c /b',
    ),
    adds: told(
      /^(backup|init|create|store|restore-test|mount|newbackup|submitfiles|get|recover) /,
      'zbackup backup /b/a',
    ),
    losses: [
      destroys(
        /^(rm|remove|retain|gc|delete|expire|clear|purge|config (?=.*set)) |--(expire|purge|delete-old) /,
        'Deletes {target}.',
        'hb retain -s30d -c /b',
        'zbackup gc /b',
        'rdedup rm x',
      ),
    ],
  }),
];
