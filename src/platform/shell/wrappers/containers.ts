import type { Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { HOLE, soleText, type Arg } from '../values/value.js';
import { joinArgs } from '../builtins/run-words.js';
import { ENTRIES as CONTAINER_ENTRIES } from './container-entries.js';
import type { Entry } from './entry.js';
import { ENVIRONMENT_ENTRIES } from './environment-entries.js';
import { readOptions, textOf, valueOf } from './read-options.js';

const ENTRIES: readonly Entry[] = [...CONTAINER_ENTRIES, ...ENVIRONMENT_ENTRIES];

/** Every program that has such a subcommand. */
export const ENTERED: ReadonlySet<string> = new Set([
  ...ENTRIES.flatMap(({ programs }) => programs),
  'k3s',
  'microk8s',
]);

/** `docker exec web …`, `kubectl exec pod -- …`, `pct exec 101 -- …`; every other subcommand is the tool’s own. */
export function runContainerTool(frame: Frame, call: Call, program: string): Result {
  if ((program === 'k3s' || program === 'microk8s') && /^(?:kubectl|crictl|ctr)$/.test(textOf(call.argv[1]) ?? ''))
    return launch(descend(frame, {}), { ...call, argv: call.argv.slice(1), direct: false });
  for (const entry of ENTRIES) {
    if (!entry.programs.includes(program)) continue;
    const rest = behindSubcommand(call.argv.slice(1), entry);
    if (rest) return enter(frame, { call, program }, { entry, rest });
  }
  emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  return OPAQUE;
}

/** The words behind the subcommand; undefined when it is another one. */
function behindSubcommand(args: readonly Arg[], entry: Entry): readonly Arg[] | undefined {
  let rest = args;
  for (const word of entry.subcommand) {
    rest = readOptions(rest, { valued: entry.global }).rest;
    if (textOf(rest[0]) !== word) return undefined;
    rest = rest.slice(1);
  }
  return rest;
}

function enter(
  frame: Frame,
  { call, program }: { readonly call: Call; readonly program: string },
  { entry, rest }: { readonly entry: Entry; readonly rest: readonly Arg[] },
): Result {
  const { operands, command, entrypoint, script } = readEntry(entry, rest);
  const via: Via = { program, place: entry.place, where: textOf(operands[0]) };
  if (script) {
    if (entry.visible) emit(frame, { program, args: call.argv.slice(1), call, silent: false });
    const shell = descend(enterShell(frame, { call, via }), {});
    return runTexts(shell, { texts: script.alts.map(({ text }) => text), span: call.span, by: program });
  }
  const starts = [...(entrypoint ? [entrypoint] : []), ...command];
  if (entry.visible || starts.length === 0) emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  const [head] = starts;
  // Words behind an image are a command only when they look like one: an entrypoint may take them as options.
  if (!head || (entry.visible && !entrypoint && (soleText(head.alts) ?? HOLE).startsWith('-'))) return OPAQUE;
  const inner = descend(enterShell(frame, { call: { ...call, assignments: [] }, via }), {});
  if (entry.joins) return runTexts(inner, { texts: joinArgs(starts), span: call.span, by: program });
  return launch(inner, {
    ...call,
    argv: starts,
    redirects: entry.visible ? [] : call.redirects,
    assignments: [],
    direct: false,
  });
}

function readEntry(
  entry: Entry,
  rest: readonly Arg[],
): {
  readonly operands: readonly Arg[];
  readonly command: readonly Arg[];
  readonly entrypoint: Arg | undefined;
  readonly script: Arg | undefined;
} {
  const scripts = entry.scripts ?? [];
  const options = readOptions(rest, { valued: [...entry.valued, ...scripts], permutes: entry.permutes ?? 0 });
  const entrypoint = entry.entry === undefined ? undefined : options.values.get(entry.entry)?.[0];
  // What must stand behind `--` may do so at once: then nothing stands before it.
  const before = entry.dashes && options.dashes ? 0 : entry.operands;
  const operands = options.rest.slice(0, before);
  // Options may stand behind the pod as well: `kubectl exec web -c main -- sh`.
  const behind = options.rest.slice(before);
  const dashes = options.dashes ? -1 : options.rest.findIndex((arg) => textOf(arg) === '--');
  const command = dashes >= 0 ? options.rest.slice(dashes + 1) : entry.dashes && !options.dashes ? [] : behind;
  return { operands, command, entrypoint, script: valueOf(options, scripts) };
}
