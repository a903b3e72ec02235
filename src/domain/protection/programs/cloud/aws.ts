import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, helps, reads, rehearses, valuesOf } from '../rule-kinds.js';
import { GIVEN_LAST, RESOURCE, words } from './cloud-words.js';

/** The verb of `aws SERVICE VERB`. */
const awsVerb = (given: Arguments): string => words(given)[1] ?? '';

const awsService = (given: Arguments): string => words(given)[0] ?? '';

const AWS_LOOK =
  /^(describe|get|list|ls|head|lookup|search|view|scan|query|batch-get|filter|simulate|validate|estimate|preview|presign|wait|tail|help|test|check|select|discover|download|generate|assume|decode|retrieve|verify|poll|receive|login|configure|insights|start-query|show|diff)/;

const AWS_LOSE =
  /^(delete|terminate|remove|deregister|destroy|purge|disable|revoke|detach|disassociate|release|reset|schedule-key-deletion|stop|reboot|rm|rb|abort|cancel|batch-delete|unsubscribe|deactivate|restore|failover|modify|replace|empty|force|suspend|shutdown|put-bucket-policy|put-bucket-lifecycle|put-public-access|put-key-policy|update-assume|update-service|update-function-code|update-login|update-access-key|update-stack|mv|rotate|promote|cleanup|archive|withdraw|leave|close|rollback|switchover|reject|unassign|execute-change-set|set-desired|update-auto-scaling|set-default-policy|put-retention)/;

export const AWS: readonly Program[] = [
  {
    names: ['aws', 'awslocal', 'aliyun', 'tccli'],
    style: {
      subcommands: 0,
      valued: [
        '--profile',
        '--region',
        '--output',
        '--query',
        '--endpoint-url',
        '--instance-ids',
        '--bucket',
        '--key',
        '--filters',
        '--db-instance-identifier',
        '--stack-name',
        '--function-name',
        '--name',
        '--group-id',
        '--group-name',
        '--user-name',
        '--role-name',
        '--policy-arn',
        '--table-name',
        '--cluster',
        '--service',
        '--exclude',
        '--include',
        '--acl',
        '--storage-class',
        '--volume-id',
        '--snapshot-id',
        '--image-id',
        '--key-name',
        '--prefix',
        '--desired-count',
        '--cidr',
        '--port',
        '--protocol',
        '--db-snapshot-identifier',
        '--final-db-snapshot-identifier',
        '--cluster-name',
        '--hosted-zone-id',
        '--change-batch',
        '--log-group-name',
        '--key-id',
        '--allocation-id',
        '--vpc-id',
        '--subnet-id',
        '--secret-id',
        '--queue-url',
        '--topic-arn',
        '--repository-name',
        '--cli-input-json',
        '--tags',
        '--resources',
        '--policy-name',
        '--access-key-id',
        '--instance-id',
        '--attribute',
        '--auto-scaling-group-name',
        '--desired-capacity',
        '--min-size',
        '--max-size',
        '--nodegroup-name',
        '--distribution-id',
        '--paths',
        '--backup-vault-name',
        '--recovery-point-arn',
        '--start-time',
        '--limit',
        '--max-items',
        '--page-size',
        '--parameters',
        '--template-body',
        '--template-file',
        '--zone-id',
        '--username',
        '--user-pool-id',
        '--file-system-id',
        '--load-balancer-arn',
        '--certificate-arn',
      ],
    },
    rules: [
      helps('aws', ['--version']),
      rehearses({
        id: 'aws.dry_run',
        when: {
          test: (given) =>
            (has(given, '--dry-run') && awsService(given) === 'ec2') ||
            (has(given, '--dryrun') && awsService(given) === 's3') ||
            words(given).includes('help') ||
            has(given, '--generate-cli-skeleton'),
        },
        targets: 'none',
        why: 'EC2 honours --dry-run, S3 --dryrun; other services do not.',
        matches: [
          'aws ec2 terminate-instances --dry-run --instance-ids i-1',
          'aws s3 rm s3://b --recursive --dryrun',
          'aws s3 rm help',
        ],
        misses: [
          'aws rds delete-db-instance --db-instance-identifier x --dry-run',
          'aws s3 rm s3://b/a',
          'aws ec2 terminate-instances --instance-ids i-1',
        ],
      }),
      reads({
        id: 'aws.look',
        when: {
          test: (given) =>
            words(given).length < 2 ||
            AWS_LOOK.test(awsVerb(given)) ||
            awsService(given) === 'configure' ||
            (awsService(given) === 's3' && awsVerb(given) === 'ls'),
        },
        targets: 'none',
        why: 'Shows what there is.',
        matches: [
          'aws ec2 describe-instances',
          'aws s3 ls s3://delete',
          'aws iam list-users',
          'aws sts get-caller-identity',
          'aws logs tail /app',
        ],
        misses: ['aws s3 rm s3://b/a', 'aws ec2 stop-instances --instance-ids i-1'],
      }),
      harms('iac_destroy', 'critical', {
        id: 'aws.delete',
        when: {
          test: (given) =>
            /^(delete-(?!tags|message|object-tagging)|terminate|schedule-key-deletion|batch-delete|deregister|purge|rb|restore-db|release-hosts|destroy|remove-.*|empty|force-delete|close-account|leave-organization)/.test(
              awsVerb(given),
            ),
        },
        ...GIVEN_LAST,
        targetClass: 'critical',
        why: 'Deletes what it names, with the data in it.',
        matches: [
          'aws ec2 terminate-instances --instance-ids i-1',
          'aws rds delete-db-instance --db-instance-identifier prod --skip-final-snapshot',
          'aws s3 rb s3://b --force',
          'aws iam delete-user --user-name bob',
          'aws cloudformation delete-stack --stack-name web',
          'aws kms schedule-key-deletion --key-id k',
        ],
        misses: [
          'aws ec2 describe-instances',
          'aws rds describe-db-instances --db-instance-identifier delete',
          'aws ec2 delete-tags --resources i-1',
        ],
      }),
      harms('filesystem_delete', 'high', {
        id: 'aws.s3_rm',
        when: { test: (given) => awsService(given) === 's3' && /^(rm|mv)$/.test(awsVerb(given)) },
        targets: 'last',
        ...RESOURCE,
        why: 'Deletes objects of a bucket.',
        matches: ['aws s3 rm s3://b/a', 'aws s3 rm s3://b --recursive'],
        misses: ['aws s3 ls s3://b', 'aws s3 cp a s3://b/rm'],
      }),
      harms('sync_delete', 'high', {
        id: 'aws.s3_sync_delete',
        when: { anyOption: ['--delete'], test: (given) => awsService(given) === 's3' },
        targets: 'last',
        ...RESOURCE,
        why: 'Deletes in the target what the source does not have.',
        matches: ['aws s3 sync . s3://b --delete'],
        misses: ['aws s3 sync . s3://b'],
      }),
      harms('service_disruption', 'high', {
        id: 'aws.change',
        when: {
          test: (given) =>
            (AWS_LOSE.test(awsVerb(given)) &&
              !/^(delete-(?!tags|message|object-tagging)|terminate|schedule-key|batch-delete|deregister|purge|rb|restore-db|destroy|rm$|mv$|remove)/.test(
                awsVerb(given),
              )) ||
            (/^(authorize-security-group|put-bucket-acl|change-resource-record-sets|send-command|invoke|start-session|run-command)/.test(
              awsVerb(given),
            ) &&
              /^(change|send|put-bucket-acl)/.test(awsVerb(given))),
        },
        ...GIVEN_LAST,
        why: 'Stops, cuts off or changes what is in use.',
        matches: [
          'aws ec2 stop-instances --instance-ids i-1',
          'aws ec2 reboot-instances --instance-ids i-1',
          'aws ec2 revoke-security-group-ingress --group-id g --port 22',
          'aws ec2 detach-volume --volume-id v',
          'aws route53 change-resource-record-sets --hosted-zone-id Z --change-batch file://c.json',
          'aws ecs update-service --cluster c --service web --desired-count 0',
        ],
        misses: ['aws ec2 start-instances --instance-ids i-1', 'aws ec2 describe-volumes'],
      }),
      harms('service_disruption', 'high', {
        id: 'aws.scale_zero',
        when: {
          test: (given) =>
            /^(update-auto-scaling-group|set-desired-capacity|update-fleet-capacity|modify-instance-fleet)$/.test(
              awsVerb(given),
            ) &&
            (words(given).includes('0') || valuesOf(given, ['--desired-capacity', '--max-size']).includes('0')),
        },
        ...GIVEN_LAST,
        why: 'Leaves not one machine of the group.',
        matches: ['aws autoscaling update-auto-scaling-group --auto-scaling-group-name a --max-size 0 --min-size 0'],
        misses: ['aws autoscaling update-auto-scaling-group --auto-scaling-group-name a --max-size 5'],
      }),
      adds({
        id: 'aws.add',
        when: {
          test: (given) =>
            (/^(create|run|start|put|add|attach|allocate|associate|import|register|tag|copy|cp|sync|mb|enable|update|upload|publish|send-message|invoke|subscribe|authorize|set|request|deploy|package|untag|delete-tags|delete-message|batch-write|accept|issue|sign|initiate|complete|mount|increase|resume|unarchive|website|upgrade|execute-command|extend|push|migrate|join|apply)/.test(
              awsVerb(given),
            ) &&
              !AWS_LOSE.test(awsVerb(given)) &&
              !has(given, '--delete')) ||
            /^delete-(tags|message|object-tagging)/.test(awsVerb(given)),
        },
        ...GIVEN_LAST,
        why: 'Makes, starts or copies; undone by its opposite.',
        matches: [
          'aws ec2 start-instances --instance-ids i-1',
          'aws s3 cp a s3://b/a',
          'aws s3 sync . s3://b',
          'aws s3 mb s3://b',
          'aws ec2 create-snapshot --volume-id v',
          'aws ec2 create-tags --resources i-1 --tags Key=delete,Value=1',
        ],
        misses: ['aws ec2 stop-instances --instance-ids i-1', 'aws s3 sync . s3://b --delete'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a cloud.',
  },
];
