import { detect } from '../../src/domain/protection/detect/detect.js';
import type { CodeLanguage } from '../../src/platform/code/reading.js';
import { readCode } from '../../src/platform/code/read-code.js';
import { readShell } from '../../src/platform/shell/read-shell.js';
import type { Dialect } from '../../src/platform/shell/reading.js';
import { readSql } from '../../src/platform/sql/read-sql.js';
import type { SqlEngine } from '../../src/platform/sql/reading.js';

/** Texts of one kind are made of the same pieces. */
export type FuzzKind = 'posix' | 'powershell' | 'cmd' | 'sql' | 'code';

/** One reader, in one of its languages. Reads only: no text is ever given to anything that runs it. */
export interface FuzzTarget {
  readonly name: string;
  readonly kind: FuzzKind;
  /** How often it is chosen. */
  readonly weight: number;
  /** The longest text that is looked at; a longer one is held unread. */
  readonly longest: number;
  /** What it doubts. */
  readonly read: (text: string) => readonly string[];
}

const KIB = 1024;

function shellTarget(dialect: Dialect, kind: FuzzKind, weight: number): FuzzTarget {
  const read = (text: string): readonly string[] =>
    readShell(text, { dialect }).doubts.map(({ explanation }) => explanation);
  return { name: dialect, kind, weight, longest: kind === 'posix' ? 64 * KIB : 32 * KIB, read };
}

function sqlTarget(engine: SqlEngine): FuzzTarget {
  return { name: engine, kind: 'sql', weight: 3, longest: 32 * KIB, read: (text) => readSql(text, engine).doubts };
}

function codeTarget(language: CodeLanguage): FuzzTarget {
  return {
    name: language,
    kind: 'code',
    weight: 2,
    longest: 32 * KIB,
    read: (text) => readCode(text, language).doubts,
  };
}

/** The whole way from a text to its verdict. */
function verdictTarget(dialect: Dialect, kind: FuzzKind, weight: number): FuzzTarget {
  const read = (command: string): readonly string[] => {
    const { effect, findings } = detect({ command, dialect }, { readShell, readSql, readCode });
    return effect === 'opaque' ? findings.map(({ explanation }) => explanation) : [];
  };
  return { name: `verdict on ${dialect}`, kind, weight, longest: kind === 'posix' ? 64 * KIB : 32 * KIB, read };
}

/** Every reader there is, and the detector over them. `loadSqlParser()` has to be done before. */
export const TARGETS: readonly FuzzTarget[] = [
  shellTarget('bash', 'posix', 36),
  shellTarget('sh', 'posix', 10),
  shellTarget('powershell', 'powershell', 12),
  shellTarget('cmd', 'cmd', 11),
  verdictTarget('bash', 'posix', 24),
  verdictTarget('powershell', 'powershell', 5),
  verdictTarget('cmd', 'cmd', 5),
  ...(['postgresql', 'mysql', 'sqlite', 'redis', 'mongodb'] as const).map(sqlTarget),
  ...(['python', 'perl', 'ruby', 'node', 'php', 'lua', 'awk', 'sed'] as const).map(codeTarget),
];
