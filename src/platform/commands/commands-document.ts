import { TIMEOUT_CLASSES, type AnyCommand, type HostCapabilities } from './command.js';
import { needsSudo, renderLine } from './render-line.js';
import type { CommandRegistry } from './registry.js';

const HEAD = `# Commands

Everything Millwright runs on a host by itself, generated from the command registry (\`npm run docs\`).
The lines are examples for a host that has every tool and a sudo without password. They are sent by the stdin of
\`/bin/sh -s\`, framed, with \`LC_ALL=C\`; stdin of each command is empty.

| Command | What it gives | Effect | Root | Time-out | Output cap | Cached | Tools |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

/**
 * The text of docs/commands.md: a table of all commands, then an example line of each, on a host with `tools` (and
 * those the command names).
 */
export function renderCommandsDocument(registry: CommandRegistry, tools: HostCapabilities['tools'] = {}): string {
  const commands = registry.list();
  const lines = commands.map((command) => lineSection(command, tools));
  return `${HEAD}${commands.map(tableRow).join('')}\n## Lines\n${lines.join('')}`;
}

function tableRow(command: AnyCommand): string {
  const cells = [
    `\`${command.id}\``,
    command.summary,
    command.effect.replace('_', '-'),
    command.root ? 'yes' : 'no',
    `${TIMEOUT_CLASSES[command.timeout] / 1000} s`,
    `${Math.round(command.maxOutputBytes / 1024)} KiB`,
    command.cacheSeconds === 0 ? 'no' : `${command.cacheSeconds} s`,
    command.tools.join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function lineSection(command: AnyCommand, tools: HostCapabilities['tools']): string {
  const host: HostCapabilities = {
    tools: { ...Object.fromEntries(command.tools.map((tool) => [tool, ''])), ...tools },
    sudo: 'passwordless',
  };
  const argv = command.exampleArgv(host);
  const line = argv === undefined ? '(not on every host)' : renderLine(command, argv, host.sudo);
  const note = needsSudo(command, host.sudo) ? ' (through sudo)' : '';
  return `\n### ${command.id}${note}\n\n\`\`\`sh\n${line}\n\`\`\`\n`;
}
