import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { profileCommands } from '../../src/collectors/profile/command.js';
import { loadCollectors, registerCommands } from '../../src/collectors/registry.js';
import { renderCommandsDocument } from '../../src/platform/commands/index.js';

test('every folder with an index is a collector, and has its files', async (t) => {
  const collectors = await loadCollectors();
  const names = collectors.map(({ name }) => name);
  t.deepEqual(names, names.toSorted());
  t.true(names.length >= 8);
  for (const name of names) {
    const files = readdirSync(join('src', 'collectors', name));
    for (const file of ['schema.ts', 'metrics.ts', 'index.ts', 'README.md'])
      t.true(files.includes(file), `${name}/${file}`);
    t.true(
      files.some((file) => /^(.+-)?commands?(-.+)?\.ts$/.test(file)),
      `${name}: its commands`,
    );
    t.true(
      files.some((file) => /^(parser|parse-.+)\.ts$/.test(file)),
      `${name}: a parser`,
    );
  }
  const folders = readdirSync(join('src', 'collectors'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['profile', 'shared'].includes(entry.name))
    .map(({ name }) => name);
  t.deepEqual(folders.toSorted(), [...names]);
});

test('a folder that exports no collector of its own name is refused', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'collectors-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'wrong'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'wrong', 'index.js'), 'export const collector = { name: "other" };');
  await t.throwsAsync(loadCollectors(folder), { message: /src\/collectors\/wrong\/index\.ts/ });
});

test('command ids are unique, all are read-only, and the document names each', async (t) => {
  const collectors = await loadCollectors();
  const registry = registerCommands(collectors, profileCommands);
  const text = renderCommandsDocument(registry);
  for (const { id, effect } of registry.list()) {
    t.is(effect, 'read_only');
    t.true(text.includes(`| \`${id}\` |`));
  }
});

test('metric names are unique over all collectors and follow Prometheus practice', async (t) => {
  const definitions = (await loadCollectors()).flatMap(({ metricDefinitions }) => metricDefinitions);
  const names = definitions.map(({ name }) => name);
  t.is(new Set(names).size, names.length);
  for (const { name, kind, help } of definitions) {
    t.regex(name, /^[a-z][a-z0-9_]*$/);
    t.true(help.endsWith('.'), name);
    if (kind === 'counter') t.true(name.endsWith('_total'), name);
  }
});
