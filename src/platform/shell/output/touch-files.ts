import type { Frame } from '../run/frame.js';
import { readFileTexts, resolvePath, writeFileTexts } from '../run/paths.js';
import { textsOf } from '../values/feed.js';
import { HOLE, soleText, type Arg } from '../values/value.js';

/** The option before the file that what comes from elsewhere is written to. */
const DOWNLOADS: ReadonlyMap<string, RegExp> = new Map([
  ['curl', /^(?:-[a-zA-Z#]*o|--output)$/],
  ['wget', /^(?:-[a-zA-Z]*O|--output-document)$/],
]);

/** Programs that write what is known into a file by name, which a shell may run later on. */
export function readTouchedFiles(frame: Frame, program: string, args: readonly Arg[]): void {
  const operands = args.filter((arg) => !soleText(arg.alts)?.startsWith('-'));
  if (program === 'tee') {
    const append = args.some((arg) => /^-\w*a|^--append$/.test(soleText(arg.alts) ?? ''));
    const texts = frame.stdin.kind === 'file' ? readFileTexts(frame, frame.stdin.path) : textsOf(frame.stdin);
    for (const path of operands) writeFileTexts(frame, path, { texts: texts ?? [HOLE], append });
  }
  const option = DOWNLOADS.get(program);
  if (option !== undefined)
    for (const [at, arg] of args.entries()) {
      const path = args[at + 1];
      if (path && option.test(soleText(arg.alts) ?? '')) writeFileTexts(frame, path, { texts: [HOLE], append: false });
    }
  if (!['cp', 'mv', 'install', 'ln'].includes(program)) return;
  const [from, to] = operands;
  // Into a directory, or in a way of its own: any file may be another one now.
  if (operands.length !== 2 || !from || !to || args.some((arg) => /^-\w*t|^--target/.test(soleText(arg.alts) ?? '')))
    return frame.session.doubtFiles();
  writeFileTexts(frame, to, { texts: readFileTexts(frame, from) ?? [HOLE], append: false });
  const directory = soleText(to.alts);
  if (directory === undefined || holdsKnownFiles(frame, directory)) frame.session.doubtFiles();
}

function holdsKnownFiles(frame: Frame, directory: string): boolean {
  const above = `${resolvePath(frame, directory)}/`;
  return [...frame.session.files.keys()].some((path) => path.startsWith(above));
}
