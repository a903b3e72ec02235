import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readComposePlace } from '../../../domain/containers/discovery/compose.js';
import { isHashedWithOwner } from '../../../domain/containers/recreation/compose-hash.js';
import type { ComposeModel } from '../../../domain/containers/recreation/recreation.js';
import { defineCommand, invoke, runCommand } from '../../../platform/commands/index.js';
import type { EngineObject } from '../../../platform/engines/engine.js';
import { RemoteError, type RemoteErrorClass } from '../../../platform/ssh/remote-errors.js';
import type { EngineHost, OpenHostEngine } from '../open-host-engine.js';
import { configOf, hostConfigOf, labelOf, labelsOf } from './read-inspect.js';

const PROJECT = 'com.docker.compose.project';
const ENVIRONMENT_FILES = 'com.docker.compose.project.environment_file';

const Path = z
  .string()
  .regex(/^\/[^\0]*$/)
  .max(4_096);

const Arguments = z.strictObject({
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/)
    .max(256),
  directory: Path,
  files: z.array(Path).min(1).max(20),
  environmentFiles: z.array(Path).max(20),
});

/** Compose is not there, or does not understand the files, or they are not for this login. */
const OUT_OF_REACH: ReadonlySet<RemoteErrorClass> = new Set([
  'command_not_found',
  'command_failed',
  'command_timeout',
  'permission_denied',
]);

const OUTPUT_BYTES = 4 * 1024 * 1024;

type Project = z.infer<typeof Arguments>;

const SUMMARY = 'Tells what the files of a compose project mean.';

function askForConfig({ project, directory, files, environmentFiles }: Project): string[] {
  const where = ['--project-name', project, '--project-directory', directory];
  const read = files.flatMap((file) => ['--file', file]);
  const environment = environmentFiles.flatMap((file) => ['--env-file', file]);
  return [...where, ...read, ...environment, '--profile', '*', 'config', '--format', 'json'];
}

const EXAMPLE: Project = {
  project: 'shop',
  directory: '/srv/shop',
  files: ['/srv/shop/compose.yaml'],
  environmentFiles: [],
};

/** As the login: whoever manages the project reads its files; what only root may read stays unread. */
const COMMON = {
  effect: 'read_only',
  args: Arguments,
  example: EXAMPLE,
  timeout: 'normal',
  maxOutputBytes: OUTPUT_BYTES,
  // With the secrets of the project: kept by nobody.
  parse: ({ stdout, truncated }: { readonly stdout: Buffer; readonly truncated: boolean }) =>
    truncated ? '' : stdout.toString('utf8'),
} as const;

/** A plugin of the docker command, or the same program by itself. */
export const composeCommands = [
  defineCommand({
    ...COMMON,
    id: 'compose.config',
    summary: SUMMARY,
    tools: ['docker'],
    argv: (project) => ['docker', 'compose', ...askForConfig(project)],
  }),
  defineCommand({
    ...COMMON,
    id: 'compose.config_standalone',
    summary: `${SUMMARY} Asked where compose is a program of its own.`,
    tools: ['docker-compose'],
    argv: (project) => ['docker-compose', ...askForConfig(project)],
  }),
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type ComposeHost = Pick<OpenHostEngine, 'transport'> & { readonly host: Pick<EngineHost, 'capabilities'> };

/**
 * What compose says of the project that a container is of, when its hash there depends on the container that it shares
 * with; nothing where compose or the project's files are out of reach, which costs no more than that.
 */
export async function readComposeModel(
  { transport, host }: ComposeHost,
  container: EngineObject,
  signal?: AbortSignal,
): Promise<{ readonly compose?: ComposeModel }> {
  if (!isHashedWithOwner({ config: configOf(container), hostConfig: hostConfigOf(container) })) return {};
  const place = readComposePlace(labelsOf(container));
  // Labels are what somebody wrote: what is no path and no project's name is not asked about.
  const args = Arguments.safeParse({
    project: labelOf(container, PROJECT),
    directory: place.workingDirectory,
    files: place.configFiles,
    environmentFiles: labelOf(container, ENVIRONMENT_FILES)
      .split(',')
      .filter((file) => file !== ''),
  });
  if (!args.success) return {};
  for (const definition of composeCommands) {
    try {
      const command = invoke(definition, args.data);
      const { value } = await runCommand(transport, { command, host: host.capabilities, signal });
      if (value !== '') return { compose: { model: value, sha256 } };
    } catch (error) {
      if (!(error instanceof RemoteError && OUT_OF_REACH.has(error.errorClass))) throw error;
    }
  }
  return {};
}
