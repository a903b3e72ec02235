import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { joinVerdicts } from '../databases/judge-statements.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { judgeCodeFile, judgeCodeWords, opaqueCode } from './judge-code.js';

/** awk’s program is its first operand unless options give it. */
function judgeAwk(given: Arguments, execution: Execution, tools: JudgeTools): Verdict {
  const text = { language: 'awk', execution, tools } as const;
  const files = [
    ...given.valuesOf('-f'),
    ...given.valuesOf('--file'),
    ...given.valuesOf('-E'),
    ...given.valuesOf('--exec'),
  ];
  const sources = [...given.valuesOf('-e'), ...given.valuesOf('--source')];
  if (
    ['--version', '-V', '-W', '-h', '--help'].some((option) => given.options.has(option)) &&
    given.operands.length === 0
  ) {
    return { effect: 'read_only', findings: [] };
  }
  const verdicts: Verdict[] = files.map(
    ({ values }) =>
      judgeCodeFile(values[0] ?? '', text) ??
      opaqueCode(execution, tools, 'The program is in a file that is not known.'),
  );
  const operands: readonly Word[] = files.length + sources.length > 0 ? [] : given.operands.slice(0, 1);
  verdicts.push(judgeCodeWords([...sources, ...operands], text));
  const loads = [
    ...given.valuesOf('-i'),
    ...given.valuesOf('--include'),
    ...given.valuesOf('-l'),
    ...given.valuesOf('--load'),
  ];
  if (loads.some((word) => word.values.includes('inplace'))) {
    const changed = given.operands.slice(sources.length + files.length > 0 ? 0 : 1);
    verdicts.push(tools.judgeText(`sed -i s/a/b/ ${changed.map(({ source }) => source).join(' ')}`));
  } else if (loads.length > 0) verdicts.push(opaqueCode(execution, tools, 'A library that is not known is loaded.'));
  if (given.unknown) verdicts.push(opaqueCode(execution, tools, 'An argument is not known: it may be a program.'));
  return joinVerdicts(verdicts);
}

export const AWK: readonly Program[] = [
  {
    names: ['awk', 'gawk', 'mawk', 'nawk', 'original-awk', 'goawk'],
    style: {
      valued: [
        '-F',
        '--field-separator',
        '-v',
        '--assign',
        '-f',
        '--file',
        '-e',
        '--source',
        '-E',
        '--exec',
        '-i',
        '--include',
        '-l',
        '--load',
        '-W',
      ],
      posix: true,
    },
    rules: [],
    judge: judgeAwk,
    otherwise: 'read_only',
    why: 'Computes and prints; what it starts or writes stands in its program.',
  },
];
