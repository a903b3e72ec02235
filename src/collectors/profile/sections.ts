import { type CommandOutput, ParseError } from '../../platform/commands/index.js';

/** What the profile's scripts print: section heads begin with a group separator, all else belongs to the one above. */
export type Sections = ReadonlyMap<string, readonly string[]>;

const MAX_LINES = 500;

/** Throws ParseError when there is no section at all. */
export function parseSections({ stdout }: Pick<CommandOutput, 'stdout'>): Sections {
  const text = stdout.toString('utf8');
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('\u001d')) {
      current = [];
      sections.set(line.slice(1), current);
    } else if (current !== undefined && current.length < MAX_LINES && line.trim() !== '') {
      current.push(line.trim());
    }
  }
  if (sections.size === 0) throw new ParseError('profile', 'there is no section', text);
  return sections;
}

export function firstLine(sections: Sections, name: string): string | undefined {
  return sections.get(name)?.[0];
}

/** `KEY=value` or `KEY="value"` lines, as in os-release. */
export function readAssignments(lines: readonly string[] = []): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, key, raw] = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || raw === undefined) continue;
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    found.set(key, (quoted?.[2] ?? raw).replaceAll(/\\(["'$`\\])/g, '$1'));
  }
  return found;
}
