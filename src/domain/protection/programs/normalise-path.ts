/**
 * One spelling for each place: no `//`, `.`, `..` or slash at the end, seen through `/proc/1/root` and drvfs. Windows paths become
 * `C:/…` with the drive in upper case. A `..` above the root stays at the root, as the kernel has it.
 */
export function normalisePath(path: string, cwd: string | null = null): string {
  const text = path.trim();
  const drive = /^(?:\\\\[?.]\\)?([a-z]):(?:[\\/]|$)(.*)$/is.exec(text) ?? /^\/mnt\/([a-z])(?:\/(.*))?$/s.exec(text);
  if (drive?.[1] !== undefined) {
    const rest = foldSegments((drive[2] ?? '').replaceAll('\\', '/'));
    return `${drive[1].toUpperCase()}:/${rest}`;
  }
  const windows = text.startsWith('\\') ? text.replaceAll('\\', '/') : text;
  if (windows.startsWith('/')) return throughAliases(`/${foldSegments(windows)}`);
  if (cwd !== null && /^([a-z]:)?\//i.test(cwd)) return normalisePath(`${cwd}/${windows}`);
  return foldRelative(windows);
}

function foldSegments(text: string): string {
  const kept: string[] = [];
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  return kept.join('/');
}

function foldRelative(text: string): string {
  const kept: string[] = [];
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    const last = kept.at(-1);
    if (segment === '..' && last !== undefined && last !== '..' && last !== '~') kept.pop();
    else kept.push(segment);
  }
  return kept.length === 0 ? '.' : kept.join('/');
}

/** `/proc/1/root/etc` is `/etc`; `/host/etc` is not known to be. */
function throughAliases(path: string): string {
  const seen = /^\/proc\/(?:1|self|thread-self|\d+)\/(?:root|cwd)(\/.*)?$/.exec(path);
  if (seen !== null && !path.includes('/cwd')) return seen[1] ?? '/';
  const merged = /^\/(?:run|var\/run)\/(.*)$/.exec(path);
  return merged?.[1] === undefined ? path : `/run/${merged[1]}`;
}
