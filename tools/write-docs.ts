import { readFile, writeFile } from 'node:fs/promises';
import { createOpenApiDocument } from '../src/api/openapi.js';
import { apiRoutes } from '../src/api/routes.js';
import {
  profileFacts,
  profileVersions,
  sudoWithPassword,
  sudoWithoutPassword,
} from '../src/collectors/profile/command.js';
import { backupCommands } from '../src/activities/containers/backups/commands.js';
import { composeCommands } from '../src/activities/containers/update/compose-model.js';
import { loadCollectors, registerCommands } from '../src/collectors/registry.js';
import { VARIABLES, type Variable } from '../src/config/variables.js';
import { ERROR_CATALOGUE } from '../src/platform/errors/catalogue.js';
import { renderCommandsDocument } from '../src/platform/commands/index.js';
import { REMOTE_ERRORS } from '../src/platform/ssh/remote-errors.js';
import { VERSION } from '../src/main/version.js';
import { FACT_COMMANDS } from '../src/activities/protection/facts/collect-host-facts.js';
import { renderProtectionTables } from './protection-tables.js';

// Generated documents are committed and proven fresh: `npm run docs` writes them, `npm run check` compares.
const DETECTION_COMMANDS = [profileFacts, profileVersions, sudoWithPassword, sudoWithoutPassword];
const check = process.argv.includes('--check');

function renderConfiguration(): string {
  const rows = (Object.values(VARIABLES) as Variable[]).map((variable) => {
    const name =
      variable.secret === true ? `\`${variable.name}\` or \`${variable.name}_FILE\`` : `\`${variable.name}\``;
    return `| ${name} | ${variable.summary} | ${variable.example.startsWith('`') ? variable.example : `\`${variable.example}\``} |`;
  });
  return [
    '# Configuration',
    '',
    'Environment variables, flags of the same name (`PORT=9090` or `--port=9090`; `--no-enrol-localhost`), and one optional',
    'YAML file with the variables’ names as keys, named by `MILLWRIGHT_CONFIG`. Flags win over the environment, the',
    'environment over the file. Secrets are not taken from flags. Generated from `src/config/variables.ts`.',
    '',
    '| variable | meaning | example |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function renderErrors(): string {
  const problems = Object.entries(ERROR_CATALOGUE).map(
    ([code, row]) => `| \`${code}\` | ${row.status} | ${row.title} | ${row.remedy} |`,
  );
  const remote = Object.entries(REMOTE_ERRORS).map(
    ([name, row]) => `| \`${name}\` | ${row.stage} | ${row.retryable ? 'yes' : 'no'} | ${row.title} | ${row.remedy} |`,
  );
  return [
    '# Errors',
    '',
    'Generated from `src/platform/errors/catalogue.ts` and `src/platform/ssh/remote-errors.ts`.',
    '',
    '## Problems of the API and the command line',
    '',
    '| code | status | title | what to do |',
    '|---|---|---|---|',
    ...problems,
    '',
    '## What can go wrong on the way to a host',
    '',
    '| class | stage | retried | title | what to do |',
    '|---|---|---|---|---|',
    ...remote,
    '',
  ].join('\n');
}

const document = createOpenApiDocument({ routes: apiRoutes, version: VERSION });
const documents: Readonly<Record<string, string>> = {
  'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'docs/commands.md': renderCommandsDocument(
    registerCommands(await loadCollectors(), [
      ...DETECTION_COMMANDS,
      ...backupCommands,
      ...composeCommands,
      ...FACT_COMMANDS,
    ]),
  ),
  'docs/domains/protection-tables.md': renderProtectionTables(),
  'docs/configuration.md': renderConfiguration(),
  'docs/errors.md': renderErrors(),
};

let stale = 0;
for (const [file, text] of Object.entries(documents)) {
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    stale += 1;
    console.error(`${file} is not up to date: run \`npm run docs\``);
  }
}
process.exitCode = stale === 0 ? 0 : 1;
