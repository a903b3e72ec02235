import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutOrNull, cutText } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import type { Guest, GuestList, GuestManager } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

const MAX_GUESTS = 500;

interface Table {
  readonly manager: GuestManager;
  readonly head: RegExp;
  readonly rule?: RegExp;
  /** Groups: id, name, state. */
  readonly row: RegExp;
  /** A manager without guests prints nothing at all. */
  readonly emptyMeansNone: boolean;
}

const LIBVIRT: Table = {
  manager: 'libvirt',
  head: /^\s*Id\s+Name\s+State\s*$/,
  rule: /^-+\s*$/,
  row: /^\s*(?<id>\d+|-)\s+(?<name>.+?)\s+(?<state>running|idle|paused|in shutdown|shut off|crashed|dying|pmsuspended|no state)\s*$/,
  emptyMeansNone: false,
};
const QEMU: Table = {
  manager: 'qemu',
  head: /^\s*VMID\s+NAME\s+STATUS/,
  row: /^\s*(?<id>\d+)\s+(?<name>\S+)\s+(?<state>[a-z][\w-]*)\s/,
  emptyMeansNone: true,
};
const LXC: Table = {
  manager: 'lxc',
  head: /^\s*VMID\s+Status\s+Lock\s+Name/,
  // The lock may be empty.
  row: /^\s*(?<id>\d+)\s+(?<state>[a-z][\w-]*)\s+(?:\S+\s+)?(?<name>\S+)\s*$/,
  emptyMeansNone: true,
};

export const parseVirshList = (output: Output): Parsed<GuestList> => parseTable(output, LIBVIRT);
export const parseQmList = (output: Output): Parsed<GuestList> => parseTable(output, QEMU);
export const parsePctList = (output: Output): Parsed<GuestList> => parseTable(output, LXC);

/** Without its head there is no list: the manager's own words say why, and nothing is known. */
function parseTable(output: Output, { manager, head, rule, row, emptyMeansNone }: Table): Parsed<GuestList> {
  const lines = linesOf(output);
  const start = lines.findIndex((line) => head.test(line));
  if (start < 0) {
    if (lines.length === 0 && output.exitCode === 0 && emptyMeansNone) {
      return { value: { guests: [], problem: null }, errors: [] };
    }
    const said = output.stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
    return { value: { guests: null, problem: cutOrNull(said) ?? cutText(lines[0] ?? 'it gave no list') }, errors: [] };
  }
  const errors: ParseError[] = [];
  const guests: Guest[] = [];
  for (const line of lines.slice(start + 1)) {
    if (rule?.test(line) === true) continue;
    const { id = '', name, state } = row.exec(line)?.groups ?? {};
    if (name === undefined || state === undefined) errors.push(new ParseError(manager, 'a row is no guest', line));
    else if (guests.length < MAX_GUESTS) {
      guests.push({
        manager,
        id: id === '-' ? null : cutOrNull(id),
        name: cutText(name),
        state: cutText(state),
        running: /^(?:running|idle|paused|in shutdown)$/.test(state),
      });
    }
  }
  return { value: { guests, problem: null }, errors };
}
