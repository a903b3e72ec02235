import { Writable } from 'node:stream';
import test from 'ava';
import { createLogger } from '../../../src/platform/log/logger.js';
import { createRedactor } from '../../../src/platform/log/redactor.js';

function capture(): { lines: string[]; destination: Writable } {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
  return { lines, destination };
}

test('a line is JSON with level name and ISO time', (t) => {
  const { lines, destination } = capture();
  createLogger({ level: 'info', destination }).info({ serverId: 'x' }, 'hello');
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  t.like(line, { level: 'info', msg: 'hello', serverId: 'x' });
  t.regex(String(line.time), /^\d{4}-\d\d-\d\dT.*Z$/);
  t.false('pid' in line);
});

test('fields that hold secrets by name are removed at any depth in use', (t) => {
  const { lines, destination } = capture();
  const log = createLogger({ level: 'info', destination });
  log.info({ password: 'c-1', a: { token: 'c-2', b: { privateKey: 'c-3', c: { passphrase: 'c-4' } } } });
  t.notRegex(lines[0] ?? '', /c-\d/);
});

test('registered secrets are removed from messages, fields, errors, stacks and child bindings', (t) => {
  const { lines, destination } = capture();
  const redactor = createRedactor();
  const log = createLogger({ level: 'info', destination, redactor });
  const secret = 'cana"ry-\n7731';
  redactor.add(secret);
  const child = log.child({ note: secret });
  child.error(
    { err: new Error(`failed with ${secret}`, { cause: new Error(secret) }), deep: [{ text: secret }] },
    secret,
  );
  t.is(lines.length, 1);
  t.notRegex(lines[0] ?? '', /7731/);
  t.notThrows(() => JSON.parse(lines[0] ?? '') as unknown);
});

test('of a database error the log keeps code and constraint, never the row', (t) => {
  const { lines, destination } = capture();
  const error = Object.assign(new Error('violates check constraint'), {
    code: '23514',
    constraint: 'users_role_check',
    detail: 'Failing row contains (canary-row).',
    where: 'canary-row',
    parameters: ['canary-row'],
  });
  createLogger({ level: 'info', destination }).error({ err: error }, 'x');
  t.notRegex(lines[0] ?? '', /canary-row/);
  t.like(JSON.parse(lines[0] ?? ''), { err: { code: '23514', constraint: 'users_role_check' } });
});
