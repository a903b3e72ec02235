import { BackupError, type BackupErrorCode } from './backup-error.js';
import { EXIT } from './scripts.js';
import type { CommandOutput } from '../../../platform/commands/index.js';

/** What a script of this folder answered: its exit code and its `key=value` records, keys repeated where it says so. */
export interface ScriptAnswer {
  readonly exitCode: number;
  readonly records: readonly (readonly [string, string])[];
  /** What it said when it failed: a sentence of ours, or a tool's. */
  readonly complaint: string;
}

const COMPLAINT_CHARACTERS = 500;
const PROGRESS_LINE = /^p \d+$/;

export function readAnswer({ exitCode, stdout, stderr }: CommandOutput): ScriptAnswer {
  const records = stdout
    .toString('utf8')
    .split('\0')
    .filter((record) => record.includes('='))
    .map((record) => {
      const at = record.indexOf('=');
      return [record.slice(0, at), record.slice(at + 1)] as const;
    });
  const complaint = stderr
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !PROGRESS_LINE.test(line))
    .join('; ')
    .slice(-COMPLAINT_CHARACTERS);
  return { exitCode, records, complaint };
}

export function textOf(answer: ScriptAnswer, key: string): string {
  return answer.records.find(([name]) => name === key)?.[1] ?? '';
}

/** A whole number that a script printed; throws when it is none. */
export function numberOf(answer: ScriptAnswer, key: string): number {
  const text = textOf(answer, key);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BackupError('failed', `The host answered ${key}=${text.slice(0, 40)} where a whole number was expected.`);
}

const CODES: Readonly<Record<number, BackupErrorCode>> = {
  [EXIT.diskFull]: 'disk_full',
  [EXIT.notEnoughSpace]: 'not_enough_space',
  [EXIT.missing]: 'missing',
  [EXIT.damaged]: 'damaged',
  [EXIT.changed]: 'changed_while_archived',
  [EXIT.refused]: 'in_use',
  [EXIT.notPossible]: 'not_possible',
};

/** Throws the BackupError of an exit code other than 0. */
export function demandDone(answer: ScriptAnswer, what: string): ScriptAnswer {
  if (answer.exitCode === EXIT.done) return answer;
  const complaint = answer.complaint === '' ? `exit code ${answer.exitCode}` : answer.complaint;
  throw new BackupError(CODES[answer.exitCode] ?? 'failed', `${what}: ${complaint}.`);
}
