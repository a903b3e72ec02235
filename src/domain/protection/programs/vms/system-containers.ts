import type { Program } from '../program.js';
import { adds, harms, has, helps, reads, textsOf } from '../rule-kinds.js';
import { verb, VM, words } from './vm-words.js';

export const SYSTEM_CONTAINERS: readonly Program[] = [
  {
    names: ['lxc', 'incus'],
    style: {
      subcommands: 2,
      valued: [
        '-c',
        '--config',
        '-p',
        '--profile',
        '-s',
        '--storage',
        '-n',
        '--network',
        '--target',
        '--project',
        '-f',
        '--format',
        '--alias',
        '-t',
        '--type',
        '--timeout',
        '--description',
        '--user',
        '--cwd',
        '--env',
      ],
      valuedAfter: {
        delete: ['--project'],
        rm: ['--project'],
        stop: ['--timeout', '--project'],
        restart: ['--timeout', '--project'],
      },
    },
    rules: [
      helps('lxc', ['--help', '-h', '--version']),
      reads({
        id: 'lxc.look',
        when: {
          test: (given) =>
            given.plain.length === 0 ||
            (/^(list|ls|info|version|monitor|query|help|top)$/.test(verb(given)) && !has(given, '-X', '--request')) ||
            (/^(list|ls|show|get|info|list-leases|history|list-allocations|get-current|get-default)$/.test(
              given.subcommand[1] ?? '',
            ) &&
              !/^(delete|rm|stop|restart|launch|start)$/.test(verb(given))),
        },
        targets: 'none',
        why: 'Shows guests.',
        matches: [
          'lxc list',
          'incus info delete',
          'lxc storage list',
          'incus snapshot list web',
          'lxc config show stop',
        ],
        misses: ['lxc delete list', 'incus stop info'],
      }),
      harms('vm_destroy', 'critical', {
        id: 'lxc.delete',
        when: {
          test: (given) =>
            /^(delete|rm|restore|rebuild)$/.test(verb(given)) ||
            (/^(image|storage|network|profile|snapshot|project|cluster|config|remote|operation|warning)$/.test(
              verb(given),
            ) &&
              /^(delete|rm|restore|remove|detach|evacuate|revoke)$/.test(given.subcommand[1] ?? '')) ||
            /^(storage (volume|bucket|zone)|network (acl|forward|zone|peer|load-balancer)|config (device|trust|template)|profile device) .*\b(delete|rm|remove|restore|revoke|detach)\b/.test(
              words(given),
            ) ||
            (has(given, '-X', '--request') && /delete/i.test(words(given))),
        },
        targets: 'operands',
        ...VM,
        why: 'Deletes {target} with its disks or snapshots, or writes over it.',
        matches: [
          'lxc delete web --force',
          'incus rm -f web',
          'lxc storage volume delete default data',
          'incus snapshot restore web s1',
          'lxc network delete br0',
          'lxc image delete abc',
          'incus project delete shop',
        ],
        misses: ['lxc list', 'incus info rm', 'lxc launch ubuntu:24.04 delete'],
      }),
      harms('vm_destroy', 'high', {
        id: 'lxc.stop',
        when: { test: (given) => /^(stop|restart|pause|freeze)$/.test(verb(given)) },
        targets: (given) => textsOf(given.plain.slice(1)),
        ...VM,
        why: 'Stops or interrupts {target}.',
        matches: ['lxc stop web', 'incus restart --all'],
        misses: ['lxc start web', 'incus list'],
      }),
      adds({
        id: 'lxc.add',
        when: {
          test: (given) =>
            !/\b(delete|rm|restore|remove|detach|revoke|evacuate)\b/.test(
              given.plain.length > 2 ? words(given).split(' ').slice(0, 3).join(' ') : words(given),
            ) &&
            /^(launch|init|create|start|copy|cp|move|mv|rename|snapshot|config|profile|network|storage|image|file|exec|shell|console|publish|export|import|remote|project|cluster|admin|alias|unpause|resume|switch|auth|operation|query|wait|webui)$/.test(
              verb(given),
            ) &&
            !/^(list|ls|show|get|info)$/.test(given.subcommand[1] ?? ''),
        },
        targets: 'none',
        ...VM,
        why: 'Makes, starts or copies; undone by its opposite.',
        matches: [
          'lxc launch ubuntu:24.04 web',
          'incus start web',
          'lxc snapshot web before',
          'incus config set web limits.cpu 2',
        ],
        misses: ['lxc delete web', 'lxc list'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers system containers and virtual machines.',
  },
];
