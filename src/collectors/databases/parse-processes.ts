import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { linesOf } from '../shared/text.js';
import { MAX_NAME, MAX_ROWS, readPort, type DatabaseProcess } from './evidence.js';
import type { Listing } from './parse-listeners.js';
import { signatureOfProcess } from './signatures.js';

const SOURCE = 'ps';
const ROW = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s+(\S.*)$/;
const HEADING = /^\s*PID\s+PPID\s/;

/**
 * `ps -eo pid,ppid,comm,args`: the servers among them. Argument lists hold secrets: only the program's path and a port are
 * taken from one, and no error shows a line.
 */
export function parseProcesses(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<Listing<DatabaseProcess>> {
  const rows: DatabaseProcess[] = [];
  let broken = 0;
  const lines = linesOf(output).filter((line) => !HEADING.test(line));
  for (const line of lines.slice(0, MAX_ROWS)) {
    const [, pid, ppid, command, args] = ROW.exec(line) ?? [];
    if (pid === undefined || ppid === undefined || command === undefined || args === undefined) {
      broken += 1;
      continue;
    }
    const process = readProcess(command, args);
    if (process !== undefined) rows.push({ pid: Number(pid), ppid: Number(ppid), ...process });
  }
  const errors = broken === 0 ? [] : [new ParseError(SOURCE, `${broken} rows name no process`, '')];
  return { value: { rows, whole: !output.truncated && lines.length <= MAX_ROWS && broken === 0 }, errors };
}

type Named = Omit<DatabaseProcess, 'pid' | 'ppid'>;

function readProcess(command: string, args: string): Named | undefined {
  const name = command.slice(command.lastIndexOf('/') + 1);
  const signature = signatureOfProcess(name);
  if (signature === undefined) return undefined;
  const isSentinel = name === 'redis-sentinel' || /\[sentinel\]|\s--sentinel(?:\s|$)/.test(args);
  const [program = ''] = args.split(' ', 1);
  return {
    name,
    engine: signature.engine,
    port: readPortArgument(args) ?? null,
    isSentinel,
    program: program.startsWith('/') && program.length <= MAX_NAME ? program : null,
  };
}

const PORT_ARGUMENTS: readonly RegExp[] = [
  // redis-server rewrites its title: `redis-server 127.0.0.1:6380 [cluster]`.
  /^(?:\S*\/)?(?:redis|valkey|keydb)-server\s+\S*?:(\d{1,5})(?:\s|$)/,
  /\s--port[=\s](\d{1,5})(?:\s|$)/,
  /\s-p\s?(\d{1,5})(?:\s|$)/,
  /\s--address[=\s]"?\S*?:(\d{1,5})"?(?:\s|$)/,
];

function readPortArgument(args: string): number | undefined {
  for (const pattern of PORT_ARGUMENTS) {
    const port = readPort(pattern.exec(args)?.[1]);
    if (port !== undefined) return port;
  }
  return undefined;
}
