import type { Doubt, DoubtCode, Execution, Span, Via, Word } from '../reading.js';

export const MAX_DEPTH = 24;
const MAX_EXECUTIONS = 1_000;
/** Characters looked at, again and again at each level: bounds the time whatever the text is. */
const MAX_LOOKED_AT = 700_000;
/** What one statement costs beside its characters, in characters. */
const STATEMENT = 100;

/** Thrown inside, caught by `readPowerShell`: what was read until then is kept, with the doubt. */
export class TooMuch extends Error {}

/** What is known while one text is read. */
export interface Session {
  readonly executions: Execution[];
  readonly doubts: Doubt[];
  /** Variables by lower-case name; null: set, but not known. */
  readonly variables: Map<string, readonly string[] | null>;
  readonly aliases: Map<string, string>;
  lookedAt: number;
}

/** Where in the outermost text something stands. */
export interface Frame {
  readonly session: Session;
  readonly text: string;
  /** Set for texts that do not stand in the outermost text as they are: decoded or joined ones. */
  readonly span: Span | null;
  readonly depth: number;
  readonly via: readonly Via[];
}

export function startFrame(text: string): Frame {
  const session: Session = { executions: [], doubts: [], variables: new Map(), aliases: new Map(), lookedAt: 0 };
  return { session, text, span: null, depth: 0, via: [] };
}

export function spanOf({ span, text }: Frame, start: number, end: number): Span {
  return span ?? { start, end, text: text.slice(start, Math.min(end, start + 2000)) };
}

export function addDoubt({ session }: Frame, code: DoubtCode, explanation: string, span: Span): void {
  if (session.doubts.length < 200) session.doubts.push({ code, explanation, span });
}

export function addExecution(
  frame: Frame,
  execution: Omit<Execution, 'dialect' | 'via' | 'assignments' | 'cwd'>,
): void {
  keepExecution(frame, { ...execution, dialect: 'powershell', via: frame.via, assignments: [], cwd: null });
}

/** Also one that another shell runs. */
export function keepExecution({ session }: Frame, execution: Execution): void {
  if (session.executions.length >= MAX_EXECUTIONS)
    throw new TooMuch(`The text has more than ${MAX_EXECUTIONS} commands.`);
  session.executions.push(execution);
}

/** Counts characters that are looked at; the time that a text takes is bounded by this, not by a clock. */
export function spend(session: Pick<Session, 'lookedAt'>, characters: number): void {
  session.lookedAt += characters;
  if (session.lookedAt > MAX_LOOKED_AT) throw new TooMuch('The text has more in it than can be looked through.');
}

export function spendStatement({ session }: Frame): void {
  spend(session, STATEMENT);
}

export function knownWord(source: string, value: string): Word {
  return { source, values: [value], unknown: false, glob: false, maySplit: false };
}

/** `value`: the part of it that is known; a piece that is not stands as nothing. */
export function unknownWord(source: string, value = ''): Word {
  return { source, values: [value], unknown: true, glob: false, maySplit: true };
}
