import type { Execution } from '../../../../platform/shell/reading.js';
import type { JudgeTools, Verdict } from '../program.js';
import type { Arguments } from '../read-arguments.js';

const FROM_INPUT = /^(-|\/dev\/stdin|\/dev\/fd\/\d+|\/proc\/self\/fd\/\d+)$/;

/** Rules that `make` is given on its input: every recipe is a shell script. */
export function judgeGivenRules(given: Arguments, { stdin }: Execution, tools: JudgeTools): Verdict | undefined {
  const files = ['-f', '--file', '--makefile'].flatMap((option) => given.valuesOf(option));
  if (!files.some((word) => word.values.some((value) => FROM_INPUT.test(value)))) return undefined;
  if (stdin.kind === 'text' && !/\$[({]|\$[^$]|^include\b/m.test(stdin.text))
    return tools.judgeText(recipesOf(stdin.text), 'sh');
  const finding = tools.makeFinding({
    rule: 'make.unknown_rules',
    type: 'opaque_execution',
    effect: 'opaque',
    target: '',
    targetKind: 'script',
    severity: 'high',
    explanation: 'Runs rules that are not known before.',
  });
  return { effect: 'opaque', findings: [finding] };
}

/** The shell text of all recipes. */
export function recipesOf(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('\t') ? [line] : [/^[^#=:]*::?[^=;][^;]*;(.*)$/.exec(line)?.[1] ?? '']))
    .map((line) => line.replace(/^[\t @+-]+/, '').replaceAll('$$', '$'))
    .filter((line) => line !== '')
    .join('\n');
}
