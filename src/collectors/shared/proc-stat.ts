import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { type Counter, readCounter } from './counters.js';
import { defineProcFile } from './proc-file.js';
import { linesOf } from './text.js';

/** The columns of the `cpu` line, in the kernel's order; older kernels end earlier. Guest time is within user's. */
export const CPU_STATES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
export type CpuState = (typeof CPU_STATES)[number];
export type CpuTicks = Partial<Record<CpuState, Counter>>;

export interface ProcStat {
  readonly ticks: CpuTicks | undefined;
  readonly cores: number;
  readonly contextSwitches: Counter | undefined;
  readonly bootTimeSeconds: Counter | undefined;
  readonly forks: Counter | undefined;
  readonly running: Counter | undefined;
  readonly blocked: Counter | undefined;
}

const SOURCE = '/proc/stat';

/** `/proc/stat` of any kernel since 2.6; each field by itself. */
export function parseProcStat(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<ProcStat> {
  const errors: ParseError[] = [];
  const lines = linesOf(output);
  const rows = new Map(lines.map((line) => [line.split(/\s+/, 1)[0] ?? '', line]));
  if (!rows.has('cpu')) throw new ParseError(SOURCE, "there is no 'cpu' line", lines[0] ?? '');
  const single = (name: string): Counter | undefined => {
    const line = rows.get(name);
    if (line === undefined) return undefined;
    const value = readCounter(line.trim().split(/\s+/)[1]);
    if (value === undefined) errors.push(new ParseError(SOURCE, `'${name}' has no number`, line));
    return value;
  };
  const value: ProcStat = {
    ticks: readTicks(rows.get('cpu') ?? '', errors),
    cores: [...rows.keys()].filter((name) => /^cpu\d+$/.test(name)).length,
    contextSwitches: single('ctxt'),
    bootTimeSeconds: single('btime'),
    forks: single('processes'),
    running: single('procs_running'),
    blocked: single('procs_blocked'),
  };
  return { value, errors };
}

function readTicks(line: string, errors: ParseError[]): CpuTicks | undefined {
  const columns = line.trim().split(/\s+/).slice(1);
  const ticks: CpuTicks = {};
  for (const [index, state] of CPU_STATES.entries()) {
    if (columns[index] === undefined) break;
    const value = readCounter(columns[index]);
    if (value === undefined) {
      errors.push(new ParseError(SOURCE, `the ${state} time is not a counter`, line));
      return undefined;
    }
    ticks[state] = value;
  }
  if (ticks.idle !== undefined) return ticks;
  errors.push(new ParseError(SOURCE, "the 'cpu' line has no idle time", line));
  return undefined;
}

export const procStat = defineProcFile({
  id: 'host.proc_stat',
  summary: 'CPU time, context switches, forks, running and blocked processes since boot.',
  path: '/proc/stat',
  parse: parseProcStat,
  // The interrupt line of a large machine alone is tens of kilobytes; a row of 64 bytes per core comes before it.
  maxOutputBytes: 256 * 1024,
});
