import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { VARIABLES, type Variable } from '../../src/config/variables.js';
import { runProgram } from '../../src/platform/process/run-program.js';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: string | string[];
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { readonly test?: string[]; readonly disable?: boolean };
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly secrets?: string[];
}
interface Compose {
  readonly services: Record<string, Service>;
  readonly secrets: Record<string, { file: string }>;
  readonly volumes: Record<string, unknown>;
}

const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin' };
const compose = parse(await readFile('temporal-docker-compose.yml', 'utf8'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

test('every service is checked for health, or others wait for its end', (t) => {
  const awaited = services.flatMap(([, service]) =>
    Object.entries(service.depends_on ?? {})
      .filter(([, { condition }]) => condition === 'service_completed_successfully')
      .map(([name]) => name),
  );
  for (const [name, service] of services) {
    t.true(service.healthcheck?.test !== undefined || awaited.includes(name), name);
  }
});

test('every wait is for a service that exists, and for more than its start', (t) => {
  for (const [name, service] of services) {
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      t.true(needed in compose.services, `${name} waits for ${needed}`);
      t.not(condition, 'service_started', name);
    }
  }
});

test('no password, key or token is written down, and every secret comes from a file', (t) => {
  for (const [name, service] of services) {
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (/PASS|PWD|SECRET|TOKEN|KEY|_URL/.test(variable) && variable !== 'TEMPORAL_UI_URL') {
        t.regex(variable, /_FILE$/, `${name}: ${variable}`);
        t.true((service.secrets ?? []).includes(path.basename(value)), `${name} does not mount ${value}`);
      }
    }
    for (const secret of service.secrets ?? []) t.true(secret in compose.secrets, secret);
  }
  for (const { file } of Object.values(compose.secrets)) t.regex(file, /^\.\/secrets\//);
});

test('ports are bound to this machine, and neither the database nor Temporal has one', (t) => {
  for (const [, service] of services) for (const port of service.ports ?? []) t.regex(port, /^127\.0\.0\.1:/);
  t.is(compose.services['postgres']?.ports, undefined);
  t.is(compose.services['temporal']?.ports, undefined);
});

test('what must outlive a container lies in named volumes', (t) => {
  for (const name of ['postgres', 'millwright-api', 'millwright-worker']) {
    const named = (compose.services[name]?.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    t.true(
      named.some((volume) => volume in compose.volumes),
      name,
    );
  }
});

test('only variables that Millwright reads are given to it, and only commands that it has', async (t) => {
  const known = (Object.values(VARIABLES) as Variable[]).flatMap(({ name }) => [name, `${name}_FILE`]);
  const commands = await readFile('src/main/commands.ts', 'utf8');
  for (const [name, service] of services.filter(([, one]) => one.build !== undefined)) {
    for (const variable of Object.keys(service.environment ?? {}))
      t.true(known.includes(variable), `${name}: ${variable}`);
    t.true(commands.includes(`name: '${String(service.command)}'`), name);
  }
});

test('every image that is not built here has a version', (t) => {
  for (const [name, { image, build }] of services) {
    if (build === undefined) t.regex(image ?? '', /^[\w./-]+:\d[\w.]*$/, name);
  }
});

test('the engine itself accepts the file, where there is one', async (t) => {
  const probe = await runProgram({
    file: 'docker',
    args: ['compose', 'version'],
    environment: ENVIRONMENT,
    timeoutMs: 20_000,
  });
  if (probe.exitCode === 0) {
    const args = ['compose', '-f', 'temporal-docker-compose.yml', 'config', '--quiet'];
    const result = await runProgram({
      file: 'docker',
      args,
      environment: ENVIRONMENT,
      workingDirectory: process.cwd(),
      timeoutMs: 30_000,
    });
    t.is(result.exitCode, 0, result.stderr);
  } else {
    t.log('docker compose is not installed: the file was only parsed');
    t.pass();
  }
});

function makeSecrets(directory: string) {
  return runProgram({
    file: 'sh',
    args: ['tools/compose/make-secrets.sh', directory],
    environment: ENVIRONMENT,
    workingDirectory: process.cwd(),
    timeoutMs: 20_000,
  });
}

test('the secrets are made once, differ, fit together, and lie in a closed directory', async (t) => {
  const parent = await mkdtemp(path.join(tmpdir(), 'mw-secrets-'));
  const directory = path.join(parent, 'secrets');
  const { exitCode, stdout } = await makeSecrets(directory);
  t.is(exitCode, 0);
  t.is((await stat(directory)).mode & 0o777, 0o700);
  const names = (await readdir(directory)).sort();
  t.deepEqual(
    names,
    Object.values(compose.secrets)
      .map(({ file }) => path.basename(file))
      .sort(),
  );
  const values = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(directory, name), 'utf8')] as const)),
  );
  t.is(new Set(Object.values(values)).size, names.length);
  t.is(Buffer.from(values['master_key'] ?? '', 'base64').length, 32);
  t.is(values['database_url'], `postgres://millwright:${values['millwright_password'] ?? ''}@postgres:5432/millwright`);
  for (const value of Object.values(values)) t.false(stdout.includes(value));
  await writeFile(path.join(directory, 'marker'), '');
  await makeSecrets(directory);
  t.is(await readFile(path.join(directory, 'master_key'), 'utf8'), values['master_key'] ?? '');
  await rm(parent, { recursive: true });
});

test('scripts and the Dockerfile keep to what they promise', async (t) => {
  const dockerfile = await readFile('Dockerfile', 'utf8');
  t.true((dockerfile.match(/^FROM node:20-slim/gm) ?? []).length >= 2);
  t.regex(dockerfile, /^USER node$/m);
  t.regex(dockerfile, /^HEALTHCHECK /m);
  t.regex(dockerfile, /npm ci --omit=dev/);
  t.notRegex(dockerfile, /^(ARG|ENV) .*(PASSWORD|TOKEN|MASTER_KEY)/m);
  const ignored = (await readFile('.dockerignore', 'utf8')).split('\n');
  for (const name of ['node_modules', 'secrets', '.millwright', '.git', 'dist']) t.true(ignored.includes(name), name);
  for (const [shell, script] of [
    ['sh', 'tools/compose/make-secrets.sh'],
    ['bash', 'tools/compose/create-roles.sh'],
    ['bash', '.ci/run'],
  ] as const) {
    const result = await runProgram({
      file: shell,
      args: ['-n', script],
      environment: ENVIRONMENT,
      workingDirectory: process.cwd(),
      timeoutMs: 10_000,
    });
    t.is(result.exitCode, 0, `${script}: ${result.stderr}`);
  }
});

test('the pinned Go module has the sums of what it requires', async (t) => {
  const [module, sums, version] = await Promise.all(
    ['tools/go.mod', 'tools/go.sum', 'src/platform/embedded/temporal-version.ts'].map((file) => readFile(file, 'utf8')),
  );
  const pinned = /github\.com\/temporalio\/cli v(\S+)/.exec(module ?? '')?.[1];
  t.is(/TEMPORAL_VERSION = '([^']+)'/.exec(version ?? '')?.[1], pinned);
  t.true((sums ?? '').includes(`github.com/temporalio/cli v${pinned ?? ''} h1:`));
});
