import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { RUNTIMES } from './known-runtimes.js';
import { parseDockerInfo, parsePodmanStates, parsePresence } from './parser.js';

const nothing = { effect: 'read_only', args: z.strictObject({}), example: {} } as const;

const SOCKETS = RUNTIMES.flatMap(({ sockets }) => sockets);
const VERSIONED = RUNTIMES.flatMap(({ versionOf }) => versionOf ?? []);

// /proc/net/unix tells who listens (flags 00010000) without a connection.
const PRESENCE = `part() { printf '\\035%s\\n' "$1"; }
part sockets; for s in ${SOCKETS.join(' ')}; do [ -S "$s" ] && printf '%s\\n' "$s"; done
part listening; grep -E ' 00010000 .* (${SOCKETS.join('|')})$' /proc/net/unix 2>/dev/null
for t in ${VERSIONED.join(' ')}; do
  command -v "$t" >/dev/null 2>&1 && part "version $t" && "$t" --version 2>/dev/null | head -n 1
done
part end
exit 0
`;

export const runtimePresence = defineCommand({
  ...nothing,
  id: 'runtimes.presence',
  summary: 'Sockets and versions of container runtimes.',
  root: true,
  timeout: 'normal',
  argv: () => ['sh', '-c', PRESENCE],
  parse: parsePresence,
});

const FIELDS = { version: 'ServerVersion', all: 'Containers', running: 'ContainersRunning' } as const;
const TEMPLATE = Object.entries(FIELDS)
  .map(([key, field]) => `"${key}":{{json .${field}}}`)
  .join(',');

export const dockerInfo = defineCommand({
  ...nothing,
  id: 'runtimes.docker_info',
  summary: 'Version of the Docker engine and its numbers of containers.',
  tools: ['docker'],
  root: true,
  timeout: 'normal',
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['docker', 'info', '--format', `{${TEMPLATE}}`],
  parse: parseDockerInfo,
});

const STATES = ['podman', 'ps', '-a', '--format', '{{.State}}'] as const;

export const podmanSystem = defineCommand({
  ...nothing,
  id: 'runtimes.podman_system',
  summary: 'States of the containers that Podman runs as root.',
  tools: ['podman'],
  root: true,
  timeout: 'normal',
  acceptedExitCodes: ANY_EXIT_CODE,
  // Without root it would be the user's own store.
  argv: (_args, { sudo }) => (sudo === 'none' ? undefined : STATES),
  parse: parsePodmanStates,
});

export const podmanUser = defineCommand({
  ...nothing,
  id: 'runtimes.podman_user',
  summary:
    'States of the containers that Podman runs as the login user: only where there is a store of theirs already.',
  tools: ['podman'],
  timeout: 'normal',
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: (_args, { sudo }) =>
    sudo === 'root'
      ? undefined
      : [
          'sh',
          '-c',
          '[ -d ~/.local/share/containers/storage ] || { echo none; exit 0; }; exec "$@"',
          'podman',
          ...STATES,
        ],
  parse: parsePodmanStates,
});
