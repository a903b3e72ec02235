import test from 'ava';
import { z } from 'zod';
import {
  CommandRegistry,
  ParseError,
  defineCommand,
  renderCommandsDocument,
} from '../../../src/platform/commands/index.js';
import { renderLine } from '../../../src/platform/commands/render-line.js';
import { rootShellText, shellText } from './sample-commands.js';

test('ids are unique and the list is sorted', (t) => {
  const registry = new CommandRegistry();
  registry.add(shellText);
  registry.add(rootShellText);
  registry.add(shellText);
  t.deepEqual(
    registry.list().map(({ id }) => id),
    ['test.root', 'test.shell'],
  );
  t.throws(() => registry.add({ ...shellText }), { message: /'test\.shell'/ });
  t.is(registry.get('test.shell'), shellText);
});

test('an id that is not family.what is refused', (t) => {
  const define = () =>
    defineCommand({
      id: 'Nonsense',
      summary: '',
      effect: 'read_only',
      args: z.object({}),
      example: {},
      argv: () => ['true'],
      parse: () => null,
    });
  t.throws(define, { message: /family\.what/ });
});

test('the document shows each command with an example line', (t) => {
  const registry = new CommandRegistry();
  registry.add(rootShellText);
  const text = renderCommandsDocument(registry);
  t.regex(text, /\| `test\.root` \| As root\. \| read-only \| yes \| 5 s \| 64 KiB \| no \|/);
  t.true(text.includes('sudo -n -- ${mw_timeout:+timeout -k 2 8} sh -c true </dev/null'));
});

test('what a shell would act on itself is no tool', (t) => {
  for (const tool of ['exit', 'cd', 'if', '.', 'a=b', 'x y', '', '$x']) {
    t.throws(() => renderLine(shellText, [tool], 'none'), { message: /test\.shell/ }, tool);
  }
  t.throws(() => renderLine(shellText, [], 'none'));
});

test('an offending line is shown printable and bounded', (t) => {
  const error = new ParseError('host.x', 'no number', `a\u001b[31m\u0000${'z'.repeat(500)}`);
  t.is(error.errorClass, 'parse_failed');
  t.true(error.line.startsWith('a\\x1b[31m\\x00zzz') && error.line.endsWith('…'));
  t.true(error.message.length < 400);
});
