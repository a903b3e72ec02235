import type { Rule } from '../program.js';
import { harms, textOf, valuesOf } from '../rule-kinds.js';
import { mountsOf } from './mounts.js';

const isHost = (source: string): boolean =>
  source !== '' &&
  /^(\/|\/(etc|root|boot|dev|proc|sys|usr|bin|sbin|lib|var|home|mnt|srv|run|host)(\/)?|\/var\/lib|\/var\/run|\/var\/lib\/docker\/?|\/root\/.*|\/etc\/.*|\/boot\/.*|\/home\/?|~\/?|[a-z]:[\\/]?|.*(docker|podman|containerd|crio)\.sock)$/i.test(
    source.replace(/\/+$/, '') || '/',
  );

/** Containers that are given the host itself. */
export const HOST_ACCESS_RULES: readonly Rule[] = [
  harms('opaque_execution', 'high', {
    id: '{name}.run_host',
    when: {
      subcommand: ['run|create'],
      test: (given) =>
        mountsOf(given).some(isHost) ||
        given.options.has('--privileged') ||
        valuesOf(given, ['--pid', '--userns', '--ipc', '--uts']).includes('host') ||
        valuesOf(given, ['--cap-add']).some((text) =>
          /^(cap_)?(all|sys_admin|sys_module|sys_rawio|sys_ptrace|net_admin|sys_boot)$/i.test(text),
        ) ||
        valuesOf(given, ['--device']).some((text) =>
          /^\/dev\/(sd|nvme|vd|mem|kmsg|dm-|mapper|md|hd|xvd|disk)/.test(text),
        ) ||
        valuesOf(given, ['--security-opt']).some((text) => /unconfined|disable/.test(text)),
    },
    targets: mountsOf,
    targetKind: 'path',
    why: 'A container with the host’s files, devices or rights can do to the host whatever root can.',
    matches: [
      '{name} run -v /:/host alpine sh',
      '{name} run --privileged -d evil',
      '{name} run --rm -v /var/run/docker.sock:/var/run/docker.sock tool',
      '{name} run --mount type=bind,source=/etc,target=/e alpine',
      '{name} run --pid=host alpine',
    ],
    misses: [
      '{name} run -d -v data:/data -p 80:80 nginx',
      '{name} run --rm -v $PWD:/src node npm test',
      '{name} run --name privileged nginx',
    ],
  }),
  harms('config_overwrite', 'medium', {
    id: '{name}.cp_into',
    when: {
      subcommand: ['cp'],
      minOperands: 2,
      test: (given) =>
        /^[^/.][^:/]*:/.test(textOf(given.operands[1])) &&
        /:\/(etc|var\/lib|usr(?!\/(share|local|src)\/)|bin|lib|root|boot)(\/|$)/.test(textOf(given.operands[1])),
    },
    targets: 'last',
    targetKind: 'container',
    why: 'Writes over files within a container.',
    matches: ['{name} cp my.cnf db:/etc/mysql/my.cnf'],
    misses: ['{name} cp db:/etc/mysql/my.cnf .', '{name} cp notes.txt web:/tmp/'],
  }),
  harms('config_overwrite', 'medium', {
    id: '{name}.cp_out',
    when: {
      subcommand: ['cp'],
      minOperands: 2,
      test: (given) => /^\/(etc|usr|bin|lib|boot|root|sbin)(\/|$)/.test(textOf(given.operands[1])),
    },
    targets: 'last',
    targetKind: 'path',
    why: 'Writes over files of the system with those of a container.',
    matches: ['{name} cp web:/x /etc/passwd'],
    misses: ['{name} cp web:/etc/passwd /tmp/'],
  }),
];
