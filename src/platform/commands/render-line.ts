import { MillwrightError } from '../errors/millwright-error.js';
import { quoteWords } from '../shell-text/quote-word.js';
import { TIMEOUT_CLASSES, type CommandFacts, type HostCapabilities, type TimeoutClass } from './command.js';

// Words that the shell would act on itself, and so change or end the shell that frames the batch.
const SHELL_OWN_WORDS = new Set(
  (
    '. : alias bg break case cd command continue coproc do done elif else esac eval exec exit export fc fg fi for ' +
    'function getopts hash if in jobs local read readonly return select set shift source then time times trap type ' +
    'ulimit umask unalias unset until wait while'
  ).split(' '),
);
const TOOL_NAME = /^[A-Za-z0-9_./+-]+$/;

/** The variable that holds the sudo password within the remote shell: never exported, so in no process's environment. */
export const PASSWORD_VARIABLE = 'mw_secret';
/** Set to 1 within the remote shell when the host has a `timeout` that knows `-k`. */
export const TIMEOUT_VARIABLE = 'mw_timeout';
/** The host's own limit comes this much after ours: it is there for the case that we are gone. */
const HOST_LIMIT_SLACK_SECONDS = 3;
const LENGTHY: ReadonlySet<TimeoutClass> = new Set(['slow', 'long', 'hours']);

export type SudoMode = HostCapabilities['sudo'];

/** True when the command goes through sudo on such a host. */
export function needsSudo(facts: CommandFacts, sudo: SudoMode): boolean {
  return facts.root && (sudo === 'passwordless' || sudo === 'password');
}

/**
 * Seconds after which the host itself kills the command, or null when it has no limit there. Long commands have one so
 * that a lost connection leaves nothing behind; root commands because the login user may not kill them.
 */
export function hostLimitSeconds(facts: CommandFacts, sudo: SudoMode): number | null {
  const worthIt = LENGTHY.has(facts.timeout) || needsSudo(facts, sudo);
  return worthIt ? Math.ceil(TIMEOUT_CLASSES[facts.timeout] / 1000) + HOST_LIMIT_SLACK_SECONDS : null;
}

/**
 * One command as one line of shell text, its stdin empty.
 *
 * With a sudo password the shell's own `printf` writes it into a pipe: it is in no argument list and no environment.
 * `-k` makes sudo ask whatever it remembers, so that the command behind it does not find the password on its stdin.
 */
export function renderLine(facts: CommandFacts, argv: readonly string[], sudo: SudoMode): string {
  assertTool(facts, argv[0]);
  const limit = hostLimitSeconds(facts, sudo);
  const limiter = limit === null ? '' : `\${${TIMEOUT_VARIABLE}:+timeout -k 2 ${limit}} `;
  const words = limiter + quoteWords(argv);
  if (!needsSudo(facts, sudo)) return `${words} </dev/null`;
  if (sudo === 'passwordless') return `sudo -n -- ${words} </dev/null`;
  return `printf '%s\\n' "$${PASSWORD_VARIABLE}" | sudo -k -S -p '' -- ${words}`;
}

function assertTool(facts: CommandFacts, tool: string | undefined): void {
  if (tool !== undefined && TOOL_NAME.test(tool) && !SHELL_OWN_WORDS.has(tool)) return;
  throw new MillwrightError('internal', `The command ${facts.id} does not begin with the name of a tool.`);
}
