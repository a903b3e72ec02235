import type { Arg } from '../values/value.js';
import { HOLE, isKnown, soleText } from '../values/value.js';
import type { Frame } from './frame.js';

/** `a/../b`, `//`, `.` taken out; a relative path stays relative. */
export function normalisePath(path: string): string {
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !absolute) parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/') || '.';
}

/** Where a path leads from here; a hole where that is not known. */
export function resolvePath(frame: Frame, path: string): string {
  const cwd = frame.scope.cwd;
  if (path.startsWith('/') || !cwd) return normalisePath(path);
  const base = soleText(cwd.alts);
  if (base !== undefined) return normalisePath(`${base}/${path}`);
  return `${HOLE}/${path}`;
}

/** What a file holds that the text itself wrote; undefined for every other one. */
export function readFileTexts(frame: Frame, path: Arg): readonly string[] | undefined {
  const text = soleText(path.alts);
  if (text === undefined) return undefined;
  if (text === '/dev/null') return [''];
  return frame.session.files.get(resolvePath(frame, text));
}

export function writeFileTexts(
  frame: Frame,
  path: Arg,
  write: { readonly texts: readonly string[]; readonly append: boolean },
): void {
  for (const { text } of path.alts)
    if (isKnown(text) && !text.startsWith('/dev/'))
      frame.session.writeFile(resolvePath(frame, text), write.texts, write.append);
}
