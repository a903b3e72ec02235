import type { Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { dropEnd } from '../values/scan-text.js';
import { HOLE, soleText, type Alt, type Arg } from '../values/value.js';

const EXECUTES = new Set(['-exec', '-execdir', '-ok', '-okdir']);

/** `find … -exec cmd {} \;`: the search is an execution, and so is each command in it. */
export function runFind(frame: Frame, call: Call, program: string): Result {
  const args = call.argv.slice(1);
  emit(frame, { program, args, call, silent: false });
  const found = placesFound(args);
  for (let at = 0; at < args.length; at += 1) {
    if (!EXECUTES.has(wordOf(args[at]))) continue;
    const end = endOfCommand(args, at + 1);
    runFound(frame, { call, program, command: args.slice(at + 1, end), found });
    at = end;
  }
  return OPAQUE;
}

function wordOf(arg: Arg | undefined): string {
  return (arg && soleText(arg.alts)) ?? HOLE;
}

/** Behind the `;`, or the `+` that follows `{}`. */
function endOfCommand(args: readonly Arg[], from: number): number {
  for (let at = from; at < args.length; at += 1) {
    const word = wordOf(args[at]);
    if (word === ';' || (word === '+' && wordOf(args[at - 1]) === '{}')) return at;
  }
  return args.length;
}

/** What `{}` can stand for: below each starting point, by the name that is looked for. */
function placesFound(args: readonly Arg[]): readonly Alt[] {
  const roots: Alt[] = [];
  for (const arg of args) {
    const text = arg.alts[0]?.text ?? HOLE;
    if (/^-[HLPDO]/.test(text)) continue;
    if (/^[-(!,]/.test(text)) break;
    roots.push(...arg.alts);
  }
  const named = args.findIndex((arg) => /^-i?name$/.test(wordOf(arg)));
  const name = named >= 0 ? (args[named + 1]?.alts[0]?.text ?? '*') : '*';
  const starts = roots.length > 0 ? roots : [{ text: '.', glob: false }];
  return starts.slice(0, 8).map(({ text }) => ({ text: `${dropEnd(text, '/')}/${name}${HOLE}`, glob: true }));
}

interface Found {
  readonly call: Call;
  readonly program: string;
  readonly command: readonly Arg[];
  readonly found: readonly Alt[];
}

function runFound(frame: Frame, { call, program, command, found }: Found): void {
  if (command.length === 0) return;
  const via: Via = { program, place: 'here', where: null };
  const argv = command.map((arg): Arg => {
    if (wordOf(arg) === '{}') return { source: '{}', alts: found, maySplit: false };
    return { ...arg, alts: arg.alts.map((alt) => ({ ...alt, text: alt.text.replaceAll('{}', HOLE) })) };
  });
  const [head] = argv;
  // `-exec {} \;` runs what is found.
  if (head?.source === '{}') argv[0] = { ...head, alts: [{ text: HOLE, glob: false }] };
  const inner = descend(frame, { via: [...frame.via, via], stdin: { kind: 'inherited' } });
  launch(inner, { ...call, argv, redirects: [], direct: false, moreFrom: 'find' });
}

/** `fd -x cmd`, `fd -X cmd`. */
export function runFd(frame: Frame, call: Call, program: string): Result {
  const args = call.argv.slice(1);
  emit(frame, { program, args, call, silent: false });
  const at = args.findIndex((arg) => /^(?:-[a-zA-Z]*[xX]|--exec|--exec-batch)$/.test(wordOf(arg)));
  if (at < 0) return OPAQUE;
  const command = args.slice(at + 1).filter((arg) => wordOf(arg) !== ';');
  runFound(frame, { call, program, command, found: [{ text: `./*${HOLE}`, glob: true }] });
  return OPAQUE;
}
