import type { Dialect, Execution } from '../../../platform/shell/reading.js';
import type { Verdict } from '../programs/program.js';

/** Programs of Windows that are given a command which the system runs later: as a task, a service, at a login. */
interface Deferred {
  readonly program: RegExp;
  /** The whole of its arguments, for programs that do other things as well. */
  readonly only?: RegExp;
  /** Options in lower case whose values, joined, are the command. */
  readonly command: readonly string[];
  readonly why: string;
}

const DEFERRED: readonly Deferred[] = [
  { program: /^schtasks$/, only: /\/(create|change)\b/i, command: ['/tr'], why: 'Runs by the clock.' },
  { program: /^sc$/, only: /\b(create|config)\b/i, command: ['binpath='], why: 'Runs with the service.' },
  {
    program: /^reg$/,
    only: /\badd\b.*\\(run|runonce|runservices|winlogon|image file execution options|shell)\b/i,
    command: ['/d'],
    why: 'Runs at a login, or instead of another program.',
  },
  {
    program: /^new-scheduledtaskaction$/,
    command: ['-execute', '-argument'],
    why: 'Runs by the clock.',
  },
  { program: /^(new|set)-service$/, command: ['-binarypathname', '-pathname'], why: 'Runs with the service.' },
  {
    program: /^(set|new)-itemproperty$/,
    only: /\\(run|runonce|winlogon|image file execution options)\b/i,
    command: ['-value'],
    why: 'Runs at a login, or instead of another program.',
  },
  { program: /^(psexec|psexec64|paexec)$/, command: [], why: 'Runs on another host.' },
];

/** What is put where it runs later is judged as if it ran now. */
export function judgeDeferred(
  { program, args }: Execution,
  judgeText: (text: string, dialect: Dialect) => Verdict,
): Verdict | undefined {
  const row = program === null ? undefined : DEFERRED.find((one) => one.program.test(program));
  if (row === undefined) return undefined;
  const words = args.map(({ values }) => values[0] ?? '');
  if (row.only !== undefined && !row.only.test(words.join(' '))) return undefined;
  const command = (row.command.length === 0 ? behindOptions(words) : commandOf(words, row)).trim();
  return command === '' ? undefined : judgeText(command, 'cmd');
}

function commandOf(words: readonly string[], { command, program }: Deferred): string {
  const named = command.flatMap((option) => {
    const at = words.findIndex((word) => word.toLowerCase().startsWith(option));
    if (at === -1) return [];
    const attached = (words[at] ?? '').slice(option.length).replace(/^[:=]/, '');
    return [attached === '' ? (words[at + 1] ?? '') : attached];
  });
  // The value of Set-ItemProperty may stand third, without its name.
  if (named.length === 0 && program.test('set-itemproperty'))
    return words.filter((word) => !word.startsWith('-'))[2] ?? '';
  return named.join(' ');
}

/** `psexec \\host -s cmd /c …`: the command begins at the first word that is no option and no host. */
function behindOptions(words: readonly string[]): string {
  const at = words.findIndex(
    (word, index) => !/^(\\\\|[-@])/.test(word) && !/^-[upwnr]$/i.test(words[index - 1] ?? ''),
  );
  return at === -1 ? '' : words.slice(at).join(' ');
}
