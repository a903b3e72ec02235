import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';

// The house’s floors: what may import what (docs/architecture.md). `domain` also means its own folder only.
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  main: [
    'main',
    'config',
    'api',
    'operations',
    'activities',
    'collectors',
    'workflows',
    'models',
    'domain',
    'platform',
  ],
  config: ['config', 'platform'],
  api: ['api', 'operations', 'domain', 'models', 'platform'],
  operations: ['operations', 'domain', 'models', 'platform'],
  activities: ['activities', 'collectors', 'domain', 'models', 'platform'],
  collectors: ['collectors', 'domain', 'platform'],
  workflows: ['workflows', 'domain'],
  models: ['models', 'domain', 'platform'],
  domain: ['domain'],
  platform: ['platform'],
};

/** Packages of a floor that may import only some; other floors may import what package.json has. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  domain: /^(zod)$/,
  workflows: /^@temporalio\/(workflow|common)$/,
};

const READINGS = /^src\/platform\/(shell|sql|code)\/reading\.js$/;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function listSources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(directory, name));
}

function readImports(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [
    ...[...statements].map(([, type, specifier = '']) => ({ file, specifier, typeOnly: type !== undefined })),
    ...[...dynamic].map(([, specifier = '']) => ({ file, specifier, typeOnly: false })),
  ];
}

const imports = listSources('src').flatMap(readImports);

function floorOf(file: string): string {
  return path.relative('src', file).split(path.sep)[0] ?? '';
}

function isAllowed({ file, specifier, typeOnly }: Import): boolean {
  const floor = floorOf(file);
  if (!specifier.startsWith('.')) {
    const allowed = PACKAGES[floor];
    return allowed === undefined || allowed.test(specifier);
  }
  const target = path.normalize(path.join(path.dirname(file), specifier));
  const targetFloor = floorOf(target);
  if (floor === 'workflows' && targetFloor === 'activities') return typeOnly;
  // What parsers read is plain data: its shape is shared, the parsers are given.
  if (floor === 'domain' && READINGS.test(target)) return typeOnly;
  return (FLOORS[floor] ?? []).includes(targetFloor);
}

test('every import keeps the law of the floors', (t) => {
  t.true(imports.length > 100, 'the scan found the sources');
  const broken = imports.filter((entry) => !isAllowed(entry)).map(({ file, specifier }) => `${file} → ${specifier}`);
  t.deepEqual(broken, []);
});

test('the law itself refuses what it should', (t) => {
  const from = (file: string, specifier: string, typeOnly = false) => isAllowed({ file, specifier, typeOnly });
  t.false(from('src/platform/ssh/x.ts', '../../domain/inventory/server.js'));
  t.false(from('src/domain/inventory/x.ts', 'knex'));
  t.true(from('src/domain/protection/detect/x.ts', '../../../platform/shell/reading.js', true));
  t.false(from('src/domain/protection/detect/x.ts', '../../../platform/shell/reading.js'));
  t.false(from('src/domain/protection/detect/x.ts', '../../../platform/shell/read-shell.js', true));
  t.false(from('src/workflows/collection/x.ts', '../../activities/collection/y.js'));
  t.true(from('src/workflows/collection/x.ts', '../../activities/collection/y.js', true));
  t.false(from('src/activities/collection/x.ts', '../../operations/inventory/y.js'));
});

// A word may hold a command and a command holds words: the reader of shell texts is one circle by its nature.
const ONE_BY_NATURE = path.join('src', 'platform', 'shell');

test('files import each other in no circle', (t) => {
  const targets = new Map<string, string[]>();
  for (const { file, specifier } of imports.filter((entry) => entry.specifier.startsWith('.'))) {
    const target = path.join(path.dirname(file), specifier).replace(/\.js$/, '.ts');
    targets.set(file, [...(targets.get(file) ?? []), target]);
  }
  const reaches = (from: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(targets.get(from) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      open.push(...(targets.get(file) ?? []));
    }
    return seen;
  };
  const files = [...targets.keys()].filter((file) => !file.startsWith(ONE_BY_NATURE));
  t.deepEqual(
    files.filter((file) => reaches(file).has(file)),
    [],
  );
});

test('only config reads the environment', (t) => {
  const readers = listSources('src').filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')));
  t.deepEqual(
    readers.filter(
      (file) => !file.startsWith(path.join('src', 'config')) && !file.startsWith(path.join('src', 'main')),
    ),
    [],
  );
});

test('no source file has more than 300 lines', (t) => {
  const long = listSources('src').filter((file) => readFileSync(file, 'utf8').split('\n').length > 301);
  t.deepEqual(long, []);
});

test('properties are tried with the same inputs in every run', (t) => {
  const direct = listSources('tests').filter((file) =>
    readImports(file).some(({ specifier }) => specifier === 'fast-check'),
  );
  t.deepEqual(direct, [path.join('tests', 'helpers', 'properties.ts')]);
});
