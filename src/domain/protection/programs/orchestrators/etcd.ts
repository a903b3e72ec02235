import type { Program } from '../program.js';
import { adds, harms, reads } from '../rule-kinds.js';
import { words } from './cluster-words.js';

export const ETCD: readonly Program[] = [
  {
    names: ['etcdctl', 'etcdutl'],
    style: {
      subcommands: 2,
      valued: [
        '--endpoints',
        '--cacert',
        '--cert',
        '--key',
        '-w',
        '--write-out',
        '--user',
        '--password',
        '--limit',
        '--rev',
        '--command-timeout',
        '--dial-timeout',
        '--lease',
        '--data-dir',
        '--name',
        '--initial-cluster',
        '--initial-advertise-peer-urls',
        '--peer-urls',
      ],
    },
    rules: [
      reads({
        id: 'etcdctl.look',
        when: {
          test: (given) =>
            /^(get|watch|version|check|help|ls|cluster-health|hashkv)$/.test(given.subcommand[0] ?? '') ||
            /^(list|status|health|hashkv|get|keep-alive|timetolive)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        why: 'Shows keys and members.',
        matches: ['etcdctl get del', 'etcdctl member list', 'etcdctl endpoint health', 'etcdctl snapshot status s.db'],
        misses: ['etcdctl del get', 'etcdctl member remove 8e9e05c52164694d'],
      }),
      harms('database_destroy', 'critical', {
        id: 'etcdctl.del',
        when: { subcommand: ['del|rm|rmdir|compaction|make-mirror|txn|restore|migrate|import-snap'] },
        targetKind: 'database',
        why: 'Deletes keys: a cluster keeps its whole state in them.',
        matches: ['etcdctl del --prefix ""', 'etcdctl del /registry/pods --prefix', 'etcdctl compaction 1000'],
        misses: ['etcdctl get del'],
      }),
      harms('orchestrator_delete', 'critical', {
        id: 'etcdctl.member',
        when: {
          test: (given) =>
            /^(member (remove|update)|auth disable|user delete|role (delete|revoke.*)|lease revoke|snapshot restore|move-leader|downgrade|alarm disarm-x|defrag)/.test(
              words(given),
            ),
        },
        targets: 'none',
        targetKind: 'cluster',
        targetClass: 'critical',
        why: 'Changes who holds the state of the cluster, or blocks it.',
        matches: [
          'etcdctl member remove 8e9e05c52164694d',
          'etcdctl snapshot restore s.db',
          'etcdctl defrag',
          'etcdctl auth disable',
        ],
        misses: ['etcdctl member list', 'etcdctl snapshot save s.db'],
      }),
      adds({
        id: 'etcdctl.add',
        when: {
          test: (given) =>
            /^(put|set|mk|snapshot save|member (add|promote)|lease grant|alarm|auth enable|user (add|grant-role|passwd)|role (add|grant.*)|lock|elect)/.test(
              words(given),
            ),
        },
        targets: 'none',
        targetKind: 'cluster',
        targetClass: 'ordinary',
        why: 'Adds a key, a member or a snapshot.',
        matches: ['etcdctl snapshot save s.db', 'etcdctl put a b'],
        misses: ['etcdctl del a'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Speaks to the store of a cluster.',
  },
];
