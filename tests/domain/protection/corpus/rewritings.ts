import { parse } from 'unbash';

/** Another way to write the same act. */
export interface Rewriting {
  readonly name: string;
  /** Texts whose first word is a program that a wrapper can start: no keyword, no built-in, no list. */
  readonly onlySimple: boolean;
  readonly rewrite: (command: string) => string;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const toBase64 = (text: string): string => Buffer.from(text).toString('base64');
const toHex = (text: string): string => Buffer.from(text).toString('hex');

/** Changes the word that names the program, and nothing else. */
function onProgram(command: string, change: (program: string) => string): string {
  const program = /^\S+/.exec(command)?.[0] ?? '';
  return change(program) + command.slice(program.length);
}

function half(text: string): number {
  return Math.ceil(text.length / 2);
}

export const WRAPPINGS: readonly Rewriting[] = [
  { name: 'sudo', onlySimple: true, rewrite: (command) => `sudo ${command}` },
  { name: 'sudo -u root --', onlySimple: true, rewrite: (command) => `sudo -u root -- ${command}` },
  { name: 'env', onlySimple: true, rewrite: (command) => `env X=1 ${command}` },
  { name: 'nice', onlySimple: true, rewrite: (command) => `nice -n 5 ${command}` },
  { name: 'timeout', onlySimple: true, rewrite: (command) => `timeout 5 ${command}` },
  { name: 'nohup', onlySimple: true, rewrite: (command) => `nohup ${command}` },
  { name: 'command', onlySimple: true, rewrite: (command) => `command ${command}` },
  { name: 'sh -c', onlySimple: false, rewrite: (command) => `sh -c ${quote(command)}` },
  { name: 'bash -lc', onlySimple: false, rewrite: (command) => `bash -lc ${quote(command)}` },
  { name: 'sudo sh -c', onlySimple: false, rewrite: (command) => `sudo sh -c ${quote(command)}` },
  { name: 'eval', onlySimple: false, rewrite: (command) => `eval ${quote(command)}` },
  { name: 'ssh', onlySimple: false, rewrite: (command) => `ssh host ${quote(command)}` },
];

export const DISGUISES: readonly Rewriting[] = [
  { name: 'base64', onlySimple: false, rewrite: (command) => `echo ${toBase64(command)} | base64 -d | sh` },
  { name: 'xxd', onlySimple: false, rewrite: (command) => `echo ${toHex(command)} | xxd -r -p | bash` },
  { name: 'here-string', onlySimple: false, rewrite: (command) => `bash <<< ${quote(command)}` },
  {
    name: 'split by variables',
    onlySimple: true,
    rewrite: (command) =>
      onProgram(command, (name) => `a=${name.slice(0, half(name))}; b=${name.slice(half(name))}; $a$b`),
  },
  { name: 'backslash', onlySimple: true, rewrite: (command) => `\\${command}` },
  {
    name: 'backslash within',
    onlySimple: true,
    rewrite: (command) => onProgram(command, (name) => `${name.slice(0, half(name))}\\${name.slice(half(name))}`),
  },
  {
    name: 'quotes within',
    onlySimple: true,
    rewrite: (command) => onProgram(command, (name) => `${name.slice(0, half(name))}''${name.slice(half(name))}`),
  },
  { name: 'printed name', onlySimple: true, rewrite: (command) => onProgram(command, (name) => `$(printf ${name})`) },
];

export const PREFIXES: readonly Rewriting[] = [
  { name: 'true;', onlySimple: false, rewrite: (command) => `true;\n${command}` },
  { name: ': &&', onlySimple: true, rewrite: (command) => `: && ${command}` },
  { name: 'white space', onlySimple: false, rewrite: (command) => `  \t${command}` },
];

/** Those that keep a harmless command harmless. */
export const HARMLESS: readonly Rewriting[] = [
  ...PREFIXES,
  { name: 'sudo', onlySimple: true, rewrite: (command) => `sudo ${command}` },
  { name: 'time', onlySimple: true, rewrite: (command) => `time ${command}` },
];

/** Words of the shell itself: `sudo cd`, `nohup history` are no commands. */
const OF_THE_SHELL = new Set(
  '. : alias bind builtin cd command coproc declare dirs enable eval exec exit export fg hash help history jobs mapfile popd printf pushd read set shopt source time trap type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

/** One program with its arguments, named by a plain word. */
export function isSimple(text: string): boolean {
  const { commands, errors } = parse(text) as ReturnType<typeof parse> & { readonly errors?: readonly unknown[] };
  const [statement] = commands;
  if ((errors?.length ?? 0) > 0 || commands.length !== 1 || statement?.type !== 'Statement') return false;
  const { command } = statement;
  if (command.type !== 'Command' || command.prefix.length > 0) return false;
  const name = command.name?.text ?? '';
  return text.startsWith(name) && /^[\w./-]{2,}$/.test(name) && !OF_THE_SHELL.has(name);
}
