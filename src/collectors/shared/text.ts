import type { CommandOutput } from '../../platform/commands/index.js';

/** Output as text; bytes that are no UTF-8 become replacement characters. */
export function textOf({ stdout }: Pick<CommandOutput, 'stdout'>): string {
  return stdout.toString('utf8');
}

/** The lines that hold something, without carriage returns; a last one that was cut off at the cap is dropped. */
export function linesOf(output: Pick<CommandOutput, 'stdout' | 'truncated'>): string[] {
  return splitLines(textOf(output), output.truncated);
}

export function splitLines(text: string, truncated = false): string[] {
  const whole = truncated ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  return whole.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** `\040` and its like, as the kernel writes blanks in mount points. */
export function decodeOctalEscapes(text: string): string {
  return text.replaceAll(/\\([0-3][0-7]{2})/g, (_match, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}
