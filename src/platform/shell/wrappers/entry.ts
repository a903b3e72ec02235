import type { Place } from '../reading.js';

/** A subcommand that runs words somewhere else. */
export interface Entry {
  readonly programs: readonly string[];
  readonly subcommand: readonly string[];
  readonly valued: readonly string[];
  /** Words before the command: the container, the image. */
  readonly operands: number;
  readonly place: Place;
  /** Options of the program itself that take a value. */
  readonly global: readonly string[];
  /** Only behind `--`. */
  readonly dashes?: boolean;
  /** The tool stays an execution of its own: what it starts with matters (`-v /:/host`). */
  readonly visible?: boolean;
  /** An option whose value is the program to start. */
  readonly entry?: string;
  /** Options whose value is a script for a shell. */
  readonly scripts?: readonly string[];
  /** Its words are joined to a script for a shell. */
  readonly joins?: boolean;
  /** Options may also stand behind so many operands. */
  readonly permutes?: number;
}
