import { MAX_NESTING } from '../limits.js';
import type { Redirect, Span, Via } from '../reading.js';
import type { Feed } from '../values/feed.js';
import type { Scope } from '../values/scope.js';
import type { SourceText } from '../values/source-text.js';
import type { Arg } from '../values/value.js';
import { HOLE } from '../values/value.js';
import { TooMuch, type Session, type Sink } from './session.js';

/** Where a command is being read: its shell, its input, what is around it. */
export interface Frame {
  readonly session: Session;
  readonly scope: Scope;
  readonly source: SourceText;
  readonly stdin: Feed;
  readonly sink: Sink | null;
  readonly via: readonly Via[];
  readonly depth: number;
  /** Functions that are being run, outermost first. */
  readonly calls: readonly string[];
  /** Itself a stage of a pipeline: started beside the others. */
  readonly beside: boolean;
  /** Within something started by `&`. */
  readonly background: boolean;
  readonly dialect: 'sh' | 'bash';
}

/** What a command printed, each way that it can be, with holes; and whether it surely worked. */
export interface Result {
  readonly texts: readonly string[];
  readonly succeeds: boolean;
}

export const SILENT: Result = { texts: [''], succeeds: true };
export const SILENT_MAYBE: Result = { texts: [''], succeeds: false };
export const OPAQUE: Result = { texts: [HOLE], succeeds: false };

/** `NAME=value` before a command, or exported. */
export interface Assigned {
  readonly name: string;
  readonly arg: Arg;
}

/** The words of one command, and what stands around them. */
export interface Call {
  /** The program and its words. */
  readonly argv: readonly Arg[];
  readonly redirects: readonly Redirect[];
  readonly assignments: readonly Assigned[];
  readonly span: Span;
  /** Started by another program: functions, aliases and what is built into shells do not count. */
  readonly direct: boolean;
  /** Who gives further arguments: `xargs`, `find`. */
  readonly moreFrom: string | null;
}

/** One level deeper; too deep ends the reading. */
export function descend(frame: Frame, change: Partial<Frame>): Frame {
  if (frame.depth >= MAX_NESTING) throw new TooDeep('It nests deeper than can be looked through.');
  return { ...frame, ...change, depth: frame.depth + 1 };
}

export class TooDeep extends TooMuch {}
