import type { BasisFinding } from './fingerprint.js';

interface UndoRow {
  readonly type: BasisFinding['type'];
  readonly targetKind: string;
  /** Names that are themselves in every shell. */
  readonly name: RegExp;
  readonly command: (name: string) => string;
  readonly why: string;
}

/** What undoes an act exactly, when it is the only one of its command. Everything else has no command that undoes it. */
const UNDO: readonly UndoRow[] = [
  {
    type: 'service_disruption',
    targetKind: 'unit',
    name: /^[A-Za-z0-9][\w.@:-]{0,200}$/,
    command: (name) => `systemctl start ${name}`,
    why: 'a unit that was stopped starts again; one that runs stays as it is',
  },
  {
    type: 'service_disruption',
    targetKind: 'container',
    name: /^[A-Za-z0-9][\w.-]{0,200}$/,
    command: (name) => `docker start ${name}`,
    why: 'a stopped container starts again with its own settings',
  },
];

/** The command that undoes what was found; null when there is none, or when it is not certain. */
export function findUndo(findings: readonly BasisFinding[]): string | null {
  const [only] = findings;
  if (only === undefined || findings.length > 1 || only.confidence !== 'certain' || only.place !== 'here') return null;
  const row = UNDO.find(
    ({ type, targetKind, name }) => type === only.type && targetKind === only.targetKind && name.test(only.target),
  );
  return row === undefined ? null : row.command(only.target);
}
