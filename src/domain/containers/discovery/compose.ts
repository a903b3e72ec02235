const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const WORKING_DIRECTORY = 'com.docker.compose.project.working_dir';
const CONFIG_FILES = 'com.docker.compose.project.config_files';
const REPLACES = 'com.docker.compose.replace';

type Labels = Readonly<Record<string, string>>;

export interface ComposeMembership {
  readonly project: string | null;
  readonly service: string | null;
}

export function readComposeMembership(labels: Labels): ComposeMembership {
  return { project: textOf(labels, PROJECT), service: textOf(labels, SERVICE) };
}

export interface ComposePlace {
  readonly workingDirectory: string | null;
  readonly configFiles: readonly string[];
}

/** Where the project's files are on its host, as whoever ran compose wrote it. */
export function readComposePlace(labels: Labels): ComposePlace {
  const files = textOf(labels, CONFIG_FILES);
  return {
    workingDirectory: textOf(labels, WORKING_DIRECTORY),
    configFiles: files === null ? [] : files.split(',').filter((file) => file !== ''),
  };
}

const TEMPORARY_NAME = /^([0-9a-f]{12})_.+$/;

interface Named {
  readonly runtimeId: string;
  readonly name: string;
  readonly labels: Labels;
}

/**
 * Compose makes a replacement as `<id>_<name>` and renames it once the old one is gone: for that moment it is no
 * container of its own.
 */
export function isBeingReplaced({ name, labels }: Named, others: readonly Named[]): boolean {
  const replaced = TEMPORARY_NAME.exec(name)?.[1];
  if (replaced === undefined || !Object.hasOwn(labels, REPLACES)) return false;
  return others.some(({ runtimeId }) => runtimeId.startsWith(replaced));
}

function textOf(labels: Labels, key: string): string | null {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return value === undefined || value === '' ? null : value;
}
