import type { Program, Rule } from '../program.js';
import { adds, harms, reads, textOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';

/** `midclt call METHOD …`: the method alone says what is done. */
function calls(pattern: RegExp): (given: Arguments) => boolean {
  return (given) => pattern.test(textOf(given.operands[0]));
}

function middleware(part: {
  readonly what: string;
  readonly pattern: RegExp;
  readonly type: Rule['type'] & string;
  readonly severity: NonNullable<Rule['severity']>;
  readonly sample: string;
  readonly why: string;
}): Rule {
  return harms(part.type as Parameters<typeof harms>[0], part.severity, {
    id: `midclt.${part.what}`,
    when: { subcommand: ['call|job'], test: calls(part.pattern) },
    targets: (given) => given.operands.slice(1, 2).map(textOf),
    why: part.why,
    matches: [`midclt call ${part.sample}`],
    misses: ['midclt call pool.query', 'midclt call system.info'],
  });
}

export const TRUENAS: readonly Program[] = [
  {
    names: ['midclt'],
    style: { subcommands: 1, valued: ['-u', '-U', '-P', '-t', '-j', '-jp'], posix: true },
    rules: [
      reads({
        id: 'midclt.look',
        when: {
          subcommand: ['call|ping|subscribe|waitready'],
          test: (given) =>
            given.subcommand[0] !== 'call' ||
            calls(
              /\.(query|get_instance|config|info|version|get_\w+|is_\w+|status|list\w*|\w+_choices|available|check_\w+|ready|state|summary|stats|processes)$|^core\.ping$/,
            )(given),
        },
        targets: 'none',
        why: 'Asks the appliance.',
        matches: ['midclt call pool.query', 'midclt call system.info'],
        misses: ['midclt call pool.export 1'],
      }),
      middleware({
        what: 'dataset',
        pattern: /^(pool\.dataset\.(delete|destroy_snapshots)|zfs\.(snapshot|dataset)\.(delete|remove|rollback))$/,
        type: 'zfs_dataset_destroy',
        severity: 'critical',
        sample: 'pool.dataset.delete tank/media',
        why: 'Destroys {target} with everything in it.',
      }),
      middleware({
        what: 'pool',
        pattern:
          /^(pool\.(export|remove|detach|offline|replace|create|update|upgrade)|zfs\.pool\.\w*(delete|export|offline|detach|remove|create)\w*|disk\.wipe|boot\.(detach|replace|format))$/,
        type: 'zfs_pool_change',
        severity: 'critical',
        sample: 'pool.export 1',
        why: 'Takes a pool or its disks away.',
      }),
      middleware({
        what: 'power',
        pattern: /^system\.(reboot|shutdown)$/,
        type: 'power_state',
        severity: 'high',
        sample: 'system.reboot',
        why: 'Takes the whole appliance down.',
      }),
      middleware({
        what: 'service',
        pattern: /^(service\.(stop|restart)|app\.stop|chart\.release\.scale|vm\.(stop|poweroff))$/,
        type: 'service_disruption',
        severity: 'high',
        sample: 'service.stop ssh',
        why: 'Stops {target}.',
      }),
      middleware({
        what: 'network',
        pattern: /^(interface\.(delete|update|commit|create)|network\.configuration\.update|staticroute\.\w+)$/,
        type: 'network_lockout',
        severity: 'critical',
        sample: 'interface.commit',
        why: 'Changes the network that the appliance is reached by.',
      }),
      middleware({
        what: 'user',
        pattern: /^(user|group)\.(delete|update)$/,
        type: 'user_account',
        severity: 'high',
        sample: 'user.delete 5',
        why: 'Takes an account away, or changes it.',
      }),
      middleware({
        what: 'machine',
        pattern: /^(vm|virt\.instance|app|chart\.release|jail)\.delete$/,
        type: 'vm_destroy',
        severity: 'critical',
        sample: 'vm.delete 5',
        why: 'Destroys {target}.',
      }),
      adds({
        id: 'midclt.add',
        when: {
          subcommand: ['call'],
          test: calls(
            /^(service\.(start|reload)|pool\.scrub\.\w+|pool\.snapshot\w*\.create|zfs\.snapshot\.(create|hold)|pool\.dataset\.(create|mount)|app\.start|vm\.start|smart\.test\.manual_test|disk\.sync_all|system\.general\.ui_restart)$/,
          ),
        },
        targets: 'none',
        why: 'Starts something, or takes a snapshot.',
        matches: ['midclt call service.start smb', 'midclt call zfs.snapshot.create x'],
        misses: ['midclt call service.stop ssh'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Gives orders to the middleware of a TrueNAS appliance.',
  },
];
