import { LineCounter, parseDocument } from 'yaml';
import type { ImportIssue } from './imported-host.js';

export type YamlResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly ImportIssue[] };

// More is a file that was made to grow, not to be read.
const MAX_ALIASES = 100;
const MAX_ISSUES = 20;

/** A file’s YAML as plain values. What is wrong is told by line and never quoted: inventories hold passwords. */
export function parseYamlText(text: string): YamlResult {
  const lineCounter = new LineCounter();
  // Warnings of what is odd in a file are not for our own stderr; without errors a second document would be passed over.
  // Merge keys are of YAML 1.1, which is what Ansible reads.
  const options = { lineCounter, prettyErrors: false, logLevel: 'error', merge: true } as const;
  const document = parseDocument(text.replace(/^\uFEFF/, ''), options);
  const issues = document.errors.slice(0, MAX_ISSUES).map(({ pos, message }) => ({
    where: `line ${lineCounter.linePos(pos[0]).line}`,
    message: `is not YAML: ${message}`,
  }));
  if (issues.length > 0) return { ok: false, issues };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    return { ok: false, issues: [{ where: 'file', message: `cannot be read: ${(error as Error).message}` }] };
  }
}
