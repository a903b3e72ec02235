import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, rehearses, textOf } from '../rule-kinds.js';
import { GIVEN_LAST } from './cloud-words.js';

export const OBJECT_STORES: readonly Program[] = [
  {
    names: ['gsutil', 'mc', 's3cmd', 'b2', 's5cmd', 'azcopy'],
    style: {
      subcommands: 1,
      valued: [
        '-c',
        '--config',
        '-C',
        '--config-dir',
        '-x',
        '--exclude',
        '--include',
        '-p',
        '--profile',
        '--older-than',
        '--newer-than',
        '--endpoint-url',
        '-a',
        '-u',
      ],
    },
    rules: [
      helps('gsutil', ['--help', '--version']),
      rehearses({
        id: 'gsutil.dry_run',
        when: {
          test: (given, execution) =>
            has(given, '--dry-run', '--dryRun', '--fake') ||
            (has(given, '-n') &&
              /^(gsutil|s3cmd)$/.test(execution.program ?? '') &&
              /^(rsync|sync|del|rm|put|get)$/.test(given.subcommand[0] ?? '') &&
              (execution.program === 's3cmd' || given.subcommand[0] === 'rsync')),
        },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['gsutil rsync -n -d a gs://b', 's3cmd del -n s3://b/a', 's3cmd --dry-run sync a s3://b'],
        misses: ['gsutil rm gs://b/a', 's3cmd del s3://b/a'],
      }),
      reads({
        id: 'gsutil.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            (given.subcommand[0] === 'version' && given.operands.length === 0) ||
            /^(ls|du|stat|cat|hash|info|la|head|tail|find|tree|diff|help|test|list-.*|get-.*|list|ping|support|getacl|getlifecycle|getpolicy|ls-.*|download-.*|account|jobs|env|perfdiag|signurl|presign|watch)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(admin|alias|iam|acl|lifecycle|versioning|cors|label|logging|ilm|policy|anonymous|retention|replicate|bucket|file|key|version|tag)$/.test(
              given.subcommand[0] ?? '',
            ) &&
              /^(get|list|ls|info|status|export|links|stat)$/.test(textOf(given.operands[0]))) ||
            (given.subcommand[0] === 'admin' &&
              /^(ls|list|info|trace|top|status|get|show|export)$/.test(textOf(given.operands[1]))) ||
            (given.subcommand[0] === 'ilm' && /^(ls|list|export|info)$/.test(textOf(given.operands[1]))),
        },
        targets: 'none',
        why: 'Shows buckets.',
        matches: ['gsutil ls gs://rm', 'mc ls local/rb', 's3cmd ls s3://b', 'mc admin info local'],
        misses: ['gsutil rm gs://b/a', 'mc rm local/b/a'],
      }),
      harms('filesystem_delete', 'critical', {
        id: 'gsutil.bucket',
        when: {
          test: (given) =>
            /^(rb|delete-bucket|delete_bucket)$/.test(given.subcommand[0] ?? '') ||
            (/^(rm|del|delete|remove)$/.test(given.subcommand[0] ?? '') &&
              has(given, '-r', '-R', '--recursive', '--versions', '--force', '-a', '--all')) ||
            (given.subcommand[0] === 'bucket' && textOf(given.operands[0]) === 'delete'),
        },
        ...GIVEN_LAST,
        targetClass: 'critical',
        breadth: 'all',
        why: 'Deletes a bucket, or everything below a name.',
        matches: [
          'gsutil rm -r gs://b',
          'mc rb --force local/b',
          's3cmd rb s3://b',
          'mc rm -r --force local/b',
          'gsutil -m rm -r gs://b/logs',
          's3cmd del --recursive --force s3://b',
        ],
        misses: ['gsutil ls gs://b', 'gsutil rm gs://b/a'],
      }),
      harms('filesystem_delete', 'high', {
        id: 'gsutil.rm',
        when: {
          test: (given) =>
            /^(rm|del|delete|remove|mv|move|undo|delete-.*|hide-file|cancel-.*|expire|purge|setlifecycle|clear-account|delete-key)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(admin|iam|acl|lifecycle|versioning|version|ilm|policy|anonymous|retention|alias|replicate|bucket|file|key|event|quota|encrypt|legalhold|tag|idp|batch|cors)$/.test(
              given.subcommand[0] ?? '',
            ) &&
              /^(set|rm|remove|delete|suspend|clear|off|ch|disable|service|user|group|policy|replicate|import|hide|unhide|update|decommission|decom|rule|tier|rebalance|accesskey|cluster|site|heal|config|bucket|cancel)$/.test(
                textOf(given.operands[0]),
              ) &&
              !/^(ls|list|info|status|get|show|export|history|ls-.*)$/.test(textOf(given.operands[1])) &&
              !(given.subcommand[0] === 'alias' && textOf(given.operands[0]) === 'set')),
        },
        ...GIVEN_LAST,
        why: 'Deletes or moves objects, or changes who may reach them.',
        matches: [
          'gsutil rm gs://b/a',
          'mc rm local/b/a',
          's3cmd del s3://b/a',
          'b2 delete-file-version a 4_z',
          'gsutil lifecycle set l.json gs://b',
          'mc admin service stop local',
          'mc version suspend local/b',
          'mc ilm rule add --expire-days 1 local/b',
          'mc admin decommission start local /data1',
        ],
        misses: ['gsutil ls gs://b', 'gsutil cp rm gs://b/', 'mc alias set a https://x'],
      }),
      harms('sync_delete', 'high', {
        id: 'gsutil.sync_delete',
        when: {
          test: (given, execution) =>
            /^(rsync|sync|mirror)$/.test(given.subcommand[0] ?? '') &&
            (has(
              given,
              '--delete',
              '--remove',
              '--delete-removed',
              '--delete-destination',
              '--delete-after',
              '--keep-days',
              '--keepDays',
              '--overwrite',
            ) ||
              (has(given, '-d') && execution.program === 'gsutil')),
        },
        ...GIVEN_LAST,
        why: 'Deletes in the target what the source does not have.',
        matches: [
          'gsutil rsync -d -r a gs://b',
          'mc mirror --remove a local/b',
          's3cmd sync --delete-removed a s3://b',
          'azcopy sync a b --delete-destination=true',
        ],
        misses: ['gsutil rsync -r a gs://b', 'mc mirror a local/b'],
      }),
      adds({
        id: 'gsutil.add',
        when: {
          test: (given) =>
            /^(cp|copy|put|get|upload|download|mb|make|create-.*|sync|rsync|mirror|upload-file|update-bucket|authorize-account|restore|retention|label|setmeta|rewrite|compose|alias|login|logout|config|defstorageclass|notification|tag|pipe|share|post|event|run|setacl|make-bucket|authorize|file)$/.test(
              given.subcommand[0] ?? '',
            ) &&
            !has(given, '--delete', '--remove', '--delete-removed', '--delete-destination', '-d') &&
            !/^(rm|remove|delete|clear)$/.test(textOf(given.operands[0])),
        },
        ...GIVEN_LAST,
        why: 'Copies or makes something.',
        matches: ['gsutil cp a gs://b/', 'mc mb local/b', 's3cmd put a s3://b', 'mc alias set a https://x'],
        misses: ['gsutil rm gs://b/a'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Handles objects in buckets.',
  },
];
