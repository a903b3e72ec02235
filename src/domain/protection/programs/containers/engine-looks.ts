import type { Rule } from '../program.js';
import { adds, reads, rehearses } from '../rule-kinds.js';

const LOOKS =
  'ps|images|logs|inspect|top|stats|port|diff|info|version|events|search|history|help|ls|list|healthcheck|mount|wait|search';
const GROUP_LOOKS =
  'ls|list|inspect|ps|logs|df|info|events|history|top|stats|port|diff|show|use|du|exists|version|status|tasks|usage|connection|check|dial-stdio|ls-remote|verify|services|tree|signature|provenance';
const GROUPS =
  'container|image|volume|network|system|builder|buildx|context|service|node|stack|secret|config|swarm|plugin|manifest|trust|checkpoint|pod|machine|model|scout|sbom|mcp|farm|healthcheck|quadlet|artifact|namespace|kube|generate|apparmor|desktop|offload|extension';

const ENGINE_ADDS: readonly Rule[] = [
  adds({
    id: '{name}.add',
    when: {
      subcommand: [
        'pull|push|tag|build|create|start|unpause|login|logout|save|load|import|export|commit|rename|attach|exec|cp|init|generate|untag|unshare|farm|ssh',
      ],
    },
    targetKind: 'image',
    why: 'Fetches, builds, starts or copies; nothing is lost.',
    matches: [
      '{name} pull nginx:1.27',
      '{name} start web',
      '{name} build -t rm:latest .',
      '{name} tag a prune',
      '{name} commit web snapshot',
    ],
    misses: ['{name} rm pull', '{name} stop start'],
  }),
  adds({
    id: '{name}.group_add',
    when: {
      subcommand: [
        GROUPS,
        'create|start|pull|push|tag|build|import|export|save|load|connect|enable|install|bake|imagetools|add|set|init|join|deploy|join-token|unlock-key|unpause|exec|attach|commit|rename|cp|login|annotate|sign|promote|play|generate|apply|update|upgrade|run|quickview|cves|recommendations',
      ],
      test: (given) =>
        !/^(swarm|kube)$/.test(given.subcommand[0] ?? '') || !/^(update|run)$/.test(given.subcommand[1] ?? ''),
    },
    targetKind: 'resource',
    why: 'Makes, fetches or connects something; undone by its opposite.',
    matches: [
      '{name} volume create data',
      '{name} network create --driver bridge rm',
      '{name} network connect net web',
      '{name} context create rm',
    ],
    misses: ['{name} volume rm data', '{name} network disconnect net web'],
  }),
  adds({
    id: '{name}.run',
    when: { subcommand: ['run'] },
    targets: 'first',
    targetKind: 'image',
    why: 'Starts a new container.',
    matches: ['{name} run -d --name rm nginx', '{name} run --rm -it alpine sh -c ls'],
    misses: ['{name} ps --filter name=run'],
  }),
  adds({
    id: '{name}.update',
    when: { subcommand: ['update'] },
    targetKind: 'container',
    why: 'Changes limits or the restart policy of a container; undone by the earlier values.',
    matches: ['{name} update --restart unless-stopped web', '{name} update -m 512m web'],
    misses: ['{name} restart web'],
  }),
];

/** Only looks, and only adds: the same for docker, podman and nerdctl. */
export const ENGINE_LOOKS: readonly Rule[] = [
  rehearses({
    id: '{name}.help',
    // 'docker run -h NAME' is a host name, and 'docker run image --help' is no help of the engine.
    when: {
      anyOption: ['--help', '--version', '-v'],
      test: (given) =>
        (given.options.has('--help') && !/^(run|exec|create)$/.test(given.subcommand[0] ?? '')) ||
        given.plain.length === 0,
    },
    targets: 'none',
    why: 'Prints how it is used, or its version.',
    matches: ['{name} --version', '{name} rm --help', '{name} volume prune --help'],
    misses: ['{name} rm -v web', '{name} rm web'],
  }),
  reads({
    id: '{name}.look',
    when: { subcommand: [LOOKS] },
    targets: 'none',
    why: 'Shows containers, images or the engine.',
    matches: [
      '{name} ps -a',
      '{name} logs rm',
      '{name} logs -f --tail 100 prune',
      '{name} inspect stop',
      '{name} images --filter dangling=true',
      '{name} stats --no-stream kill',
      '{name} top rm',
      '{name} events --since 1h',
    ],
    misses: ['{name} rm ps', '{name} stop logs', '{name} kill inspect'],
  }),
  reads({
    id: '{name}.group_look',
    when: { subcommand: [GROUPS, GROUP_LOOKS] },
    targets: 'none',
    why: 'Shows what there is.',
    matches: [
      '{name} volume ls',
      '{name} system df -v',
      '{name} network inspect prune',
      '{name} container logs rm',
      '{name} volume inspect rm',
      '{name} service ps rm',
    ],
    misses: ['{name} volume rm ls', '{name} network rm inspect'],
  }),
  rehearses({
    id: '{name}.auto_update_dry',
    when: { subcommand: ['auto-update'], anyOption: ['--dry-run'] },
    targets: 'none',
    why: 'Says which containers would be updated.',
    matches: ['{name} auto-update --dry-run'],
    misses: ['{name} auto-update'],
  }),
  reads({
    id: '{name}.group',
    when: {
      test: (given) =>
        given.plain.length === 0 || (given.plain.length === 1 && GROUPS.split('|').includes(given.subcommand[0] ?? '')),
    },
    targets: 'none',
    why: 'Without a verb it prints how it is used.',
    matches: ['{name}', '{name} volume'],
    misses: ['{name} volume prune'],
  }),
  ...ENGINE_ADDS,
];
