import test from 'ava';
import {
  backupCommands,
  removeCommand,
  restoreCommand,
} from '../../../../src/activities/containers/backups/commands.js';
import { CommandRegistry, invoke } from '../../../../src/platform/commands/index.js';

const HOST = { tools: {}, sudo: 'passwordless' } as const;

test('every command has an id of its own and a fixed script: values are arguments', (t) => {
  const registry = new CommandRegistry();
  const scripts = new Map<string, string>();
  for (const command of backupCommands) {
    registry.add(command);
    const argv = command.exampleArgv(HOST) ?? [];
    t.deepEqual([argv[0], argv[1], argv[3]], ['sh', '-c', 'millwright-backup']);
    scripts.set(command.id, argv[2] ?? '');
  }
  const hostile = { ...restoreCommand.example, target: "/v/$(touch x)'\n-rf" };
  const argv = invoke(restoreCommand, hostile).argv(HOST) ?? [];
  t.is(argv[2], scripts.get(restoreCommand.id));
  t.is(argv.at(-1), hostile.target);
});

test('what is removed has to be the directory of one backup', (t) => {
  for (const base of [
    '/',
    '/var/lib',
    '/var/lib/millwright/backups',
    '/v/0190b0a0-0000-7000-8000-00000000000/x',
    'v',
  ]) {
    t.throws(() => invoke(removeCommand, { base, snapshots: [] }), { message: /do not match/ }, base);
  }
});
