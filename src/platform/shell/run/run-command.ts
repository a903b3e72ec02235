import type { Assignment as AssignmentNode, Command } from 'unbash';
import { MAX_VALUES } from '../limits.js';
import { crossLists, expandWord, type WordLists } from '../expand/expand-word.js';
import { joinTexts, soleText, type Arg } from '../values/value.js';
import { SILENT, SILENT_MAYBE, type Assigned, type Call, type Frame, type Result } from './frame.js';
import { assign, evaluateAssignment, isHistoryVariable } from './assign.js';
import { emit } from './emit.js';
import { checkVariables } from './check-variables.js';
import { launch } from './launch.js';
import { applyRedirects, storeOutput, withPrinted } from './redirects.js';

/** One simple command: assignments, words, redirects. */
export function runCommand(frame: Frame, node: Command): Result {
  frame.session.charge(2);
  const span = frame.source.spanOf(node.pos, node.end);
  const written = node.prefix.filter((part): part is AssignmentNode => part.type === 'Assignment');
  if (!node.name) return runNameless(frame, node, written);
  const words = expandWords(frame, node);
  const applied = applyRedirects(frame, node.redirects);
  const assignments = written.map((assignment): Assigned => evaluateAssignment(frame, assignment));
  const inner: Frame = {
    ...frame,
    stdin: applied.stdin ?? (frame.stdin.kind === 'inherited' ? (frame.scope.input ?? frame.stdin) : frame.stdin),
    sink: applied.output === 'gone' ? null : frame.sink,
  };
  const results = words.map((argv) =>
    launch(inner, { argv, redirects: applied.redirects, assignments, span, direct: true, moreFrom: null }),
  );
  const [only] = results;
  const result =
    results.length === 1 && only ? only : { texts: joinTexts(...results.map(({ texts }) => texts)), succeeds: false };
  showRedirects(withPrinted(frame, result), applied.redirects, span);
  keepForExec(frame, { words, applied });
  return storeOutput(frame, applied, result);
}

/** What a function or a script of its own was sent to: no execution shows it, so it is shown alone. */
function showRedirects(frame: Frame, redirects: Call['redirects'], span: Call['span']): void {
  if (frame.session.shown.has(redirects) || redirects.every(({ operator }) => operator === '<')) return;
  const call: Call = { argv: [], redirects, assignments: [], span, direct: true, moreFrom: null };
  emit(frame, { program: '', args: [], call, silent: true });
}

/** `exec < file` changes the input of all that follows. */
function keepForExec(
  frame: Frame,
  { words, applied }: { readonly words: WordLists; readonly applied: { readonly stdin: Frame['stdin'] | null } },
): void {
  const [name, next] = words[0] ?? [];
  if (applied.stdin && name && !next && soleText(name.alts) === 'exec') frame.scope.input = applied.stdin;
}

function expandWords(frame: Frame, node: Command): WordLists {
  let lists: WordLists = [[]];
  const declares = DECLARING.has(node.name?.value ?? '');
  for (const word of [...(node.name ? [node.name] : []), ...node.args]) {
    const next: WordLists = word.type === 'Word' ? expandWord(frame, word) : [[assignmentWord(frame, word, declares)]];
    lists = crossLists(lists, next, word.text);
  }
  return lists.slice(0, MAX_VALUES);
}

/** Builtins whose words are assignments: arrays in them are set here, all else when they are run. */
const DECLARING: ReadonlySet<string> = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

function assignmentWord(frame: Frame, node: AssignmentNode, declares: boolean): Arg {
  if (declares && node.value.type === 'ArrayValue') {
    assign(frame, node);
    return { source: node.text, alts: [{ text: node.name, glob: false }], maySplit: false };
  }
  const { name, arg } = evaluateAssignment(frame, node);
  return { ...arg, source: node.text, alts: arg.alts.map((alt) => ({ ...alt, text: `${name}=${alt.text}` })) };
}

/** Variables by which a shell runs something of its own accord. */
const OF_THE_SHELL = /^(?:PROMPT_COMMAND|PS[0124])$/;

/** Assignments alone, or redirects alone: `> f` empties a file. */
function runNameless(frame: Frame, node: Command, written: readonly AssignmentNode[]): Result {
  const span = frame.source.spanOf(node.pos, node.end);
  const before = frame.session.executions.length;
  const assigned = written.map((assignment) => assign(frame, assignment));
  const applied = applyRedirects(frame, node.redirects);
  const history = assigned.filter(({ name }) => isHistoryVariable(name));
  const call = { argv: [], redirects: applied.redirects, assignments: [], span, direct: true, moreFrom: null };
  if (applied.redirects.length > 0) emit(frame, { program: '', args: [], call, silent: false });
  // The shell itself looks at these, exported or not.
  checkVariables(frame, { program: '', assignments: assigned.filter(({ name }) => OF_THE_SHELL.test(name)), span });
  // What keeps the record of commands is told like `export`, which does the same.
  if (history.length > 0)
    emit(frame, {
      program: 'export',
      args: history.map(({ name, arg }) => ({
        ...arg,
        alts: arg.alts.map((alt) => ({ ...alt, text: `${name}=${alt.text}` })),
      })),
      call: { ...call, redirects: [] },
      silent: true,
    });
  storeOutput(frame, applied, SILENT);
  return frame.session.executions.length === before ? SILENT : SILENT_MAYBE;
}
