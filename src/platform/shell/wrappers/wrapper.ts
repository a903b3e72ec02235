import type { Place } from '../reading.js';

/** A program that runs the words behind its own. */
export interface Wrapper {
  readonly names: readonly string[];
  /** Options that take the next word; all others stand alone. */
  readonly valued?: readonly string[];
  /** Options whose value is a script for a shell. */
  readonly scripts?: readonly string[];
  /** Words between its options and the command: `timeout 5`, `chroot /mnt`, `flock file`. */
  readonly operands?: number;
  /** `NAME=value` words before the command. */
  readonly assigns?: boolean;
  /** Its words are joined to a script for a shell. */
  readonly joins?: boolean;
  /** Where the command begins: only behind `--`. */
  readonly dashes?: boolean;
  readonly place?: Place;
  /** Which of its operands, or which option, says where. */
  readonly where?: number | string;
  /** Stays an execution of its own beside what it runs. */
  readonly visible?: boolean;
  /** With one of these it runs nothing else. */
  readonly only?: readonly string[];
  /** Without a command it starts a shell, which reads its input. */
  readonly shell?: boolean;
  /** An option that names the directory to go to. */
  readonly directory?: readonly string[];
  /** Options whose value is a file that it writes, or which of its operands is. */
  readonly writes?: readonly (string | number)[];
  /** Options may also stand behind so many operands: `su user -c`. */
  readonly permutes?: number;
}
