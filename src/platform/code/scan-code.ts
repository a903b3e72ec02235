import { argumentsAt } from './arguments.js';
import type { CodeArgument } from './arguments.js';
import type { Does, LanguageTable } from './languages/table.js';
import { firstWord, joinImports, readNames, rootsOf } from './names.js';
import type { CodeCall } from './reading.js';
import { recordOpen, recordProgram } from './record-start.js';
import type { GrowingCode, Scan } from './scan.js';
import { tokenizeCode } from './tokens.js';
import type { ScriptLanguage } from './tokens.js';

const MAX_DEPTH = 4;
/** Nobody writes longer ones; names are looked through again and again. */
const MAX_NAME = 500;

/** Looks for calls that do more than compute, name by name. */
export function scanCode(
  code: string,
  given: { language: ScriptLanguage; table: LanguageTable; found: GrowingCode },
  depth = 0,
): void {
  const raw = tokenizeCode(code, given.language);
  if (raw === null) return void given.found.doubts.push('A quote is not closed, or the program is too long.');
  const tokens = joinImports(raw);
  const names = readNames(tokens, given.table);
  const scan: Scan = { ...given, tokens, names, roots: rootsOf(given.table) };
  given.found.doubts.push(...names.unknownModules.map((module) => `It takes in ${module}, which is not known.`));
  for (const [at, token] of tokens.entries()) {
    if (names.tokensLeft <= 0) return void given.found.doubts.push('The program has too many calls.');
    if (token.kind === 'name') readName(scan, at, token.value);
    else if (token.kind === 'shell') recordShell(scan, token.value);
    else if (token.kind === 'symbol') readSymbol(scan, at);
    else if (token.code !== undefined) {
      if (depth >= MAX_DEPTH) given.found.doubts.push('Code is nested too deeply.');
      else scanCode(token.code, given, depth + 1);
    }
  }
}

function recordShell({ found }: Scan, text: string): void {
  if (text === '') found.doubts.push('A shell is given a text that is computed.');
  else found.shellTexts.push(text);
}

/** `x['a'](…)`: what is called is computed. */
function readSymbol({ tokens, language, found }: Scan, at: number): void {
  const subscript = tokens[at]?.value === ']' && tokens[at + 1]?.kind === 'symbol' && tokens[at + 1]?.value === '(';
  if (subscript && language !== 'perl') found.doubts.push('What is called is computed.');
}

/** Words behind which a name is defined, not used. */
const DEFINING = new Set([
  'def',
  'sub',
  'function',
  'class',
  'import',
  'from',
  'use',
  'as',
  'my',
  'local',
  'let',
  'const',
  'var',
  'no',
]);

function readName(scan: Scan, at: number, written: string): void {
  if (written.startsWith('<')) return;
  if (written.length > MAX_NAME) return void scan.found.doubts.push('A name is too long.');
  const { table, tokens, found, names } = scan;
  const before = tokens[at - 1];
  const isMethod = /^(?:[.:]|->)/.test(written);
  const name = isMethod ? written : resolve(written, scan);
  if (table.dynamic.test(name.replace(/^\./, ''))) return void found.doubts.push(`${written} can reach anything.`);
  if (/^[$&]/.test(written) && tokens[at + 1]?.value === '(' && scan.language !== 'perl')
    found.doubts.push(`What ${written} is cannot be known.`);
  const args = argumentsAt(tokens, at, { names, bare: table.bareCalls });
  const does = effectOf(name, scan, isMethod);
  if (does === null) return;
  // Taken in by `import`, or given another name: what counts is the use of that name.
  const isImport = before?.kind === 'name' && DEFINING.has(before.value);
  const assigned = before?.value === '=' && names.aliases.get(tokens[at - 2]?.value ?? '') === written;
  const key =
    tokens[at + 1]?.value === ':' ||
    tokens[at + 1]?.value === '=' ||
    (tokens[at + 1]?.value === '=' && tokens[at + 2]?.value === '>');
  if (args === null) {
    const isConstant = /(?:\.|::)[A-Z][A-Z0-9_]+$/.test(written);
    const passive = does === 'read' || does === 'harmless' || isImport || assigned || key || isMethod || isConstant;
    if (!passive && !isListed(scan, at)) found.doubts.push(`${written} is handed on: what it does cannot be known.`);
    return;
  }
  if (isImport && before?.value !== 'import') return;
  record(scan, at, { name: name.replace(/^(?:[.:]|->)/, ''), does, args });
}

/** `from os import a, b`, `import { a, b } from 'x'`: names in a list that is taken in. */
function isListed({ tokens, names }: Scan, at: number): boolean {
  const name = tokens[at]?.value ?? '';
  names.tokensLeft -= names.aliases.size;
  return (
    names.aliases.has(name) || [...names.aliases.values()].some((value) => value === name || value.endsWith(`.${name}`))
  );
}

function resolve(name: string, { names, table }: Scan): string {
  const plain = name.replace(/^node:/, '');
  const root = firstWord(plain);
  const alias = names.aliases.get(plain) ?? names.aliases.get(root);
  const star = names.aliases.get('*');
  if (alias !== undefined) return names.aliases.has(plain) ? alias : `${alias}${plain.slice(root.length)}`;
  if (star !== undefined && table.calls.has(`${star}.${plain}`)) return `${star}.${plain}`;
  return plain;
}

function effectOf(name: string, { table, roots }: Scan, isMethod: boolean): Does | null {
  const last = /[\w!?]+$/.exec(name)?.[0] ?? '';
  if (isMethod) return table.calls.get(name) ?? table.methods.get(last) ?? null;
  const exact = table.calls.get(name);
  if (exact !== undefined) return exact;
  if (table.modules.test(name)) return null;
  const method = /[.:>]/.test(name) ? table.methods.get(last) : undefined;
  if (method !== undefined) return method;
  const parent = name.replace(/(?:\.|::|->|:)[\w!?]+$/, '');
  const parentDoes = parent === name ? undefined : table.calls.get(parent);
  // `os.environ.items` belongs to what may be read; `os.anything` else is not known.
  if (parentDoes !== undefined && /[.:]/.test(parent) && parentDoes !== 'doubt') return null;
  return /[.:]/.test(name) && roots.has(firstWord(name)) && table.calls.has(firstWord(name)) ? 'doubt' : null;
}

interface Found {
  readonly name: string;
  readonly does: Does;
  readonly args: readonly CodeArgument[];
}

function record(scan: Scan, at: number, { name, does, args }: Found): void {
  const { found } = scan;
  switch (does) {
    case 'harmless':
      return;
    case 'doubt':
      return void found.doubts.push(`What ${name} does cannot be known.`);
    case 'shell':
    case 'command':
      return recordProgram(scan, { name, does, args });
    case 'open':
      return recordOpen(scan, { name, args });
    default: {
      const target = args[0]?.text ?? receiverOf(scan, at);
      const list = args[0]?.list ?? [];
      const many = scan.table.bareCalls ? args.map(({ text }) => text).filter((text) => text !== null) : [];
      const targets =
        list.length > 0 ? list : many.length > 1 && /^(?:delete|delete_tree)$/.test(does) ? many : [target];
      for (const one of targets) found.calls.push({ name, does: asked(name, does, args), target: one });
    }
  }
}

const ASKS = /(?:^|\.)(?:urlopen|Request)$/;
const ONLY_ASKS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A request that asks for something reads; one with a body, or by another method, may do anything there. */
function asked(name: string, does: CodeCall['does'], args: readonly CodeArgument[]): CodeCall['does'] {
  const method = args.find((argument) => argument.name === 'method');
  if (name === 'request' && does === 'network') return ONLY_ASKS.has(args[0]?.text ?? '') ? 'read' : does;
  if (does !== 'read' || !ASKS.test(name)) return does;
  const sends = args.some((argument) => argument.name === 'data') || args.filter((one) => one.name === null).length > 1;
  return sends || (method !== undefined && !ONLY_ASKS.has(method.text ?? '')) ? 'network' : does;
}

/** `Path('/srv/x').unlink()`: what the method is called on. */
function receiverOf({ tokens, names }: Scan, at: number): string | null {
  const [open, text, close] = tokens.slice(Math.max(0, at - 3), at);
  if (close?.value === ')' && open?.value === '(' && text?.kind === 'string') return text.value;
  const owner = firstWord(tokens[at]?.value ?? '');
  return names.constants.get(owner) ?? null;
}
