import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, textsOf } from '../rule-kinds.js';
import { ALL, verb } from './iac-words.js';

export const TERRAFORM: readonly Program[] = [
  {
    names: ['terraform', 'tofu', 'terragrunt', 'cdktf'],
    style: {
      subcommands: 2,
      singleDashLong: true,
      valued: [
        '-var',
        '-var-file',
        '-target',
        '-state',
        '-out',
        '-backend-config',
        '-chdir',
        '-lock-timeout',
        '-parallelism',
        '-replace',
        '-state-out',
        '-provider',
        '--terragrunt-working-dir',
        '--working-dir',
        '-backup',
      ],
    },
    rules: [
      helps('terraform', ['-help', '-h', '-version', '-v']),
      reads({
        id: 'terraform.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            /^(plan|show|output|validate|version|graph|console|providers|get|fmt|metadata|test|modules|render-json|graph-dependencies|output-all|plan-all|validate-all|hclfmt|info|find|list|diff|synth|help|catalog|outputs)$/.test(
              verb(given),
            ) ||
            /^(state (list|show|pull)|workspace (list|show)|providers)/.test(given.subcommand.join(' ')) ||
            (verb(given) === 'run-all' && /^(plan|validate|output|show)$/.test(given.subcommand[1] ?? '')),
        },
        targets: 'none',
        why: 'Shows what is, or what would change.',
        matches: [
          'terraform plan',
          'terraform plan -destroy',
          'terraform show',
          'terraform -chdir=destroy plan',
          'terraform state list',
          'terraform output -raw destroy',
          'terraform validate',
          'terraform workspace list',
        ],
        misses: ['terraform destroy', 'terraform apply', 'terraform state rm a.b'],
      }),
      harms('iac_destroy', 'critical', {
        id: 'terraform.destroy',
        when: {
          test: (given) =>
            /^(destroy|destroy-all|undeploy)$/.test(verb(given)) ||
            (verb(given) === 'apply' && has(given, '-destroy')) ||
            (/^(run-all|stack|run) (destroy|--)?/.test(given.subcommand.join(' ')) &&
              textsOf(given.plain).includes('destroy')),
        },
        ...ALL,
        breadth: 'all',
        why: 'Destroys everything that the configuration describes.',
        matches: [
          'terraform destroy -auto-approve',
          'tofu destroy',
          'terraform -chdir=prod destroy',
          'terraform apply -destroy',
          'terragrunt run-all destroy',
          'terraform destroy -target=aws_instance.web',
        ],
        misses: ['terraform plan -destroy', 'terraform show', 'terraform apply'],
      }),
      harms('iac_destroy', 'high', {
        id: 'terraform.apply',
        when: {
          test: (given) =>
            (/^(apply|apply-all|refresh|deploy)$/.test(verb(given)) && !has(given, '-destroy')) ||
            (verb(given) === 'run-all' && /^(apply|refresh)$/.test(given.subcommand[1] ?? '')),
        },
        ...ALL,
        breadth: 'many',
        why: 'Changes, replaces or deletes what the configuration says; what that is, only its plan shows.',
        matches: ['terraform apply -auto-approve', 'terraform apply plan.out', 'terragrunt run-all apply'],
        misses: ['terraform plan', 'terraform destroy', 'terraform output apply'],
      }),
      harms('iac_destroy', 'high', {
        id: 'terraform.state',
        when: {
          test: (given) =>
            /^(state (rm|mv|push|replace-provider)|workspace delete|force-unlock|taint)/.test(
              given.subcommand.join(' '),
            ) ||
            (verb(given) === 'init' && has(given, '-migrate-state', '-reconfigure', '-force-copy')),
        },
        targets: 'operands',
        targetKind: 'resource',
        why: 'Forgets, moves or marks what is managed: the next apply makes it anew or leaves it behind.',
        matches: [
          'terraform state rm aws_instance.web',
          'terraform workspace delete -force prod',
          'terraform taint aws_instance.web',
          'terraform force-unlock abc',
          'terraform state push s.tfstate',
        ],
        misses: ['terraform state list', 'terraform workspace select prod', 'terraform untaint aws_instance.web'],
      }),
      adds({
        id: 'terraform.add',
        when: {
          test: (given) =>
            (/^(init|import|untaint|login|logout|get|provider|convert|migrate)$/.test(verb(given)) &&
              !has(given, '-migrate-state', '-reconfigure', '-force-copy')) ||
            /^workspace (new|select)/.test(given.subcommand.join(' ')),
        },
        targets: 'none',
        targetKind: 'resource',
        why: 'Fetches modules, or takes something under management.',
        matches: ['terraform init', 'terraform import aws_instance.web i-1', 'terraform workspace select prod'],
        misses: ['terraform destroy', 'terraform plan'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Brings infrastructure to what is described.',
  },
];
