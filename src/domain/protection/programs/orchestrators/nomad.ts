import type { Program } from '../program.js';
import { adds, harms, helps, reads } from '../rule-kinds.js';
import { words } from './cluster-words.js';

export const NOMAD: readonly Program[] = [
  {
    names: ['nomad', 'consul', 'boundary', 'waypoint'],
    style: {
      subcommands: 2,
      singleDashLong: true,
      valued: ['-address', '-namespace', '-region', '-token', '-http-addr', '-datacenter', '-id', '-name'],
    },
    rules: [
      helps('nomad', ['-help', '-h', '-version']),
      reads({
        id: 'nomad.look',
        when: {
          test: (given) =>
            /^(status|version|members|monitor|info|validate|ui|help|watch|catalog|rtt|troubleshoot|inspect)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            /^(status|inspect|plan|history|validate|list|list-peers|logs|fs|get|read|info|members|allocs|deployments|health|export|peers|self|search|list-tokens|checks|services|nodes|datacenters)$/.test(
              given.subcommand[1] ?? '',
            ) ||
            /^(node (status|config)|kv (get|export))/.test(words(given)),
        },
        targets: 'none',
        why: 'Shows jobs and members.',
        matches: [
          'nomad status',
          'nomad job plan stop.nomad',
          'consul members',
          'consul kv get delete',
          'nomad node status',
        ],
        misses: ['nomad job stop web', 'consul kv delete -recurse app'],
      }),
      harms('orchestrator_delete', 'high', {
        id: 'nomad.stop',
        when: {
          test: (given) =>
            /raft remove-peer|acl .* delete|intention delete/.test(words(given)) ||
            (given.subcommand.some((word) =>
              /^(stop|purge|delete|gc|drain|deregister|remove|remove-peer|leave|force-leave|revert|eligibility|restart|fail|destroy|rm|revoke|restore|maint|transfer-leader|autopilot|kill|detach|disable|purge)$/.test(
                word,
              ),
            ) &&
              !/^(status|plan|inspect)$/.test(given.subcommand[1] ?? '')),
        },
        targets: 'operands',
        targetKind: 'resource',
        why: 'Stops or deletes jobs, members or keys.',
        matches: [
          'nomad job stop -purge web',
          'nomad stop web',
          'nomad node drain -enable n1',
          'consul kv delete -recurse app',
          'consul leave',
          'nomad system gc',
          'consul operator raft remove-peer -id x',
          'nomad alloc restart abc',
        ],
        misses: ['nomad job status stop', 'consul kv get leave'],
      }),
      adds({
        id: 'nomad.run',
        when: {
          test: (given) =>
            given.subcommand.some((word) =>
              /^(run|put|join|dispatch|promote|apply|create|register|init|agent|reload|keygen|save|bootstrap|exec|snapshot|scale|import|login|fmt|write|login|connect|lock|event|update|set|resume|force|periodic|tls|intention|config|services)$/.test(
                word,
              ),
            ) &&
            !given.subcommand.some((word) =>
              /^(stop|purge|delete|drain|deregister|remove|leave|restore|revert|remove-peer|list|inspect|read)$/.test(
                word,
              ),
            ),
        },
        targets: 'operands',
        targetKind: 'resource',
        why: 'Starts a job or adds a key.',
        matches: ['nomad job run web.nomad', 'consul kv put a b', 'consul snapshot save s.snap'],
        misses: ['nomad job stop web'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Steers a cluster.',
  },
];
