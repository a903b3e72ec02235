import type { Execution } from '../../../../platform/shell/reading.js';
import { verdictOf } from '../databases/judge-statements.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { textsOf } from '../rule-kinds.js';
import { SLASH_STYLE } from './kinds.js';

const LOOKING = /^(?:list|detail|select|rescan|exit|rem|help|automount$|filesystems|san$|\?)/i;
const HARMFUL =
  /^(?:clean|format|delete|convert|create|extend|shrink|remove|offline|recover|repair|inactive|active|set|gpt|attributes|break|retain|uniqueid|import|assign|online|add|merge|compact|attach|detach)/i;

/** diskpart is told what to do line by line. */
function judgeDiskpart(_given: Arguments, { stdin, args }: Execution, tools: JudgeTools): Verdict {
  const asks = args.length > 0 && textsOf(args).every((text) => text === '/?');
  if (asks || (stdin.kind === 'empty' && args.length === 0)) return { effect: 'read_only', findings: [] };
  const script = args.length > 0;
  if (script || stdin.kind !== 'text') {
    const explanation = 'Changes disks as a script or a session tells it, which is not known.';
    return verdictOf(
      tools.makeFinding({
        rule: 'diskpart.opaque',
        type: 'opaque_execution',
        effect: 'opaque',
        severity: 'critical',
        target: '',
        targetKind: 'device',
        explanation,
      }),
    );
  }
  const lines = stdin.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !LOOKING.test(line));
  if (lines.length === 0) return { effect: 'read_only', findings: [] };
  const disk = /select\s+((?:disk|volume|partition)\s+\S+)/i.exec(stdin.text)?.[1] ?? '';
  const known = lines.every((line) => HARMFUL.test(line));
  const explanation = `${lines.join(', ').slice(0, 200)}: what is on the disk is lost.`;
  const what = { target: disk, targetKind: 'device', severity: 'critical', explanation } as const;
  return verdictOf(
    known
      ? tools.makeFinding({
          rule: 'diskpart.changes',
          type: /^format/i.test(lines[0] ?? '') ? 'disk_format' : 'partition_change',
          effect: 'destructive',
          ...what,
        })
      : tools.makeFinding({ rule: 'diskpart.opaque', type: 'opaque_execution', effect: 'opaque', ...what }),
  );
}

/** `runas /user:x "del y"`: another command in its last word. */
function judgeRunas(given: Arguments, { args }: Execution, tools: JudgeTools): Verdict | undefined {
  const text = textsOf(given.operands.slice(-1))[0];
  return text === undefined || args.some(({ unknown }) => unknown) ? undefined : tools.judgeText(text, 'cmd');
}

export const GIVEN_TEXT: readonly Program[] = [
  {
    names: ['diskpart'],
    style: SLASH_STYLE,
    rules: [],
    judge: judgeDiskpart,
    otherwise: 'opaque',
    why: 'Changes disks.',
  },
  {
    names: ['runas'],
    style: SLASH_STYLE,
    rules: [],
    judge: judgeRunas,
    otherwise: 'opaque',
    why: 'Runs a command as somebody else.',
  },
];
