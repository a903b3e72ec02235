import { isEmpty, isSame, readTexts, type EngineJson } from './engine-json.js';

/** What is sent of entrypoint and command; what is not there is not sent. */
export interface CommandPair {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
}

/** How `--entrypoint ""` is said to an engine; inspect shows null (Docker) or the same (Podman) afterwards. */
const CLEARED: readonly string[] = [''];

/** An empty entrypoint, however the engine writes it. */
export function readEntrypoint(config: EngineJson): readonly string[] {
  const entrypoint = readTexts(config['Entrypoint']);
  return entrypoint.length === 1 && entrypoint[0] === '' ? [] : entrypoint;
}

/**
 * Entrypoint and command are judged as a pair, because engines merge them so: with an entrypoint of the user's, the
 * image's command does not count, so every command in the container is the user's.
 */
export function planCommand(config: EngineJson, oldConfig: EngineJson): CommandPair {
  const [entrypoint, oldEntrypoint] = [readEntrypoint(config), readEntrypoint(oldConfig)];
  const [command, oldCommand] = [readTexts(config['Cmd']), readTexts(oldConfig['Cmd'])];
  const own = command.length === 0 ? {} : { Cmd: command };
  // No command although the image has one: only an entrypoint of the user's does that, equal to the image's by chance.
  const hidesCommand = isEmpty(command) && !isEmpty(oldCommand);
  if (isSame(entrypoint, oldEntrypoint) && !hidesCommand) return isSame(command, oldCommand) ? {} : own;
  return { Entrypoint: entrypoint.length === 0 ? CLEARED : entrypoint, ...own };
}
