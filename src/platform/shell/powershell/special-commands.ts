import type { Execution, Word } from '../reading.js';
import { addDoubt, addExecution } from './session.js';
import type { Frame } from './session.js';
import type { Running } from './run-command.js';
import type { Range } from './split-statements.js';

type Made = Omit<Execution, 'dialect' | 'via' | 'assignments' | 'cwd'>;
type Special = (frame: Frame, execution: Made, running: Running & { readonly blocks: readonly Range[] }) => boolean;

/** Commands that run other commands. True: the command itself is told as well. */
export const SPECIAL_COMMANDS: Readonly<Record<string, Special>> = {
  'invoke-expression': (frame, execution, running) => {
    const words = execution.args.filter((word) => !/^-C/i.test(word.values[0] ?? ''));
    const { stdin } = execution;
    if (words.length === 0 && stdin.kind === 'text') return readText(frame, stdin.text, { execution, running });
    if (words.length === 0 || words.some(({ unknown }) => unknown)) return unknownScript(frame, execution);
    return readText(frame, words.map((word) => word.values[0] ?? '').join(' '), { execution, running });
  },
  powershell: runPowerShell,
  pwsh: runPowerShell,
  'foreach-object': (frame, execution, running) => {
    const member = execution.args.find((word) => /^[A-Za-z]+$/.test(word.values[0] ?? ''))?.values[0]?.toLowerCase();
    if (running.blocks.length > 0 || member === undefined) return false;
    const program = `[object]::${member}`;
    if (/^(?:delete|kill|stop|terminate|uninstall|remove|shutdown|reboot|invoke|disable)$/.test(member))
      addExecution(frame, { ...execution, program });
    return false;
  },
  'set-alias': nameAlias,
  'new-alias': nameAlias,
  'set-variable': (frame, { args }) => {
    const [name, value] = plainWords(args);
    if (name !== undefined)
      frame.session.variables.set(
        name.values[0]?.toLowerCase() ?? '',
        value === undefined || value.unknown ? null : value.values,
      );
    return false;
  },
  'start-process': (frame, execution, running) => {
    const words = plainWords(
      execution.args,
      /^-(?:wo|wi|ver|cr|rs|r\w+i|ro|rse|redirect\w*|workingdirectory|windowstyle|verb|credential)/i,
    );
    if (words.length === 0 || words.some(({ unknown }) => unknown)) return unknownScript(frame, execution);
    const [file, ...rest] = words.map((word) => word.values[0] ?? '');
    return readText(frame, `& '${(file ?? '').replaceAll("'", "''")}' ${rest.join(' ')}`, { execution, running });
  },
};

function nameAlias(frame: Frame, { args }: Made): boolean {
  const [name, value] = plainWords(args);
  if (name !== undefined && value !== undefined && !value.unknown) {
    frame.session.aliases.set((name.values[0] ?? '').toLowerCase(), (value.values[0] ?? '').toLowerCase());
  }
  return false;
}

/** Words that are no parameters, and not the values of those that say nothing here. */
function plainWords(args: readonly Word[], valued = /^$/): readonly Word[] {
  const kept: Word[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    const value = word?.values[0] ?? '';
    if (word === undefined || value === '') continue;
    if (/^-[A-Za-z]/.test(value) && !/^['"@(]/.test(word.source)) {
      if (valued.test(value)) at += 1;
    } else kept.push(word);
  }
  return kept;
}

function unknownScript(frame: Frame, execution: Made): boolean {
  addDoubt(frame, 'unknown_script', 'What is run here cannot be known before it runs.', execution.span);
  return false;
}

function readText(
  frame: Frame,
  text: string,
  { execution, running }: { readonly execution: Made; readonly running: Running },
): boolean {
  running.readScript({ ...frame, text, span: execution.span, depth: frame.depth + 4 }, { start: 0, end: text.length });
  return false;
}

const VALUED =
  /^[-/](?:ex\w*|ep|wi\w*|w|configurationname|ou\w*|of|o|in\w*|if|ve\w*|ps\w*|custompipename|wd|wo\w*|settingsfile)$/i;
const COMMAND = /^[-/](?:c|com?m?a?n?d?)$/i;
const ENCODED = /^[-/](?:e|ec|en|enc\w*)$/i;
const FILE = /^[-/](?:f|fi|fil|file)$/i;

/** `powershell -Command …`, `-EncodedCommand …`; the rest of the words is one text. */
function runPowerShell(
  frame: Frame,
  execution: Made,
  running: Running & { readonly blocks: readonly Range[] },
): boolean {
  const { args, stdin } = execution;
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at]?.values[0] ?? '';
    const rest = args.slice(at + 1);
    if (VALUED.test(value)) at += 1;
    else if (ENCODED.test(value)) return runDecoded(frame, rest[0], { execution, running });
    else if (FILE.test(value)) return unknownScript(frame, execution);
    else if (COMMAND.test(value) || !value.startsWith('-')) {
      const words = COMMAND.test(value) ? rest : args.slice(at);
      // Its blocks were read already.
      if (words.length === 0 && running.blocks.length > 0) return false;
      if (words.length === 1 && words[0]?.values[0] === '-') break;
      if (words.length === 0 || words.some(({ unknown }) => unknown)) return unknownScript(frame, execution);
      return readText(frame, words.map((word) => word.values[0] ?? '').join(' '), { execution, running });
    }
  }
  if (stdin.kind === 'text') return readText(frame, stdin.text, { execution, running });
  const asks = args.some((word) => /^[-/](?:version|v|help|h|\?)$/i.test(word.values[0] ?? ''));
  return asks && stdin.kind === 'inherited' ? false : unknownScript(frame, execution);
}

function runDecoded(
  frame: Frame,
  word: Word | undefined,
  given: { readonly execution: Made; readonly running: Running },
): boolean {
  const encoded = word?.values[0] ?? '';
  if (word === undefined || word.unknown || !/^[A-Za-z0-9+/=]+$/.test(encoded))
    return unknownScript(frame, given.execution);
  const text = Buffer.from(encoded, 'base64').toString('utf16le');
  // What is no text was not meant to be read.
  if (!/^[\t\n\r\u0020-\u007e\u00a1-\ud7ff]*$/.test(text)) return unknownScript(frame, given.execution);
  return readText(frame, text.replaceAll('\r\n', '\n'), given);
}
