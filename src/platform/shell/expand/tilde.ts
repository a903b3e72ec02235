import { HOLE } from '../values/value.js';
import type { Scope } from '../values/scope.js';
import { soleText } from '../values/value.js';

/** `~`, `~/x`, `~user`, `~+` at the beginning of a word. */
export function readTilde(scope: Scope, text: string): string {
  const slash = text.indexOf('/');
  const [user, rest] = slash < 0 ? [text.slice(1), ''] : [text.slice(1, slash), text.slice(slash)];
  if (user === '') return readHome(scope) + rest;
  if (user === '+') return (scope.cwd?.alts[0]?.text ?? HOLE) + rest;
  if (user === '-') return HOLE + rest;
  if (user === 'root') return `/root${rest}`;
  return /^[a-z_][\w-]*$/i.test(user) ? `/home/${user}${rest}` : text;
}

function readHome(scope: Scope): string {
  const variable = scope.variable('HOME');
  return variable ? (soleText(variable.value) ?? HOLE) : scope.home;
}
