import type { SqlReading, SqlStatement } from '../reading.js';
import { makeStatement, startReading } from '../statement.js';
import type { GrowingReading } from '../statement.js';
import { MONGO_COMMANDS, MONGO_METHODS, MONGO_NAMES } from './method-effects.js';
import { tokenizeJavaScript } from './tokenize-javascript.js';
import type { JsToken } from './tokenize-javascript.js';

/** Each call is looked through for its arguments. */
const MAX_TOKENS = 2500;

interface Script {
  readonly text: string;
  readonly tokens: readonly JsToken[];
  readonly reading: GrowingReading;
  /** Names of what functions are given: `x => x.name`. */
  readonly parameters: ReadonlySet<string>;
}

/** Words that make a script compute what it does, so that it cannot be known from its text. */
const COMPUTING = new Set(
  `
    var let const function for while do if else switch class async await try eval require import process
    globalThis this load Function return throw connect Mongo`
    .trim()
    .split(/\s+/),
);

/** mongosh scripts that are a list of calls are read call by call; whatever computes is a doubt. */
export function readMongodb(text: string): SqlReading {
  const reading = startReading();
  const script = takeShellLines(text, reading);
  const tokens = tokenizeJavaScript(script, MAX_TOKENS);
  if (tokens === null) return { statements: reading.statements, doubts: ['A quote or comment is not closed.'] };
  if (tokens.length > MAX_TOKENS) return { statements: reading.statements, doubts: ['The script is too long.'] };
  const given: Script = { text: script, tokens, reading, parameters: parametersOf(tokens) };
  for (const index of tokens.keys()) readToken(given, index);
  if (reading.statements.length === 0 && reading.doubts.length === 0) {
    reading.statements.push(makeStatement({ effect: 'read', verb: 'EVALUATE', text }));
  }
  return reading;
}

/** `use shop`, `show dbs`: words of the shell that are no JavaScript. */
function takeShellLines(text: string, reading: GrowingReading): string {
  return text.replaceAll(
    /(^|[;\n])[ \t]*(use|show)[ \t]+([\w.-]+)[ \t]*(?=$|[;\n])/g,
    (all, lead: string, word: string, name: string) => {
      const targets = word === 'use' ? [name] : [];
      reading.statements.push(
        makeStatement({ effect: 'read', verb: word, text: String(all), targets, targetKind: 'database' }),
      );
      return lead;
    },
  );
}

function readToken(script: Script, index: number): void {
  const { tokens, reading } = script;
  const token = tokens[index];
  if (token === undefined) return;
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  const isMember = before?.value === '.' && before.kind === 'symbol';
  if (token.kind === 'name' && after?.value === '(' && isMember) return readCall(script, index, token.value);
  if (token.kind === 'string' && before?.value === '[' && after?.value === ']' && tokens[index + 2]?.value === '(') {
    return readCall(script, index, token.value);
  }
  if (token.kind === 'template' && token.value.includes('${')) reading.doubts.push('A template is computed.');
  if (token.kind === 'symbol') return readSymbol(script, index);
  if (token.kind !== 'name' || isMember || after?.value === ':') return;
  if (COMPUTING.has(token.value))
    reading.doubts.push(`The script computes (${token.value}): what it does cannot be known.`);
  else if (script.parameters.has(token.value) && after?.value !== '(') return;
  else if (!MONGO_NAMES.has(token.value)) reading.doubts.push(`${token.value} is not known.`);
}

/** `=>`, `==`, `!=`, `<=`: no assignment. */
function isCompared(before: JsToken | undefined, after: JsToken | undefined): boolean {
  return after?.value === '>' || after?.value === '=' || (before?.kind === 'symbol' && '=!<>'.includes(before.value));
}

function parametersOf(tokens: readonly JsToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.value !== '=' || tokens[index + 1]?.value !== '>') continue;
    let at = index - 1;
    if (tokens[at]?.value === ')') at -= 1;
    while (tokens[at]?.kind === 'name' || tokens[at]?.value === ',') {
      if (tokens[at]?.kind === 'name') names.add(tokens[at]?.value ?? '');
      at -= 1;
    }
  }
  return names;
}

function readSymbol({ tokens, reading }: Script, index: number): void {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (token?.value === '=' && !isCompared(before, after))
    reading.doubts.push('The script assigns: what it does cannot be known.');
  const indexes =
    token?.value === '[' && before !== undefined && (before.kind === 'name' || ')]'.includes(before.value));
  if (indexes && !(after?.kind === 'string' || after?.kind === 'number')) reading.doubts.push('A name is computed.');
  if (indexes && after !== undefined && tokens[index + 2]?.value !== ']') reading.doubts.push('A name is computed.');
}

function readCall(script: Script, index: number, method: string): void {
  const { reading, text, tokens } = script;
  const args = argumentsOf(tokens, index);
  const said = text.slice(startOfChain(tokens, index)?.start, args.at(-1)?.end ?? tokens[index]?.end);
  if (method === 'runCommand' || method === 'adminCommand') return readRunCommand(script, args, said);
  if (method === 'log' && tokens[index - 2]?.value === 'console') return;
  const row = MONGO_METHODS.get(method);
  if (row === undefined) {
    // `db.getCollection('x')` and members of a sub-collection are rows; anything else may do anything.
    reading.doubts.push(`The method ${method} is not known.`);
    return;
  }
  const targets = collectionOf(tokens, index);
  const root = startOfChain(tokens, index)?.value;
  // `rs.remove('host')` takes a member out of the set; it is no removal of documents.
  const effect = root === 'rs' && method === 'remove' ? 'disrupt' : effectOf(method, row.effect, args);
  const targetKind = effect === 'disrupt' ? 'server' : row.targetKind;
  reading.statements.push(makeStatement({ effect, verb: method, text: said, targets, targetKind }));
}

function effectOf(method: string, effect: SqlStatement['effect'], args: readonly JsToken[]): SqlStatement['effect'] {
  if (['remove', 'deleteMany', 'updateMany'].includes(method)) {
    const filter = args[0]?.value === '{' ? args[1]?.value : args[0]?.value;
    return filter === undefined || filter === '}' || filter === ')' ? 'mass_change' : 'change';
  }
  if (method === 'aggregate') {
    const writes = args.some(({ value }) => value === '$out' || value === '$merge');
    return writes ? 'change' : 'read';
  }
  return effect;
}

function readRunCommand({ reading }: Script, args: readonly JsToken[], text: string): void {
  const key = args[0]?.value === '{' ? args[1] : args[0];
  const row = key === undefined ? undefined : MONGO_COMMANDS.get(key.value);
  const verb = key?.value ?? 'runCommand';
  if (row === undefined) return void reading.statements.push(makeStatement({ effect: 'opaque', verb, text }));
  const value = args[3]?.kind === 'string' ? [args[3].value] : [];
  const everyRow = verb === 'delete' && /q\s*:\s*\{\s*\}/.test(text);
  const effect = everyRow ? 'mass_change' : row.effect;
  reading.statements.push(makeStatement({ effect, verb, text, targets: value, targetKind: row.targetKind }));
}

/** The tokens between the parentheses that follow a method’s name. */
function argumentsOf(tokens: readonly JsToken[], index: number): readonly JsToken[] {
  const open = tokens[index + 1]?.value === ']' ? index + 2 : index + 1;
  let depth = 0;
  for (let at = open; at < tokens.length && at < open + 2000; at += 1) {
    const token = tokens[at];
    if (token?.kind !== 'symbol') continue;
    if (token.value === '(') depth += 1;
    if (token.value === ')') depth -= 1;
    if (depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1, open + 2000);
}

/** Back over `.name`, `['name']` and `('name')` to the first name. */
function startOfChain(tokens: readonly JsToken[], index: number): JsToken | undefined {
  let at = index;
  for (let steps = 0; steps < 40 && at > 0; steps += 1) {
    const before = tokens[at - 1];
    if (before?.kind === 'symbol' && before.value === '.') at -= 2;
    else if (before?.kind === 'symbol' && ['[', ']', '(', ')'].includes(before.value)) at -= 1;
    else if (before?.kind === 'string' && ['[', '('].includes(tokens[at - 2]?.value ?? '')) at -= 1;
    else break;
  }
  return tokens[Math.max(0, at)];
}

/** `db.shop.orders.drop()` → `shop.orders`; `db.getCollection('x').drop()` → `x`. */
function collectionOf(tokens: readonly JsToken[], index: number): readonly string[] {
  const names: string[] = [];
  let at = index - 1;
  while (at > 0 && names.length < 6) {
    const token = tokens[at];
    if (token === undefined || (token.kind === 'name' && ['db', 'rs', 'sh'].includes(token.value))) break;
    if (token.newLine && token.kind !== 'symbol') break;
    if (token.kind === 'name' && !token.value.startsWith('get')) names.unshift(token.value);
    else if (token.kind === 'string') names.unshift(token.value);
    else if (token.kind === 'symbol' && ';,{}'.includes(token.value)) break;
    at -= 1;
  }
  return names.length === 0 ? [] : [names.join('.')];
}
