import type { CodeCall, CodeLanguage } from '../../../../platform/code/reading.js';
import type { Execution, Word } from '../../../../platform/shell/reading.js';
import type { ActionType } from '../../detect/action-types.js';
import { joinVerdicts, verdictOf } from '../databases/judge-statements.js';
import type { JudgeTools, Verdict } from '../program.js';

export interface CodeText {
  readonly language: CodeLanguage;
  readonly execution: Execution;
  readonly tools: JudgeTools;
}

/** A program text in a scripting language: what it deletes, writes and starts; what cannot be known is held. */
export function judgeCode(code: string, given: CodeText): Verdict {
  const { execution, tools, language } = given;
  const reading = tools.readers.readCode(code, language);
  const texts = [...reading.shellTexts, ...reading.commands.map((words) => words.map(asWord).join(' '))];
  const verdicts = texts.map((text) => tools.judgeText(text));
  const calls = reading.calls.map((call) => judgeCall(call, given));
  const doubts = reading.doubts.slice(0, 3).map((doubt) => opaqueCode(execution, tools, doubt));
  return joinVerdicts([...verdicts, ...calls, ...doubts]);
}

/** What is computed may be any words at all, options among them: like a variable that nobody set. */
const asWord = (word: string | null): string => (word === null ? '$computed' : quoteWord(word));

/** What a file-system tool would be told to do the same: the tables of those tools say what it weighs. */
const AS_SHELL: Readonly<Partial<Record<CodeCall['does'], (path: string) => string>>> = {
  delete: (path) => `rm -f -- ${path}`,
  delete_tree: (path) => `rm -rf -- ${path}`,
  overwrite: (path) => `: > ${path}`,
  add: (path) => `: >> ${path}`,
};

const TYPES: Readonly<Record<Exclude<CodeCall['does'], 'read' | 'add'>, ActionType>> = {
  delete: 'filesystem_delete',
  delete_tree: 'filesystem_delete',
  overwrite: 'data_overwrite',
  kill: 'process_kill',
  power: 'power_state',
  permission: 'permission_change',
  network: 'opaque_execution',
};

function judgeCall({ name, does, target }: CodeCall, { execution, tools }: CodeText): Verdict {
  if (does === 'read') return { effect: 'read_only', findings: [] };
  const asShell = AS_SHELL[does];
  if (target !== null && target !== '' && asShell !== undefined && !/mkdir|link|utime|mkfifo/i.test(name)) {
    return tools.judgeText(asShell(quoteWord(target)));
  }
  const rule = `${execution.program ?? 'code'}.${does}`;
  if (does === 'add') {
    const explanation = `${name} only adds.`;
    return verdictOf(
      tools.makeFinding({
        rule,
        type: 'reversible_change',
        effect: 'reversible',
        severity: 'low',
        target: target ?? '',
        targetKind: 'path',
        explanation,
      }),
    );
  }
  const type = TYPES[does];
  const effect = type === 'opaque_execution' ? 'opaque' : 'destructive';
  const explanation = `${name} is called${target === null ? ' on what is computed' : ''}: what it does to that cannot be undone.`;
  const targetKind = type === 'process_kill' ? 'process' : 'path';
  const unknown = target === null ? ({ targetClass: 'unknown', confidence: 'unknown', breadth: 'many' } as const) : {};
  return verdictOf(
    tools.makeFinding({
      rule,
      type,
      effect,
      severity: 'high',
      target: target ?? '',
      targetKind,
      explanation,
      ...unknown,
    }),
  );
}

export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A file, a session, the output of a program, a computed text. */
export function opaqueCode(execution: Execution, tools: JudgeTools, explanation: string): Verdict {
  return verdictOf(
    tools.makeFinding({
      rule: `${execution.program ?? 'code'}.opaque`,
      type: 'opaque_execution',
      effect: 'opaque',
      severity: 'high',
      target: '',
      targetKind: 'script',
      confidence: 'unknown',
      explanation,
    }),
  );
}

/** Texts in words of the command line. */
export function judgeCodeWords(words: readonly Word[], given: CodeText): Verdict {
  const { execution, tools } = given;
  return joinVerdicts(
    words.flatMap((word) => [
      ...word.values.map((value) => judgeCode(value, given)),
      ...(word.unknown ? [opaqueCode(execution, tools, 'Part of the program text is not known.')] : []),
    ]),
  );
}

/** A program in a file: known where the command itself wrote that before. */
export function judgeCodeFile(path: string, given: CodeText): Verdict | undefined {
  const file = given.execution.files?.find((one) => one.path === path);
  return file === undefined ? undefined : joinVerdicts(file.texts.map((text) => judgeCode(text, given)));
}

export function judgeCodeStdin(given: CodeText): Verdict {
  const { execution, tools } = given;
  const { stdin } = execution;
  if (stdin.kind === 'text') return judgeCode(stdin.text, given);
  if (stdin.kind === 'empty') return { effect: 'read_only', findings: [] };
  return opaqueCode(
    execution,
    tools,
    `${execution.program ?? ''} runs what its standard input gives it, which is not known.`,
  );
}
