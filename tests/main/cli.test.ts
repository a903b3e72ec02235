import { existsSync } from 'node:fs';
import test from 'ava';
import { COMMANDS } from '../../src/main/commands.js';
import { runCli, withDataDirectory } from './main-fixture.js';

test('help names every command and ends well', async (t) => {
  for (const args of [['help'], ['--help'], ['-h'], [], ['up', '--help'], ['token', 'create', '-h']]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    t.is(exitCode, 0, args.join(' '));
    t.is(stderr, '');
    for (const { usage, summary } of COMMANDS) t.true(stdout.includes(usage) && stdout.includes(summary), usage);
  }
});

test('a command that does not exist is told on stderr, with the ones that do, and exit code 2', async (t) => {
  for (const args of [['frobnicate'], ['token'], ['token', 'destroy'], ['--port=1']]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    t.is(exitCode, 2, args.join(' '));
    t.is(stdout, '');
    t.regex(stderr, new RegExp(`there is no command "${args[0] ?? ''}"`));
    t.regex(stderr, /millwright COMMAND/);
  }
});

test('every wrong flag and variable is told at once, with a valid example, and nothing is started or written', async (t) => {
  await withDataDirectory(async (directory) => {
    const environment = { MILLWRIGHT_DATA_DIR: directory, LOG_LEVEL: 'loud', TEMPORAL_ADDRESS: 'nowhere' };
    const { exitCode, stderr } = await runCli(['up', '--port=99999', '--colour', 'red'], environment);
    t.is(exitCode, 1);
    for (const told of [/PORT: "99999" is not accepted/, /LOG_LEVEL/, /TEMPORAL_ADDRESS/, /--colour: unknown flag/])
      t.regex(stderr, told);
    t.regex(stderr, /Example: PORT=8080/);
    t.notRegex(stderr, /at .*\.js:/);
    t.false(existsSync(directory));
  });
});

test('secrets are not taken from the command line, and are not repeated when they are wrong', async (t) => {
  const flag = await runCli(['up', '--master-key=canary-key-1']);
  t.is(flag.exitCode, 1);
  t.regex(flag.stderr, /secrets are not taken from the command line/);
  const variable = await runCli(['up'], { DATABASE_URL: 'mysql://u:canary-pass-2@h/d' });
  t.is(variable.exitCode, 1);
  t.notRegex(variable.stderr, /canary-pass-2/);
});

test('separate processes say which of their two places is missing', async (t) => {
  for (const command of ['api', 'worker', 'migrate']) {
    const { exitCode, stderr } = await runCli([command]);
    t.is(exitCode, 1);
    t.regex(stderr, /DATABASE_URL and TEMPORAL_ADDRESS must be set/);
  }
  const one = await runCli(['worker'], { DATABASE_URL: 'postgres://u@127.0.0.1:1/d' });
  t.regex(one.stderr, /TEMPORAL_ADDRESS must be set/);
  t.notRegex(one.stderr, /DATABASE_URL and/);
});

test('commands for a running Millwright say so when there is none, and leave no key behind', async (t) => {
  await withDataDirectory(async (directory) => {
    for (const args of [['token', 'create', '--admin'], ['pause'], ['resume']]) {
      const { exitCode, stdout, stderr } = await runCli(args, { MILLWRIGHT_DATA_DIR: directory });
      t.is(exitCode, 1, args.join(' '));
      t.is(stdout, '');
      t.regex(stderr, /No Millwright runs on .*Start it first/);
    }
    t.false(existsSync(directory));
  });
  const { exitCode, stderr } = await runCli(['token', 'create']);
  t.is(exitCode, 1);
  t.regex(stderr, /add --admin/);
});
