import type { LanguageTable } from './languages/table.js';
import type { Names } from './names.js';
import type { CodeCall } from './reading.js';
import type { CodeToken, ScriptLanguage } from './tokens.js';

/** A reading that grows while a program text is looked through. */
export interface GrowingCode {
  readonly shellTexts: string[];
  readonly commands: (readonly (string | null)[])[];
  readonly calls: CodeCall[];
  readonly doubts: string[];
}

/** A program text while it is looked through. */
export interface Scan {
  readonly language: ScriptLanguage;
  readonly table: LanguageTable;
  readonly roots: ReadonlySet<string>;
  readonly tokens: readonly CodeToken[];
  readonly names: Names;
  readonly found: GrowingCode;
}
