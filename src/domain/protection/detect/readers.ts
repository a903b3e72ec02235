import type { CodeLanguage, CodeReading } from '../../../platform/code/reading.js';
import type { ReadOptions, ShellReading } from '../../../platform/shell/reading.js';
import type { SqlEngine, SqlReading } from '../../../platform/sql/reading.js';

/** The parsers, given from outside: this floor is pure. `loadReaders()` of platform/shell makes them. */
export interface Readers {
  /** Every dialect: `options.dialect`. Never throws. */
  readonly readShell: (text: string, options?: ReadOptions) => ShellReading;
  readonly readSql: (text: string, engine: SqlEngine) => SqlReading;
  readonly readCode: (code: string, language: CodeLanguage) => CodeReading;
}
