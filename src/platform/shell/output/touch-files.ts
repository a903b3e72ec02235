import type { Frame } from '../run/frame.js';
import { readFileTexts, writeFileTexts } from '../run/paths.js';
import { textsOf } from '../values/feed.js';
import { soleText, type Arg } from '../values/value.js';

/** Programs that write what is known into a file by name, which a shell may run later on. */
export function readTouchedFiles(frame: Frame, program: string, args: readonly Arg[]): void {
  const operands = args.filter((arg) => !soleText(arg.alts)?.startsWith('-'));
  if (program === 'tee') {
    const append = args.some((arg) => /^-\w*a|^--append$/.test(soleText(arg.alts) ?? ''));
    const texts = frame.stdin.kind === 'file' ? readFileTexts(frame, frame.stdin.path) : textsOf(frame.stdin);
    if (texts) for (const path of operands) writeFileTexts(frame, path, { texts, append });
  }
  if (!['cp', 'mv', 'install', 'ln'].includes(program) || operands.length !== 2) return;
  const [from, to] = operands;
  const texts = from && readFileTexts(frame, from);
  if (texts && to) writeFileTexts(frame, to, { texts, append: false });
}
