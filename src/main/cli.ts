#!/usr/bin/env node
import { ERROR_CATALOGUE } from '../platform/errors/catalogue.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import { COMMANDS, type CliCommand } from './commands.js';

const HELP: ReadonlySet<string> = new Set(['help', '--help', '-h']);
const [word = 'help', ...rest] = process.argv.slice(2);
const command = findCommand(word, rest);

if (HELP.has(word) || rest.some((argument) => argument === '--help' || argument === '-h')) {
  process.stdout.write(describeCommands());
} else if (command === undefined) {
  process.stderr.write(`millwright: there is no command "${word}".\n\n${describeCommands()}`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command.run(rest.slice(command.name.split(' ').length - 1));
  } catch (error) {
    // Loaded on use: `help` needs no driver.
    const { explainFailure } = await import('./explain-failure.js');
    process.stderr.write(describeError(explainFailure(error)));
    process.exitCode = 1;
  }
  // Sockets of libraries must not keep a process alive whose work has ended.
  process.exit();
}

function findCommand(first: string, others: readonly string[]): CliCommand | undefined {
  const two = `${first} ${others[0] ?? ''}`;
  return COMMANDS.find(({ name }) => name === two) ?? COMMANDS.find(({ name }) => name === first);
}

function describeCommands(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  const lines = COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return `millwright COMMAND [flags]\n\n${lines.join('\n')}\n\nEvery setting is a variable or the flag of the same name: docs/configuration.md\n`;
}

/** What an API said of the occurrence tells more than what the catalogue says of all of its kind. */
function remedyOf({ members, definition }: MillwrightError): string {
  const said = members['remedy'];
  return typeof said === 'string' && said !== '' ? said : definition.remedy;
}

function describeError(error: unknown): string {
  if (error instanceof MillwrightError) {
    // What keeps a start from coming up says itself what to do.
    const remedy = error.code === 'startup_failed' ? '' : `→ ${remedyOf(error)}\n`;
    return `millwright: ${ERROR_CATALOGUE[error.code].title}.\n${error.message}\n${remedy}`;
  }
  return `millwright: unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
