import type { Program } from '../program.js';
import { loses, told, verbTool } from '../verb-tool.js';

const formats = loses('disk_format', 'critical');
const overwrites = loses('data_overwrite', 'high');
const alters = loses('orchestrator_delete', 'medium');

/** Programs that work on the stores of a Ceph daemon directly, behind the back of the cluster. */
const STORES: readonly Program[] = [
  verbTool({
    names: 'ceph-volume',
    why: 'Prepares disks for Ceph.',
    kind: 'device',
    valued: '--osd-id --osd-fsid --format --log-path --log-level --cluster',
    rehearsed: told(/ --report /, 'ceph-volume lvm batch --report /dev/sdb'),
    reads: told(
      /^((lvm|raw|simple) (list|scan)|inventory|lvm batch --report)/,
      'ceph-volume lvm list',
      'ceph-volume inventory --format json',
    ),
    adds: told(
      /^((lvm|raw|simple) (activate|trigger|deactivate|migrate|new-db|new-wal)|activate)/,
      'ceph-volume lvm activate --all',
    ),
    losses: [
      formats(/^(lvm|raw|simple) zap /, 'Erases what {target} holds.', 'ceph-volume lvm zap --destroy /dev/sdb'),
      formats(
        /^(lvm|raw) (create|prepare|batch) /,
        'Makes a store of {target}: what it holds is lost.',
        'ceph-volume lvm create --data /dev/sdc',
        'ceph-volume lvm batch /dev/sdb /dev/sdc',
      ),
    ],
  }),
  verbTool({
    names: 'ceph-bluestore-tool',
    why: 'Works on the store of an OSD.',
    kind: 'device',
    valued: '--path --dev --devs-source --dev-target --log-file -l --log-level --out-dir -i',
    reads: told(
      /^(show-label|show-label-at|fsck|qfsck|bluefs-stats|bluefs-log-dump|bluefs-bdev-sizes|free-dump|free-score|show-sharding|allocmap|dump-onodes|help)\b/,
      'ceph-bluestore-tool show-label --dev /dev/sdg',
      'ceph-bluestore-tool fsck --path /var/lib/ceph/osd/ceph-3',
    ),
    adds: told(
      /^(bluefs-export|prime-osd-dir|bluefs-bdev-expand|bluefs-bdev-new-db|bluefs-bdev-new-wal|trim) /,
      'ceph-bluestore-tool bluefs-bdev-expand --path /var/lib/ceph/osd/ceph-3',
    ),
    losses: [
      overwrites(
        /^(repair|quick-fix|zap-device|set-label-key|rm-label-key|reshard|bluefs-bdev-migrate|restore_cfb|revert-wal-to-plain|bluefs-super-dump-fix) /,
        'Writes the store of an OSD anew.',
        'ceph-bluestore-tool repair --path /var/lib/ceph/osd/ceph-3',
        'ceph-bluestore-tool zap-device --dev /dev/sdh --yes-i-really-really-mean-it',
      ),
    ],
  }),
  verbTool({
    names: 'ceph-objectstore-tool',
    why: 'Works on the objects of an OSD.',
    kind: 'cluster',
    verbIn: '--op',
    valued: '--data-path --journal-path --pgid --type --file --format --mountpoint',
    reads: told(
      /^([^ ]+ )?(list|list-pgs|list-slow-omap|info|log|fsck|dump|dump-super|dump-journal|dump-export|get-osdmap|get-inc-osdmap|statfs|meta-list|list-attrs|list-omap|get-bytes|get-attr|get-omap|get-omaphdr|stat|export)\b/,
      'ceph-objectstore-tool --data-path /var/lib/ceph/osd/ceph-3 --op list',
      'ceph-objectstore-tool --data-path /var/lib/ceph/osd/ceph-3 --op info --pgid 2.5',
    ),
    losses: [
      overwrites(
        /\b(remove|export-remove|mkfs|fuse-mkfs|import|fix-lost|repair|mark-complete|reset-last-complete|apply-layout-settings|update-mon-db|trim-pg-log|trim-pg-log-dups|set-osdmap|set-inc-osdmap|set-bytes|set-attr|rm-attr|set-omap|rm-omap|set-omaphdr|set-size|clear-snapset|clear-data-digest|remove-clone-metadata|merge) /,
        'Changes or removes objects of an OSD behind the back of the cluster.',
        'ceph-objectstore-tool --data-path /var/lib/ceph/osd/ceph-3 --pgid 2.5 --op remove --force',
        'ceph-objectstore-tool --data-path /var/lib/ceph/osd/ceph-3 --op mkfs',
      ),
    ],
  }),
  verbTool({
    names: 'ceph-kvstore-tool ceph-monstore-tool ceph-osdomap-tool',
    why: 'Works on the key-value store of a daemon.',
    kind: 'cluster',
    reads: told(
      /^([^ ]+ )?[^ ]+ (list|list-crc|exists|get|crc|get-size|stats|histogram|store-crc|dump-keys|dump-paxos|dump-trace|dump-raw-value|show-versions|get monmap|get osdmap|check|print-diff)\b/,
      'ceph-kvstore-tool bluestore-kv /var/lib/ceph/osd/ceph-3 list',
      'ceph-monstore-tool /var/lib/ceph/mon/ceph-a dump-keys',
    ),
    adds: told(
      /^([^ ]+ )?[^ ]+ (compact|compact-prefix|compact-range|store-copy) /,
      'ceph-monstore-tool /var/lib/ceph/mon/ceph-a compact',
    ),
    losses: [
      overwrites(
        /^([^ ]+ )?[^ ]+ (set|rm|rm-prefix|destructive-repair|rebuild|repair|rewrite-crush|inflate-pgmap|replay-trace) /,
        'Changes the store of a daemon behind its back.',
        'ceph-kvstore-tool bluestore-kv /var/lib/ceph/osd/ceph-3 destructive-repair',
        'ceph-monstore-tool /var/lib/ceph/mon/ceph-a rebuild',
      ),
    ],
  }),
  verbTool({
    names: 'cephfs-journal-tool cephfs-table-tool cephfs-data-scan',
    why: 'Works on the metadata of a file system of Ceph.',
    kind: 'cluster',
    valued: '--rank --path --inode --type --frag --filter-pool --alternate-pool --worker_n --worker_m',
    reads: told(
      /^(journal (inspect|export)|header get|event get|[^ ]+ show|pg_files)\b/,
      'cephfs-journal-tool --rank=cephfs:0 journal inspect',
      'cephfs-table-tool all show session',
    ),
    losses: [
      overwrites(
        /^(journal (reset|import)|header set|event (splice|apply|recover_dentries)|[^ ]+ (reset|take_inos)|init|scan_(extents|inodes|frags|links)|cleanup)\b/,
        'Writes the metadata of a file system anew; what it does not find is lost.',
        'cephfs-journal-tool --rank=cephfs:0 journal reset',
        'cephfs-table-tool all reset session',
        'cephfs-data-scan init',
      ),
    ],
  }),
];

/** Programs that write files or settings that the cluster is then given. */
const MAPS: readonly Program[] = [
  verbTool({
    names:
      'monmaptool osdmaptool crushtool ceph-authtool ceph-conf ceph-dencoder ceph-syn ceph-post-file ceph-client-debug',
    why: 'Prints or makes a map, a key or a setting.',
    kind: 'cluster',
    style: { subcommands: 0 },
    losses: [
      alters(
        / (--rm|--clobber|--create-keyring) /,
        'Takes a member from a map, or writes over a file of keys.',
        'monmaptool --rm c /tmp/monmap',
      ),
    ],
    otherwise: 'reversible',
  }),
  verbTool({
    names: 'radosgw-admin rgw-admin',
    why: 'Steers an object store.',
    kind: 'resource',
    valued:
      '--uid --bucket --object --rgw-zone --rgw-realm --rgw-zonegroup --format -n --name -c --tenant --access-key --secret-key --display-name --max-entries --job-id --email --subuser',
    reads: told(
      /^(\S+ )?\S+ (list|stats|info|status|show|get|check|list-jobs|list-bad-multipart|logging info|limit check|get-default)\b|^(bucket (limit check|radoslist|sync (status|info))|sync (status|error list|info)|olh get|reshard (list|status)|(datalog|mdlog|bilog) (list|status))/,
      'radosgw-admin gc list --include-all',
      'radosgw-admin bucket limit check',
      'radosgw-admin orphans list-jobs',
    ),
    adds: told(
      /^(user (create|modify|enable)|(key|subuser|caps) (create|add)|quota (set|enable)|bucket (link|sync enable|chown)|period (update|commit|pull)|(realm|zone|zonegroup|placement) (create|modify|default|pull|add)|reshard add)\b/,
      'radosgw-admin user create --uid bob --display-name Bob',
      'radosgw-admin period update --commit',
    ),
    losses: [
      loses('filesystem_delete', 'high')(
        /^((bucket|object|objects|orphans|zone|zonegroup|realm|period|role|placement|usage|log|topic|subscription|account) (rm|delete|remove|trim|purge|expire|unlink|rewrite|reshard|finish|clear)|gc process|lc process|object (unlink|rewrite)|objects expire|bucket (rm|unlink|reshard)|(bilog|mdlog|datalog) (trim|purge)|usage (trim|clear)|bi (purge|put)|stale-instances (delete|rm)|bucket check --fix)\b/,
        'Deletes what the object store holds, or where it stands: {target}.',
        'radosgw-admin bucket rm --bucket media --purge-objects',
        'radosgw-admin gc process --include-all',
        'radosgw-admin zone delete --rgw-zone us-2',
      ),
      loses('user_account', 'high')(
        /^(user (rm|remove|suspend)|(key|subuser|caps|mfa) (rm|remove|resync)|quota disable)\b/,
        'Takes an account of the object store away, or what it may do.',
        'radosgw-admin user rm --uid alice --purge-data',
        'radosgw-admin user suspend --uid alice',
      ),
    ],
  }),
];

export const CEPH_TOOLS: readonly Program[] = [...STORES, ...MAPS];
