import { readFileSync, writeFileSync } from 'node:fs';
import { profileCommands } from '../src/collectors/profile/command.js';
import { loadCollectors, registerCommands } from '../src/collectors/registry.js';
import { renderCommandsDocument } from '../src/platform/commands/index.js';

/** Writes docs/commands.md from the command registry; with `--check` only says whether it is up to date. */
const PATH = 'docs/commands.md';
const EXAMPLE_TOOLS = { awk: '', stat: '', ps: 'ps from procps-ng 4.0.2', systemctl: '' };
const text = renderCommandsDocument(registerCommands(await loadCollectors(), profileCommands), EXAMPLE_TOOLS);
if (!process.argv.includes('--check')) {
  writeFileSync(PATH, text);
  console.log(`${PATH} written.`);
} else if (readFileSync(PATH, 'utf8') !== text) {
  console.error(`${PATH} is not what the command registry says; run \`npm run docs:commands\`.`);
  process.exitCode = 1;
}
