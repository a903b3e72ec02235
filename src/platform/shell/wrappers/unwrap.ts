import { joinArgs } from '../builtins/run-words.js';
import { moveTo } from '../builtins/directories.js';
import { MAX_VALUES } from '../limits.js';
import type { Via } from '../reading.js';
import { readAssignmentWord } from '../run/assign.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Assigned, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { HOLE, joinTexts, soleText, type Arg } from '../values/value.js';
import { readOptions, textOf, valueOf, type ReadOptions } from './read-options.js';
import { feedShell } from './shells.js';
import { runProxies } from './ssh-commands.js';
import { splitString } from './split-string.js';
import type { Wrapper } from './wrapper.js';
import { emitWritten } from './written-files.js';

interface Wrapped {
  readonly call: Call;
  readonly program: string;
  readonly wrapper: Wrapper;
}

/** Takes a wrapper away and runs what stands behind it. */
export function unwrap(frame: Frame, wrapped: Wrapped): Result {
  const { call, program, wrapper } = wrapped;
  const several = call.argv.findIndex(({ alts }) => alts.length > 1);
  // Each way that its words come out is read by itself: any may be an option.
  const [only] = several > 0 ? (call.argv[several]?.alts ?? []) : [];
  if (only && !isBehindCommand(call, several)) return unwrapEach(frame, wrapped, several);
  const given = program === 'env' ? splitEnv(call) : call;
  const options = readOptions(given.argv.slice(1), {
    valued: [...(wrapper.valued ?? []), ...(wrapper.scripts ?? [])],
    permutes: wrapper.permutes ?? 0,
  });
  const inner = descend(frame, {});
  const alone = wrapper.only?.some((name) => options.flags.has(name) || options.values.has(name)) ?? false;
  if (wrapper.visible || alone) emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  emitWritten(inner, call, wrapper, options);
  if (alone) return OPAQUE;
  return runWrapped(inner, { ...wrapped, call: given }, options);
}

/** A word with several values behind the first plain ones belongs to the command, most likely. */
function isBehindCommand(call: Call, at: number): boolean {
  const plain = call.argv.slice(1, at).filter(({ alts }) => !(alts[0]?.text ?? '-').startsWith('-'));
  return plain.length > 2;
}

function unwrapEach(frame: Frame, wrapped: Wrapped, at: number): Result {
  const { argv } = wrapped.call;
  const several = argv[at] as Arg;
  const results = several.alts.slice(0, MAX_VALUES).map((alt) => {
    const words = argv.map((arg, index) => (index === at ? { ...several, alts: [alt] } : arg));
    return unwrap(descend(frame, {}), { ...wrapped, call: { ...wrapped.call, argv: words } });
  });
  return { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
}

function runWrapped(frame: Frame, { call, program, wrapper }: Wrapped, options: ReadOptions): Result {
  const operands = wrapper.operands ?? 0;
  const { assigned, rest } = takeAssignments(wrapper, options.rest.slice(operands));
  if (options.unknown && operands === 0)
    frame.session.doubt(
      'unknown_program',
      call.span,
      `${options.unknown.source} may be an option of ${program}, or the program that it runs.`,
    );
  const via: Via = { program, place: wrapper.place ?? 'here', where: whereOf(wrapper, options) };
  const inner: Call = { ...call, assignments: [...call.assignments, ...assigned], direct: false };
  const moved = wrapper.directory ? goTo(frame, valueOf(options, wrapper.directory)) : frame;
  if (program === 'ssh' || program === 'autossh') runProxies(frame, call, options);
  const script = wrapper.scripts && valueOf(options, wrapper.scripts);
  if (script) {
    const positional = wrapper.names.includes('su') ? rest.slice(1) : [];
    const shell = enterShell(moved, { call: inner, via, positional });
    return runTexts(shell, { texts: script.alts.map(({ text }) => text), span: call.span, by: program });
  }
  return runRest(
    moved,
    { call: inner, program, wrapper },
    { via, rest: program === 'su' ? [] : commandOf(wrapper, options, rest) },
  );
}

/** `script file`, and `runuser user`, have no command behind their operand. */
function commandOf(wrapper: Wrapper, options: ReadOptions, rest: readonly Arg[]): readonly Arg[] {
  if (wrapper.dashes && !options.dashes) return [];
  if (wrapper.names.includes('script')) return [];
  if (wrapper.names.includes('runuser') && !options.values.has('-u') && !options.values.has('--user')) return [];
  return rest;
}

function runRest(
  frame: Frame,
  { call, program, wrapper }: Wrapped,
  { via, rest }: { readonly via: Via; readonly rest: readonly Arg[] },
): Result {
  if (rest.length > 0 && wrapper.joins) {
    const shell = enterShell(frame, { call, via });
    return runTexts(shell, { texts: joinArgs(rest), span: call.span, by: program });
  }
  if (rest.length > 0) {
    const away = via.place !== 'here';
    const scope = away ? enterShell(frame, { call, via }).scope : frame.scope;
    return launch({ ...frame, scope, via: [...frame.via, via] }, { ...call, argv: rest });
  }
  if ((wrapper.shell || wrapper.joins) && frame.stdin.kind !== 'inherited')
    return feedShell(enterShell(frame, { call, via }), { call, program });
  if (!wrapper.visible) emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  return OPAQUE;
}

function takeAssignments(
  wrapper: Wrapper,
  rest: readonly Arg[],
): { readonly assigned: readonly Assigned[]; readonly rest: readonly Arg[] } {
  const assigned: Assigned[] = [];
  if (!wrapper.assigns) return { assigned, rest };
  for (const arg of rest) {
    const one = readAssignmentWord(arg);
    if (!one) break;
    assigned.push(one);
  }
  return { assigned, rest: rest.slice(assigned.length) };
}

function whereOf(wrapper: Wrapper, options: ReadOptions): string | null {
  if (typeof wrapper.where === 'number') return textOf(options.rest[wrapper.where]);
  return wrapper.where === undefined ? null : textOf(valueOf(options, [wrapper.where]));
}

function goTo(frame: Frame, directory: Arg | undefined): Frame {
  if (!directory) return frame;
  const scope = frame.scope.layer();
  scope.cwd = moveTo(frame, directory);
  return { ...frame, scope };
}

/** `env -S 'a b'` splits its value into words. */
function splitEnv(call: Call): Call {
  const argv: Arg[] = [];
  for (let at = 0; at < call.argv.length; at += 1) {
    const arg = call.argv[at] as Arg;
    const text = soleText(arg.alts) ?? HOLE;
    const match = /^(?:-([a-zA-Z]*)S(.*)|--split-string(?:=(.*))?)$/s.exec(text);
    if (at === 0 || !match || /[uCP]/.test(match[1] ?? '')) argv.push(arg);
    else {
      const inline = match[2] !== undefined && match[2] !== '' ? match[2] : match[3];
      const value = inline ?? call.argv[(at += 1)]?.alts[0]?.text ?? HOLE;
      argv.push(...splitString(value, arg.source));
      argv.push(...call.argv.slice(at + 1));
      break;
    }
    if (at > 0 && !text.startsWith('-') && !readAssignmentWord(arg)) {
      argv.push(...call.argv.slice(at + 1));
      break;
    }
  }
  return { ...call, argv };
}
