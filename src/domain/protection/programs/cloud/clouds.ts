import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, has, helps, reads, rehearses } from '../rule-kinds.js';
import { GIVEN_LAST, words } from './cloud-words.js';

/** A word that says that something ends, among those before the name of the thing. */
const LOSES =
  /^([a-z-]+-delete|[a-z-]+-destroy|[a-z-]+-(stop|reboot|reset)|delete|remove|rm|destroy|purge|terminate|stop|reset|restart|reboot|shutdown|poweroff|power-off|power_off|deallocate|rebuild|rollback|restore|detach|disable|revoke|suspend|cancel|clear|unset|unlink|abandon|failover|undelete|del|force-delete|soft-delete|regenerate|release|unassign|power-cycle|powercycle|snapshot-restore|stop-instances|remove-.*|delete-.*|disable-.*|detach-.*|disassociate|simulate-eviction|redeploy|reimage|remove-iam-policy-binding|set-iam-policy|reset-password|disable-protection|reset-.*|unassign-.*|drain|evict|shelve|pause)$/;

const LOOKS =
  /^(list|ls|describe|show|get|info|view|status|list-.*|show-.*|get-.*|describe-.*|read|read-logs|logs|tail|balance|history|help|version|whoami|context|search|query|browse|account|regions?|sizes|wait|exists|check|test|ssh-config|print-.*|usage)$/;

/** Things that are called like an act that looks: `az storage account delete`. What is said behind them counts. */
const THINGS = /^(account|logs|history|context|regions?|sizes|usage|test|check|query|search|info|status|version)$/;

const verbWords = (given: Arguments): readonly string[] =>
  words(given)
    .slice(0, 5)
    .filter((word) => /^[a-z][a-z_-]*$/.test(word))
    .filter((word, at, all) => !(THINGS.test(word) && all.slice(at + 1).some((next) => LOSES.test(next))));

export const CLOUDS: readonly Program[] = [
  {
    names: [
      'gcloud',
      'az',
      'doctl',
      'hcloud',
      'linode-cli',
      'vultr-cli',
      'vultr',
      'scw',
      'oci',
      'ibmcloud',
      'openstack',
      'nova',
      'cinder',
      'glance',
      'exo',
      'upctl',
      'civo',
      'ovhcloud',
      'ncloud',
      'yc',
      'cloudsmith',
      'flarectl',
      'bq',
    ],
    style: {
      subcommands: 0,
      valued: [
        '--project',
        '--zone',
        '--region',
        '--format',
        '-g',
        '--resource-group',
        '-n',
        '--name',
        '--subscription',
        '-o',
        '--output',
        '--query',
        '--filter',
        '--type',
        '--image',
        '--server',
        '--location',
        '-l',
        '--context',
        '--ids',
        '--account',
        '--cluster',
        '--tag',
        '--size',
        '--ssh-key',
        '--machine-type',
        '--os-cloud',
        '--flavor',
        '-f',
        '--network',
        '--access-token',
        '--account-name',
        '--container-name',
        '--vault-name',
        '--disk',
        '--command',
        '--description',
        '--labels',
        '--datacenter',
      ],
    },
    rules: [
      helps('gcloud', ['--help', '-h', '--version']),
      rehearses({
        id: 'gcloud.dry_run',
        when: { anyOption: ['--dry-run', '--dryrun', '--what-if', '--validate-only', '--dry_run'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['az group delete -n g --what-if', 'bq query --dry_run "select 1"'],
        misses: ['gcloud compute instances delete web', 'az group delete -n g'],
      }),
      rehearses({
        id: 'gcloud.what_if',
        when: {
          test: (given) => words(given)[0] === 'deployment' && /^(what-if|validate)$/.test(words(given)[2] ?? ''),
        },
        targets: 'none',
        why: 'Only says what would change.',
        matches: ['az deployment group what-if -g g --template-file main.bicep --mode Complete'],
        misses: ['az deployment group create -g g --template-file main.bicep --mode Complete'],
      }),
      harms('iac_destroy', 'critical', {
        id: 'gcloud.complete',
        when: {
          test: (given) =>
            words(given)[0] === 'deployment' &&
            words(given)[2] === 'create' &&
            has(given, '--mode') &&
            words(given).includes('complete'),
        },
        targets: 'none',
        targetKind: 'resource',
        why: 'Deletes all that the template does not name.',
        matches: ['az deployment group create -g g --template-file main.bicep --mode Complete'],
        misses: ['az deployment group create -g g --template-file main.bicep --mode Incremental'],
      }),
      reads({
        id: 'gcloud.look',
        when: {
          test: (given) =>
            words(given).length === 0 ||
            (verbWords(given).some((word) => LOOKS.test(word)) &&
              !verbWords(given).some(
                (word) =>
                  LOSES.test(word) &&
                  !LOOKS.test(word) &&
                  verbWords(given).indexOf(word) <
                    Math.max(...verbWords(given).map((each, at) => (LOOKS.test(each) ? at : -1))),
              )),
        },
        targets: 'none',
        why: 'Shows what there is.',
        matches: [
          'gcloud compute instances list',
          'az vm list -o table',
          'doctl compute droplet list',
          'hcloud server describe delete',
          'gcloud compute instances describe delete',
          'az account show',
        ],
        misses: [
          'az storage account delete -n data -y',
          'gcloud compute instances delete list',
          'az vm delete -n web -g rg',
        ],
      }),
      harms('iac_destroy', 'critical', {
        id: 'gcloud.delete',
        when: {
          test: (given) =>
            firstVerb(
              given,
              /^(delete|destroy|remove|rm|purge|terminate|del|force-delete|bulk-delete|[a-z-]+-delete|[a-z-]+-destroy|rebuild|restore|rollback|reimage|delete-.*|abandon|undeploy|snapshot-restore|reset-password|delete_.*)$/,
            ),
        },
        ...GIVEN_LAST,
        targetClass: 'critical',
        why: 'Deletes {target} with the data in it, or writes over it.',
        matches: [
          'gcloud compute instances delete web --quiet',
          'az group delete -n rg --yes',
          'doctl compute droplet delete 123 -f',
          'hcloud server delete web',
          'az vm delete -g rg -n web --yes',
          'gcloud sql instances delete db',
          'openstack server delete web',
          'hcloud server rebuild web --image debian-12',
          'gcloud projects delete p',
          'ibmcloud is instance-delete web -f',
          'oci os object bulk-delete -bn b --force',
        ],
        misses: ['gcloud compute instances list', 'hcloud server describe delete', 'az vm start -n web'],
      }),
      harms('service_disruption', 'high', {
        id: 'gcloud.stop',
        when: {
          test: (given) =>
            firstVerb(
              given,
              /^([a-z-]+-(stop|reboot|reset)|stop|reset|restart|reboot|shutdown|poweroff|power-off|power_off|deallocate|detach|disable|revoke|suspend|cancel|failover|detach-.*|disable-.*|reset-.*|remove-.*|set-iam-policy|regenerate|unassign|release|redeploy|power-cycle|powercycle|simulate-eviction|drain|disassociate|shelve|pause|resize|evict|detach_.*|unset|clear|unlink|change-type|disable-protection)$/,
            ),
        },
        ...GIVEN_LAST,
        why: 'Stops {target}, or cuts it off.',
        matches: [
          'gcloud compute instances stop web',
          'az vm deallocate -g rg -n web',
          'hcloud server poweroff web',
          'gcloud compute instances reset web',
        ],
        misses: ['gcloud compute instances start web', 'az vm list', 'hcloud server describe stop'],
      }),
      adds({
        id: 'gcloud.add',
        when: {
          test: (given) =>
            firstVerb(
              given,
              /^(create|start|add|set|update|enable|attach|login|auth|configure|config|import|export|deploy|upload|download|copy|cp|sync|ssh|scp|snapshot|activate|init|install|tag|label|assign|poweron|power-on|invoke|submit|run|create-.*|add-.*|attach-.*|enable-.*|use|select|connect|resume|set-.*|register|mk|load|query|apply|patch|insert|push|pull|get-credentials|credentials|unpause|unshelve|enable-protection|new|request-console|save|scale|upgrade|open|call|rename|promote)$/,
            ),
        },
        ...GIVEN_LAST,
        why: 'Makes or starts something; undone by its opposite.',
        matches: [
          'gcloud compute instances create web',
          'az vm start -g rg -n web',
          'hcloud server create --name delete --type cx22 --image debian-12',
          'doctl compute droplet create web',
          'gcloud config set project p',
        ],
        misses: ['gcloud compute instances delete web'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a cloud.',
  },
];

/** The first word that is a verb at all; what stands behind it is the name of the thing. */
function firstVerb(given: Arguments, wanted: RegExp): boolean {
  const verb = verbWords(given).find(
    (word) => LOSES.test(word) || LOOKS.test(word) || ADDS.test(word) || wanted.test(word),
  );
  return verb !== undefined && wanted.test(verb);
}

const ADDS = /^(create|start|add|set|update|enable|attach|login|import|export|deploy|upload|snapshot|resize|ssh|scp)$/;
