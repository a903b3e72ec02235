import type { CodeArgument } from './arguments.js';
import type { Scan } from './scan.js';

interface Start {
  readonly name: string;
  readonly does: 'shell' | 'command';
  readonly args: readonly CodeArgument[];
}

/** A call that starts a program or a shell: its literal words, else a doubt. */
export function recordProgram(scan: Scan, { name, does, args }: Start): void {
  const { found, language } = scan;
  const own = args.filter((argument) => argument.name === null);
  const first = own[0];
  const list = first?.list ?? own[1]?.list ?? null;
  const asShell = does === 'shell' || args.some(runsShell);
  const items = given(own[1]);
  if (asShell && first !== undefined && (first.text ?? list) !== null) {
    found.shellTexts.push(
      first.text === null ? (list ?? []).join(' ') : [first.text, ...(own[1]?.list ?? [])].join(' '),
    );
    return;
  }
  // `execlp('rm', 'rm', '-rf')` names the program twice.
  const repeats = /(?:exec|spawn)(?:l|lp|le|lpe|v|vp|ve|vpe)$/.test(name);
  if (first?.items !== undefined && first.items !== null && first.items.length > 0) found.commands.push(first.items);
  else if (first !== undefined && first.text !== null && items !== null)
    found.commands.push(repeats ? items : [first.text, ...items]);
  else if (own.length > 1 && language !== 'node' && first !== undefined && first.text !== null) {
    const texts = own.map(({ text }) => text);
    found.commands.push(repeats ? texts.slice(1) : texts);
  } else if (first !== undefined && first.text !== null) {
    // A lone text is a shell’s in Perl, Ruby and PHP, and a program’s name in Python and Node.
    if (['perl', 'ruby', 'php'].includes(language)) found.shellTexts.push(first.text);
    else found.commands.push([first.text]);
  } else found.doubts.push(`What ${name} starts is computed.`);
}

/** The list of arguments; of one that stands under a name nothing is known. `{ stdio: 'inherit' }` is none. */
function given(argument: CodeArgument | undefined): readonly (string | null)[] | null {
  if (argument === undefined || argument.text !== null) return null;
  const isName = argument.tokens.length > 0 && argument.tokens[0]?.kind === 'name';
  return argument.items ?? (isName ? [null] : null);
}

function runsShell({ name, tokens }: CodeArgument): boolean {
  if (name === 'shell') return tokens[0]?.value !== 'False';
  return tokens.some(
    (token, at) => token.value === 'shell' && tokens[at + 1]?.value === ':' && tokens[at + 2]?.value !== 'false',
  );
}

/** A file is opened: reading changes nothing. */
export function recordOpen(
  scan: Scan,
  { name, args }: { readonly name: string; readonly args: readonly CodeArgument[] },
): void {
  const { found, language } = scan;
  if (language === 'perl') return recordPerlOpen(scan, args);
  const own = args.filter((argument) => argument.name === null);
  const target = own[0]?.text ?? null;
  const given = args.find((argument) => argument.name === 'mode') ?? own[1];
  if (language === 'ruby' && target?.startsWith('|') === true) return void found.shellTexts.push(target.slice(1));
  if (name === 'io.output') return void found.calls.push({ name, does: 'overwrite', target });
  if (given === undefined) return void found.calls.push({ name, does: 'read', target });
  const mode = given.text;
  if (mode === null) return void found.doubts.push(`How ${name} opens a file is computed.`);
  const does = /[w+]/.test(mode) ? 'overwrite' : /[axc]/.test(mode) ? 'add' : 'read';
  found.calls.push({ name, does, target });
}

/** `open(F, ">x")`, `open(F, ">", "x")`, `open(F, "cmd |")`. */
function recordPerlOpen({ found }: Scan, args: readonly CodeArgument[]): void {
  const second = args[1];
  const mode = (second?.text ?? '').trim();
  const [, , third] = args;
  if (second === undefined) return;
  if (second.text === null) return void found.doubts.push('How a file is opened is computed.');
  if (/^\||\|$/.test(mode)) {
    const text = mode.replaceAll(/^\s*[|]-?|-?[|]\s*$/g, '').trim() || third?.text;
    if (text === undefined || text === null || text === '') found.doubts.push('What is started is computed.');
    else found.shellTexts.push(text);
    return;
  }
  const target = third === undefined ? mode.replace(/^[+<>\s]+/, '') : third.text;
  const does = mode.startsWith('>>') ? 'add' : mode.startsWith('>') || mode.startsWith('+') ? 'overwrite' : 'read';
  found.calls.push({ name: 'open', does, target });
}
