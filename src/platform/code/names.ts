import type { LanguageTable } from './languages/table.js';
import type { CodeToken } from './tokens.js';

/** What names stand for in one program text. */
export interface Names {
  /** `r` → `os.system`, `fs` → `fs`. */
  readonly aliases: Map<string, string>;
  /** Names that are set once, to a literal text. */
  readonly constants: Map<string, string | null>;
  /** Modules that are taken in and neither only compute nor have rows. */
  readonly unknownModules: string[];
  /** How many more tokens may be looked at as arguments: bounds the time whatever the text is. */
  tokensLeft: number;
}

/** Stands before a name that `require` or `import()` gave. */
const IMPORT = '<import>';

const ROOTS = new WeakMap<LanguageTable, ReadonlySet<string>>();

/** The first words of all names that have rows: whatever else begins with them is not known. */
export function rootsOf(table: LanguageTable): ReadonlySet<string> {
  const known = ROOTS.get(table);
  if (known !== undefined) return known;
  const roots = new Set([...table.calls.keys()].filter((name) => /[.:]/.test(name)).map((name) => firstWord(name)));
  ROOTS.set(table, roots);
  return roots;
}

export function firstWord(name: string): string {
  return /^[^.:]*/.exec(name)?.[0] ?? '';
}

/** `require('fs').rmSync` and `__import__('os').system` become one name each. */
export function joinImports(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const joined: CodeToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    const module = tokens[at + 2];
    const imports =
      token.kind === 'name' && ['require', '__import__', 'import', 'importlib.import_module'].includes(token.value);
    if (!imports || tokens[at + 1]?.value !== '(' || module?.kind !== 'string' || tokens[at + 3]?.value !== ')') {
      joined.push(token);
      continue;
    }
    const name = module.value.replace(/^node:/, '');
    const member = tokens[at + 4];
    const continues = member?.kind === 'name' && member.value.startsWith('.');
    joined.push(
      { kind: 'name', value: IMPORT, code: name },
      { kind: 'name', value: continues ? `${name}${member.value}` : name },
    );
    at += continues ? 4 : 3;
  }
  return joined;
}

export function readNames(tokens: readonly CodeToken[], table: LanguageTable): Names {
  const names: Names = { aliases: new Map(), constants: new Map(), unknownModules: [], tokensLeft: 60_000 };
  const roots = rootsOf(table);
  const take = (module: string): void => {
    const known = table.modules.test(module) || roots.has(firstWord(module)) || table.calls.has(module);
    if (!known) names.unknownModules.push(module);
  };
  for (const [at, token] of tokens.entries()) {
    if (token.value === IMPORT) take(token.code ?? '');
    else if (token.kind === 'name' && table.imports.includes(token.value)) readImport({ tokens, at, names, take });
    if (token.kind === 'symbol' && token.value === '=') readAssignment({ tokens, at, names, take });
  }
  return names;
}

interface Step {
  readonly tokens: readonly CodeToken[];
  readonly at: number;
  readonly names: Names;
  readonly take: (module: string) => void;
}

/** `import os as o, re`, `from os import system as s`, `import { rmSync as r } from 'fs'`, `use POSIX`. */
function readImport({ tokens, at, names, take }: Step): void {
  const module = tokens[at + 1];
  if (tokens[at]?.value === 'from') {
    if (module?.kind === 'name' && tokens[at + 2]?.value === 'import')
      readFromImport({ tokens, at: at + 3, names, take }, module.value);
    return;
  }
  if (tokens[at - 2]?.value === 'from') return;
  const source = tokens.slice(at + 1, at + 40).findIndex(({ value }) => value === 'from');
  const text = tokens[at + 2 + source];
  if (source > 0 && text?.kind === 'string')
    return readBraces(tokens.slice(at + 1, at + 1 + source), text.value, { names, take });
  for (let index = at + 1; index < tokens.length && names.tokensLeft > 0; index += 1) {
    names.tokensLeft -= 1;
    const name = tokens[index];
    if (name === undefined || !['name', 'string', 'number'].includes(name.kind)) return;
    take(name.value.replace(/^node:/, ''));
    if (tokens[index + 1]?.value === 'as') {
      names.aliases.set(tokens[index + 2]?.value ?? '', name.value);
      index += 2;
    }
    if (tokens[index + 1]?.value !== ',') return;
    index += 1;
  }
}

function readFromImport({ tokens, at, names, take }: Step, module: string): void {
  take(module);
  for (let index = at; index < tokens.length && names.tokensLeft > 0; index += 1) {
    names.tokensLeft -= 1;
    const name = tokens[index];
    if (name?.value === '(' || name?.value === ',') continue;
    if (name?.value === '*') names.aliases.set('*', module);
    if (name?.kind !== 'name') return;
    const renamed = tokens[index + 1]?.value === 'as';
    names.aliases.set(renamed ? (tokens[index + 2]?.value ?? '') : name.value, `${module}.${name.value}`);
    if (renamed) index += 2;
    if (tokens[index + 1]?.value !== ',') return;
  }
}

function readBraces(given: readonly CodeToken[], from: string, { names, take }: Pick<Step, 'names' | 'take'>): void {
  const module = from.replace(/^node:/, '');
  take(module);
  const braced = given.findIndex(({ value }) => value === '{');
  for (const [index, token] of given.entries()) {
    if (
      token.kind !== 'name' ||
      token.value === 'as' ||
      given[index - 1]?.value === 'as' ||
      given[index - 1]?.value === ':'
    )
      continue;
    const renamed = ['as', ':'].includes(given[index + 1]?.value ?? '') ? given[index + 2]?.value : undefined;
    const isMember = braced !== -1 && index > braced;
    names.aliases.set(renamed ?? token.value, isMember ? `${module}.${token.value}` : module);
  }
}

/** `p = '/srv'`, `r = os.system`, `const { execSync } = require('child_process')`. */
function readAssignment({ tokens, at, names, take }: Step): void {
  const target = tokens[at - 1];
  const imports = tokens[at + 1]?.value === IMPORT || tokens[at + 1]?.value === 'await';
  const from = tokens[imports ? at + 2 : at + 1];
  const value = from?.value === IMPORT ? tokens[at + 3] : from;
  if (target?.value === '}' && value?.kind === 'name') {
    let opening = at - 1;
    while (opening > 0 && tokens[opening]?.value !== '{' && names.tokensLeft > 0) {
      opening -= 1;
      names.tokensLeft -= 1;
    }
    return readBraces(tokens.slice(opening, at - 1), value.value, { names, take });
  }
  if (target?.kind !== 'name' || tokens[at + 1]?.value === '=') return;
  const next = tokens[at + (imports ? 3 : 2)];
  const ends = next === undefined || next.kind === 'name' || ';\n})'.includes(next.value);
  if (value?.kind === 'name' && ends) names.aliases.set(target.value, value.value);
  const literal = value?.kind === 'string' && ends && !names.constants.has(target.value) ? value.value : null;
  names.constants.set(target.value, literal);
}
