import type { SqlEngine, SqlStatement } from '../../../../platform/sql/reading.js';
import type { Execution, Word } from '../../../../platform/shell/reading.js';
import type { ActionType } from '../../detect/action-types.js';
import type { Finding, Severity, TargetKind } from '../../detect/finding.js';
import { worstEffect } from '../../detect/order.js';
import type { JudgeTools, Verdict } from '../program.js';

interface Weight {
  readonly type: ActionType;
  readonly severity: Severity;
  readonly kind: TargetKind;
  readonly why: string;
}

/** What an effect weighs upon a kind of target; the row without a kind counts for all others. */
const WEIGHTS: Readonly<Record<string, Weight>> = {
  'drop database': weight(
    'database_destroy',
    'critical',
    'database',
    'Deletes a whole database with all that is in it.',
  ),
  'drop schema': weight('database_destroy', 'critical', 'database', 'Deletes a schema and the tables in it.'),
  'drop table': weight('database_destroy', 'high', 'table', 'Deletes a table with its rows.'),
  'drop collection': weight('database_destroy', 'high', 'table', 'Deletes a collection with its documents.'),
  'drop column': weight('database_destroy', 'high', 'table', 'Deletes a column with its values.'),
  'drop server': weight('database_destroy', 'high', 'database', 'Deletes what replication or recovery needs.'),
  'drop role': weight(
    'user_account',
    'high',
    'user',
    'Deletes an account of the database; whoever uses it is locked out.',
  ),
  drop: weight('database_destroy', 'medium', 'database', 'Deletes an object of the database.'),
  mass_change: weight('database_destroy', 'high', 'table', 'Changes or deletes every row: no condition holds it back.'),
  change: weight('database_destroy', 'medium', 'table', 'Changes or deletes rows; what they held is lost.'),
  'disrupt role': weight('user_account', 'high', 'user', 'Changes who may log in or what they may do.'),
  'disrupt table': weight('service_disruption', 'medium', 'table', 'Locks a table or switches off what protects it.'),
  'disrupt database': weight('service_disruption', 'high', 'database', 'Changes how a database may be used.'),
  disrupt: weight('service_disruption', 'high', 'database', 'Ends sessions, stops the server or changes its settings.'),
};

function weight(type: ActionType, severity: Severity, kind: TargetKind, why: string): Weight {
  return { type, severity, kind, why };
}

export interface StatementText {
  readonly engine: SqlEngine;
  readonly execution: Execution;
  readonly tools: JudgeTools;
}

/** All statements of one text, given to a database’s client. */
export function judgeStatements(text: string, { engine, execution, tools }: StatementText): Verdict {
  const { statements, doubts } = tools.readers.readSql(text, engine);
  const verdicts = [
    ...statements.map((statement) => judgeStatement(statement, { engine, execution, tools })),
    ...calledBodies(statements).map((body) => judgeStatements(body, { engine, execution, tools })),
  ];
  const held = doubts
    .slice(0, 5)
    .map((doubt) => opaqueText(execution, tools, `The statement cannot be judged: ${doubt}`));
  return joinVerdicts([...verdicts, ...held]);
}

const MAKES =
  /^\s*create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+(?:"?\w+"?\.)?"?(\w+)"?\s*\([^]*?\bas\s+(\$\w*\$)([^]*?)\2/i;

/** What functions do that the same text makes and then calls. */
function calledBodies(statements: readonly SqlStatement[]): readonly string[] {
  return statements.flatMap((made) => {
    const [, name = '', , body = ''] = MAKES.exec(made.text) ?? [];
    const called = new RegExp(`\\b${name}"?\\s*\\(`, 'i');
    return name !== '' && statements.some((other) => other !== made && called.test(other.text)) ? [body] : [];
  });
}

function judgeStatement(statement: SqlStatement, { execution, tools }: StatementText): Verdict {
  const { effect, verb, targetKind, targets } = statement;
  const rule = `${execution.program ?? 'sql'}.${verb.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;
  if (effect === 'read') return { effect: 'read_only', findings: [] };
  if (effect === 'shell' && statement.shellText !== null) return tools.judgeText(statement.shellText);
  if (effect === 'opaque' || effect === 'shell') {
    return opaqueText(execution, tools, `${verb} runs what cannot be known from the command.`, rule);
  }
  if (effect === 'add' && HOLDS_OTHERS.test(statement.text)) return locks(rule, statement, tools);
  if (effect === 'add') {
    const explanation = `${verb} only adds, or is undone by a known statement.`;
    const part = { rule, type: 'reversible_change', effect: 'reversible', severity: 'low', explanation } as const;
    return verdictOf(tools.makeFinding({ ...part, target: targets.join(', '), targetKind: 'statement' }));
  }
  const { type, severity, kind, why } = weightOf(effect, targetKind);
  const target = targets.length === 0 ? statement.text.slice(0, 120) : targets.join(', ');
  const breadth = effect === 'mass_change' || effect === 'drop' ? 'all' : 'some';
  const part = { rule, type, severity, target, targetKind: kind, breadth, targetClass: 'database' } as const;
  return verdictOf(tools.makeFinding({ ...part, effect: 'destructive', explanation: `${verb}: ${why}` }));
}

/** Nobody can write until the session ends. */
const HOLDS_OTHERS =
  /^\s*(?:flush\s+(?:no_write_to_binlog\s+|local\s+)?tables?\b.*\bwith\s+read\s+lock|lock\s+tables?\b.*\bwrite)\b/is;

function locks(rule: string, { text }: SqlStatement, tools: JudgeTools): Verdict {
  const explanation = 'Holds back everybody who writes, for as long as the session lasts.';
  const part = { rule, type: 'service_disruption', effect: 'destructive', severity: 'high', explanation } as const;
  return verdictOf(
    tools.makeFinding({ ...part, target: text.slice(0, 120), targetKind: 'database', targetClass: 'database' }),
  );
}

function weightOf(effect: 'change' | 'mass_change' | 'drop' | 'disrupt', kind: string): Weight {
  return (
    WEIGHTS[`${effect} ${kind}`] ??
    WEIGHTS[effect] ??
    weight('database_destroy', 'high', 'database', 'Changes what cannot be brought back.')
  );
}

/** The client is given what nobody can read before it runs. */
export function opaqueText(execution: Execution, tools: JudgeTools, explanation: string, rule?: string): Verdict {
  return verdictOf(
    tools.makeFinding({
      rule: rule ?? `${execution.program ?? 'sql'}.opaque`,
      type: 'opaque_execution',
      effect: 'opaque',
      severity: 'high',
      target: '',
      targetKind: 'statement',
      confidence: 'unknown',
      explanation,
    }),
  );
}

/** In one command line. */
const MOST_TEXTS = 100;

/** Texts in words of the command line: one that cannot be resolved is held, whatever is known of it. */
export function judgeWords(words: readonly Word[], given: StatementText): Verdict {
  if (words.length > MOST_TEXTS)
    return opaqueText(given.execution, given.tools, 'It is given more statements than are looked at.');
  return joinVerdicts(
    words.flatMap((word) => {
      const known = word.values.map((value) => judgeStatements(value, given));
      const { execution, tools } = given;
      return word.unknown ? [...known, opaqueText(execution, tools, 'Part of the statement is not known.')] : known;
    }),
  );
}

/** What the client reads where no statement stands in the command line. */
export function judgeStdin({ engine, execution, tools }: StatementText): Verdict {
  const { stdin } = execution;
  if (stdin.kind === 'text') return judgeStatements(stdin.text, { engine, execution, tools });
  if (stdin.kind === 'empty') return { effect: 'read_only', findings: [] };
  const what = { inherited: 'a session', file: 'a file', opaque: 'the output of other programs' }[stdin.kind];
  return opaqueText(
    execution,
    tools,
    `{program} runs statements from ${what}.`.replace('{program}', execution.program ?? ''),
  );
}

export function verdictOf(finding: Finding): Verdict {
  return { effect: finding.effect, findings: [finding] };
}

export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  const findings = verdicts.flatMap((verdict) => verdict.findings);
  return { effect: worstEffect(verdicts.map(({ effect }) => effect)), findings };
}
