import type { Program } from '../program.js';
import { adds, harms, helps, reads, rehearses, textsOf } from '../rule-kinds.js';
import { ALL, verb } from './iac-words.js';

export const DEPLOYMENTS: readonly Program[] = [
  {
    names: [
      'pulumi',
      'cdk',
      'sls',
      'serverless',
      'sam',
      'cdk8s',
      'copilot',
      'eb',
      'sst',
      'amplify',
      'wrangler',
      'flyctl',
      'fly',
      'heroku',
      'netlify',
      'vercel',
      'railway',
      'supabase',
      'firebase',
      'ansible-galaxy',
      'packer',
      'nixops',
      'juju',
      'azd',
      'cf',
    ],
    style: {
      subcommands: 2,
      singleDashLong: false,
      valued: [
        '-s',
        '--stack',
        '-C',
        '--cwd',
        '-a',
        '--app',
        '-c',
        '--config',
        '--profile',
        '--region',
        '-e',
        '--env',
        '--stage',
        '-m',
        '--message',
        '-t',
        '--target',
        '--project',
        '-var',
        '-n',
        '--name',
        '-o',
      ],
    },
    rules: [
      helps('pulumi', ['--help', '-h', '--version']),
      rehearses({
        id: 'pulumi.dry_run',
        when: { anyOption: ['--dry-run', '--preview-only'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['pulumi up --preview-only', 'wrangler deploy --dry-run'],
        misses: ['pulumi up --yes', 'pulumi destroy'],
      }),
      harms('iac_destroy', 'critical', {
        id: 'pulumi.destroy',
        when: {
          test: (given) =>
            /[:-]?(destroy|delete|remove|rm|reset|down|terminate|undeploy|purge|unset|destroy-model|destroy-controller|remove-application|remove-unit|kill-controller|remove-machine|detach|rollback|restart|stop|revoke|unlink|disable)$/.test(
              verb(given).replace(/^\w+:(?=\w+$)/, ':'),
            ) ||
            /^(rm|delete|remove|destroy|unprotect|cancel|prune|reset|terminate|revoke)$/.test(
              given.subcommand[1] ?? '',
            ) ||
            (verb(given) === 'scale' && textsOf(given.operands).some((text) => /(^|=)0$/.test(text))) ||
            /^(apps|pg|addons|config|domains|ps|pg):(destroy|reset|unset|remove|restart|kill|stop|detach|rollback)$/.test(
              verb(given),
            ),
        },
        targets: 'operands',
        targetKind: 'resource',
        targetClass: 'critical',
        why: 'Destroys what is managed, or forgets it.',
        matches: [
          'pulumi destroy --yes',
          'cdk destroy --force',
          'sls remove',
          'sam delete',
          'fly apps destroy web',
          'heroku apps:destroy -a web',
          'pulumi stack rm prod',
          'juju destroy-model m',
          'wrangler delete',
        ],
        misses: ['pulumi preview', 'cdk diff', 'packer validate a.json'],
      }),
      reads({
        id: 'pulumi.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            (/^(preview|diff|synth|synthesize|list|ls|logs|log|status|show|info|version|whoami|about|validate|inspect|doctor|stack|config|history|tail|print|outputs|help|metadata|console|ps|apps|orgs|regions|health|list-.*|context|docs|notices|models|machines|search|view)$/.test(
              verb(given),
            ) &&
              !/^(rm|delete|remove|set|init|select|import|destroy|rename|create|restart|open|new|cp|unset|terminate)/.test(
                given.subcommand[1] ?? '',
              )) ||
            /^(list|ls|show|status|output|graph|history|info|get|logs|tail|view|search|whoami|export)$/.test(
              given.subcommand[1] ?? '',
            ) ||
            /:(info|list|status|get|backups|diagnose)$/.test(verb(given)),
        },
        targets: 'none',
        why: 'Shows what is, or what would change.',
        matches: [
          'pulumi preview',
          'cdk diff',
          'pulumi stack ls',
          'fly logs',
          'packer validate a.json',
          'juju status',
          'ansible-galaxy collection list',
        ],
        misses: ['pulumi destroy', 'cdk deploy', 'pulumi up'],
      }),
      harms('iac_destroy', 'high', {
        id: 'pulumi.up',
        when: {
          test: (given) =>
            /^(up|update|deploy|refresh|publish|rollout|state|watch|provision|push|release|cancel)$/.test(
              verb(given),
            ) &&
            !/^(list|export|show|status)$/.test(given.subcommand[1] ?? '') &&
            !given.options.has('--dry-run'),
        },
        ...ALL,
        breadth: 'many',
        why: 'Changes, replaces or deletes what the program says; what that is, only its preview shows.',
        matches: ['pulumi up --yes', 'cdk deploy', 'sls deploy', 'fly deploy'],
        misses: ['pulumi preview', 'cdk synth'],
      }),
      adds({
        id: 'pulumi.add',
        when: {
          test: (given) =>
            (/^(new|init|login|logout|import|build|bootstrap|install|plugin|create|add|open|auth|dev|local|invoke|package|org|secrets|launch|ssh|fmt|run|generate|start|link|env|bootstrap|add-model|add-unit|add-machine|relate|integrate|expose|attach|plugins|hcl2_upgrade|fix|git:remote|emulators:start|collection|role|proxy|watch|use|switch|upgrade|machine|volumes|volume|scale|ip|ips|certs|domains|postgres|pg:psql|env:pull)$/.test(
              verb(given),
            ) &&
              !/^(rm|delete|remove|destroy|restart|stop|kill|list|ls)$/.test(given.subcommand[1] ?? '')) ||
            /^(config set|stack (init|select|import|new|rename|tag|output)|config:set)/.test(
              given.subcommand.join(' '),
            ),
        },
        targets: 'none',
        targetKind: 'resource',
        why: 'Makes something new.',
        matches: [
          'pulumi new aws-typescript',
          'cdk bootstrap',
          'packer build a.json',
          'ansible-galaxy collection install x',
          'pulumi config set a b',
        ],
        misses: ['pulumi destroy', 'cdk destroy'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings infrastructure to what is described.',
  },
];
