import type { Builtin } from './builtins.js';
import { MAX_PATH_LENGTH } from '../limits.js';
import { emit } from '../run/emit.js';
import { SILENT, SILENT_MAYBE, type Frame } from '../run/frame.js';
import { normalisePath } from '../run/paths.js';
import { HOLE, isKnown, joinValues, known, soleText, type Alt, type Arg } from '../values/value.js';

/** Where `cd` to this word leads. */
export function moveTo(frame: Frame, arg: Arg): Arg {
  const cwd = frame.scope.cwd;
  const alts = arg.alts.map((alt): readonly Alt[] => {
    if (!isKnown(alt.text)) return [alt.text.startsWith('/') ? alt : { ...alt, text: HOLE }];
    if (alt.text.startsWith('/') || !cwd) return [{ ...alt, text: placeOf(frame, alt.text) }];
    return cwd.alts.map((base) => ({
      text: isKnown(base.text) ? placeOf(frame, `${base.text}/${alt.text}`) : HOLE,
      glob: alt.glob || base.glob,
    }));
  });
  return { source: arg.source, alts: joinValues(alts), maySplit: false };
}

function placeOf(frame: Frame, path: string): string {
  if (path.length > MAX_PATH_LENGTH) return HOLE;
  frame.session.charge(1 + (path.length >> 4));
  return normalisePath(path);
}

function operandOf(args: readonly Arg[]): Arg | undefined {
  return args.find((arg) => !/^-[LPe@n]+$|^--$/.test(soleText(arg.alts) ?? ''));
}

function go(frame: Frame, to: Arg): void {
  frame.scope.set('OLDPWD', frame.scope.cwd?.alts ?? [{ text: HOLE, glob: false }]);
  frame.scope.cwd = to;
}

function homeArg(frame: Frame): Arg {
  const home = frame.scope.variable('HOME')?.value ?? known(frame.scope.home);
  return { source: '~', alts: home, maySplit: false };
}

export const changeDirectory: Builtin = (frame, call, name) => {
  if (call.redirects.some(({ operator }) => operator !== '<'))
    emit(frame, { program: name, args: call.argv.slice(1), call, silent: false });
  const operand = operandOf(call.argv.slice(1));
  if (!operand) go(frame, homeArg(frame));
  else if (soleText(operand.alts) === '-')
    go(frame, { ...operand, alts: frame.scope.variable('OLDPWD')?.value ?? [{ text: HOLE, glob: false }] });
  else go(frame, moveTo(frame, operand));
  return SILENT_MAYBE;
};

export const pushDirectory: Builtin = (frame, call) => {
  const operand = operandOf(call.argv.slice(1));
  const stack = frame.scope.directories;
  frame.session.charge(1 + (stack.length >> 3));
  if (operand && !/^[-+]\d+$/.test(soleText(operand.alts) ?? '')) {
    frame.scope.directories = [...stack, frame.scope.cwd];
    go(frame, moveTo(frame, operand));
  } else go(frame, { source: 'pushd', alts: [{ text: HOLE, glob: false }], maySplit: false });
  return SILENT;
};

export const popDirectory: Builtin = (frame) => {
  const stack = frame.scope.directories;
  frame.session.charge(1 + (stack.length >> 3));
  if (stack.length > 0) {
    frame.scope.directories = stack.slice(0, -1);
    frame.scope.set('OLDPWD', frame.scope.cwd?.alts ?? [{ text: HOLE, glob: false }]);
    frame.scope.cwd = stack.at(-1) ?? null;
  } else go(frame, { source: 'popd', alts: [{ text: HOLE, glob: false }], maySplit: false });
  return SILENT;
};
