import type { Dialect, Execution } from '../../../platform/shell/reading.js';
import { PROGRAMS } from '../programs/index.js';
import { normalisePath } from '../programs/normalise-path.js';
import { readArguments } from '../programs/read-arguments.js';
import type { Arguments } from '../programs/read-arguments.js';
import type { JudgeTools, Program, Verdict } from '../programs/program.js';
import type { KnownProgram } from '../programs/registry.js';
import { applyRules } from './apply-rules.js';
import type { Finding } from './finding.js';
import { judgeDeferred } from './judge-deferred.js';
import { judgeDisclosure } from './judge-disclosure.js';
import { judgeOwnConfig } from './judge-own-config.js';
import { judgePersisted } from './judge-persisted.js';
import { judgeRedirects } from './judge-redirects.js';
import { judgeRights } from './judge-rights.js';
import { looksOnly } from './looks-only.js';
import { findingsOf } from './make-finding.js';
import type { Act } from './make-finding.js';
import { worstEffect } from './order.js';
import type { Readers } from './readers.js';
import { findTaking } from './takes-away.js';
import { TYPE_SEVERITY } from './type-defaults.js';
import { variantsOf } from './variants.js';

export interface JudgeContext {
  readonly readers: Readers;
  /** The whole detector again, one level deeper; spans become that of the execution. */
  readonly judgeText: (text: string, execution: Execution, dialect?: Dialect) => Verdict;
}

const NOTHING_KNOWN = { value: '', source: '', unknown: false, glob: false };

/** Everything that one simple command does: its program, by its table, and the files it is redirected to. */
export function judgeExecution(execution: Execution, context: JudgeContext): Verdict {
  const written = judgeRedirects(execution);
  const run = execution.program === '' ? [] : [judgeProgram(execution, context)];
  const later = judgePersisted(execution, (text) => context.judgeText(text, execution, 'sh'));
  const deferred = judgeDeferred(execution, (text, dialect) => context.judgeText(text, execution, dialect));
  const given = [...judgeRights(execution), ...judgeDisclosure(execution)];
  return joinVerdicts([
    ...run,
    verdictOf(written),
    verdictOf(given),
    ...judgeOwnConfig(execution, (text) => context.judgeText(text, execution, 'sh')),
    ...[later, deferred].filter((one) => one !== undefined),
  ]);
}

/** Tables speak of names, paths and verbs. What is longer is a text, which only programs with a judge of their own read. */
const LONGEST_WORD = 2_048;
/** Together, for tools that are told by their words what to do. */
const LONGEST_LINE = 8_192;

function isTooLong({ args }: Execution, { judge, rules, otherwise: rest }: Program): boolean {
  if (judge !== undefined || rules.length === 0) return false;
  const lengths = args.flatMap(({ values }) => values.map(({ length }) => length));
  const line = lengths.reduce((sum, length) => sum + length + 1, 0);
  return lengths.some((length) => length > LONGEST_WORD) || (rest === 'opaque' && line > LONGEST_LINE);
}

function judgeProgram(execution: Execution, context: JudgeContext): Verdict {
  const { program, dialect } = execution;
  // The doubt that stands beside it says why.
  if (program === null) return { effect: 'opaque', findings: [] };
  const known = PROGRAMS.find(program) ?? (isWindows(dialect) ? findCmdlet(program.toLowerCase()) : undefined);
  if (known === undefined) return judgeUnlisted(program, execution);
  if (isTooLong(execution, known.program)) return doubtful(known.program, 'too_long', execution);
  const own = standsByItself(execution, known.program) ? [judgeOwnFile(execution)] : [];
  const { executions, tooMany } = variantsOf(execution, (known.program.style.subcommands ?? 0) > 0);
  const verdicts = executions.map((variant) => judgeVariant(known, variant, context));
  return tooMany
    ? joinVerdicts([...verdicts, ...own, doubtful(known.program, 'too_many_values', execution)])
    : joinVerdicts([...verdicts, ...own]);
}

function judgeVariant({ program, style, depthOf }: KnownProgram, execution: Execution, context: JudgeContext): Verdict {
  const given = readArguments(execution, style, depthOf);
  if (onlyAsksForHelp(given, execution, depthOf)) return { effect: 'read_only', findings: [] };
  const applied = applyRules(program, given, execution);
  if (applied.settled) return applied;
  const own = weighedAnew(program.judge?.(given, execution, toolsFor(execution, context)));
  const subcommand = hasUnknownSubcommand(program, given) ? [doubtful(program, 'unknown_subcommand', execution)] : [];
  const found = own === undefined ? [applied, ...subcommand] : [applied, own, ...subcommand];
  if (applied.known || own !== undefined || subcommand.length > 0) return joinVerdicts(found);
  if (isSteered(program) && execution.moreArgs === null && looksOnly(given))
    return { effect: 'read_only', findings: [] };
  const taking = program.otherwise === 'reversible' ? findTaking(given) : undefined;
  return taking === undefined ? otherwise(program, execution) : takesAway(execution, taking);
}

/** By verbs, and its table says that what it does not list is not known. */
function isSteered({ style, otherwise: rest }: Program): boolean {
  return rest === 'opaque' && (style.subcommands ?? 0) > 0;
}

/** Where an act is done may have made less of it than its judge thought. */
function weighedAnew(verdict: Verdict | undefined): Verdict | undefined {
  return verdict === undefined || verdict.findings.length === 0 ? verdict : verdictOf(verdict.findings);
}

const ASKS: ReadonlySet<string> = new Set(['--help', '--version', '--usage', '-help', '-version']);

/** `--help` where it is all that is asked of a program or of its subcommand. */
function onlyAsksForHelp(given: Arguments, execution: Execution, depthOf: KnownProgram['depthOf']): boolean {
  if (execution.moreArgs !== null || given.unknown || given.options.size === 0) return false;
  if (given.plain.length > depthOf(given.subcommand)) return false;
  const last = execution.args.at(-1)?.values[0] ?? '';
  const asked = last.startsWith('-') && [...given.options].every((option) => isAsking(option, last));
  return asked || (execution.args.length === 1 && last === '-V');
}

function isAsking(option: string, last: string): boolean {
  // Clusters are taken apart beside the word as it was written: `-help` of single-dash programs only as a whole.
  return ASKS.has(option) && (option.startsWith('--') || last === option || last === `-${option}`);
}

function hasUnknownSubcommand({ style, otherwise: rest }: Program, { plain }: Arguments): boolean {
  const [first] = plain;
  return (
    (style.subcommands ?? 0) > 0 &&
    rest !== 'read_only' &&
    first !== undefined &&
    first.unknown &&
    (first.values[0] ?? '') === ''
  );
}

function otherwise(program: Program, execution: Execution): Verdict {
  const { otherwise: effect, why } = program;
  if (effect === 'read_only') return { effect, findings: [] };
  const type = effect === 'reversible' ? 'reversible_change' : 'opaque_execution';
  const rule = `${execution.program ?? ''}.${effect === 'reversible' ? 'change' : 'unlisted'}`;
  const severity = effect === 'reversible' ? 'low' : 'medium';
  return verdictOf(findingsOf({ rule, type, effect, severity, kind: 'unknown', why }, NOTHING_KNOWN, execution));
}

function takesAway(execution: Execution, word: string): Verdict {
  const rule = `${execution.program ?? ''}.takes`;
  const why = `{program} is told "${word}": what that takes away is not known here.`;
  const act: Act = { rule, type: 'opaque_execution', effect: 'opaque', severity: 'high', kind: 'unknown', why };
  return verdictOf(findingsOf(act, NOTHING_KNOWN, execution));
}

/** Where programs stand that somebody installed; in a temporary place nobody did. */
const INSTALLED =
  /^\/(usr|bin|sbin|opt|snap|nix|lib\w*|etc|boot|var|Applications)\/|^[A-Z]:\/|(^|\/)s?bin\/[^/]+$|(^|\/)(\.bin|libexec|\.acme\.sh)\/[^/]+$/i;
const TEMPORARY = /^\/(tmp|var\/tmp|dev\/shm|run\/user)\//;
/** Files that every source tree has under this name. */
const OF_A_TREE: ReadonlySet<string> = new Set(['gradlew', 'mvnw', 'acme.sh']);

/** A file of one’s own that is called `ls` is not `ls`. */
function standsByItself({ path, program }: Execution, { otherwise: rest }: Program): boolean {
  if (path === undefined || rest === 'opaque' || OF_A_TREE.has(program ?? '')) return false;
  const file = normalisePath(path);
  return TEMPORARY.test(file) || !INSTALLED.test(file);
}

function judgeOwnFile(execution: Execution): Verdict {
  const act: Act = {
    rule: 'program.own_file',
    type: 'opaque_execution',
    effect: 'opaque',
    severity: 'high',
    kind: 'script',
    targetClass: 'unknown',
    why: 'Runs the file {target}, which is not the installed program of that name.',
  };
  const path = execution.path ?? '';
  return verdictOf(findingsOf(act, { value: path, source: path, unknown: false, glob: false }, execution));
}

/** Every installed program prints its help or version where that is all it is asked; a file given by its path may do anything. */
function judgeUnlisted(program: string, execution: Execution): Verdict {
  const [only, ...more] = execution.args;
  const asks = more.length === 0 && only !== undefined && /^--(help|version)$/.test(only.values.join());
  const byPath = execution.span.text.includes(`/${program}`) || execution.moreArgs !== null;
  if (asks && !only.unknown && !byPath) return { effect: 'read_only', findings: [] };
  const act: Act = {
    rule: 'program.unlisted',
    type: 'opaque_execution',
    effect: 'opaque',
    severity: TYPE_SEVERITY.opaque_execution,
    kind: 'script',
    targetClass: 'unknown',
    why: `Nothing is known of the program "${program.slice(0, 80)}": what it does cannot be said before it runs.`,
  };
  return verdictOf(findingsOf(act, NOTHING_KNOWN, execution));
}

function doubtful(
  program: Program,
  what: 'unknown_subcommand' | 'too_many_values' | 'too_long',
  execution: Execution,
): Verdict {
  const why = {
    unknown_subcommand: 'Which of its commands {program} is given cannot be known before it runs.',
    too_long: '{program} is given longer words, or more of them, than are looked at.',
    too_many_values: '{program} can be given more combinations of arguments than are looked at.',
  };
  const rule = `${program.names[0] ?? ''}.${what}`;
  const act: Act = {
    rule,
    type: 'opaque_execution',
    effect: 'opaque',
    severity: 'high',
    kind: 'unknown',
    why: why[what],
  };
  return verdictOf(findingsOf(act, NOTHING_KNOWN, execution));
}

function toolsFor(execution: Execution, context: JudgeContext): JudgeTools {
  return {
    readers: context.readers,
    judgeText: (text, dialect) => context.judgeText(text, execution, dialect),
    makeFinding: (part) => makeFinding(part, execution),
  };
}

/** What a program’s own judge found, weighed by where it is done like what a rule finds. */
function makeFinding(part: Parameters<JudgeTools['makeFinding']>[0], execution: Execution): Finding {
  const { rule, type, effect, severity, target, targetKind: kind, explanation: why, targetClass } = part;
  const word = { value: target, source: target, unknown: part.confidence === 'unknown', glob: false };
  const act: Act = { rule, type, effect, severity, kind, why, ...(targetClass === undefined ? {} : { targetClass }) };
  const [made] = findingsOf(act, word, execution);
  if (made === undefined) throw new Error('An act upon one target has at least one finding.');
  const { effect: weighed, severity: weight, target: placed, explanation } = made;
  return { ...made, ...part, effect: weighed, severity: weight, target: placed, explanation, span: execution.span };
}

/** A cmdlet that no table lists is what its verb says: `get-*`. */
function findCmdlet(name: string): KnownProgram | undefined {
  return PROGRAMS.find(name) ?? (name.startsWith('[') ? undefined : PROGRAMS.find(`${name.split('-', 1).join('')}-*`));
}

function isWindows(dialect: Dialect): boolean {
  return dialect === 'powershell' || dialect === 'cmd';
}

function verdictOf(findings: readonly Finding[]): Verdict {
  return { effect: worstEffect(findings.map(({ effect }) => effect)), findings };
}

export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  return {
    effect: worstEffect(verdicts.map(({ effect }) => effect)),
    findings: verdicts.flatMap(({ findings }) => findings),
  };
}
