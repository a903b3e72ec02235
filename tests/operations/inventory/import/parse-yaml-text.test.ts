import test from 'ava';
import { parseYamlText } from '../../../../src/operations/inventory/import/parse-yaml-text.js';

const issuesOf = (text: string) => {
  const result = parseYamlText(text);
  return result.ok ? [] : result.issues;
};

test('YAML becomes plain values', (t) => {
  t.deepEqual(parseYamlText('a: 1\nb: [x, y]\n'), { ok: true, value: { a: 1, b: ['x', 'y'] } });
  t.deepEqual(parseYamlText(''), { ok: true, value: null });
});

test('every fault is told by its line, and the file is not quoted', (t) => {
  const issues = issuesOf('ok: 1\npassword: [canary-secret\nmore: "x\n');
  t.true(issues.length > 0);
  for (const { where, message } of issues) {
    t.regex(where, /^line \d+$/);
    t.regex(message, /^is not YAML: /);
    t.notRegex(message, /canary-secret/);
  }
  t.deepEqual(issuesOf('a: 1\na: 2\n'), [{ where: 'line 2', message: 'is not YAML: Map keys must be unique' }]);
});

test('a file that grows by its aliases is refused', (t) => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 9; n += 1)
    lines.push(`a${n}: &a${n} [${Array.from({ length: 10 }, () => `*a${n - 1}`).join(', ')}]`);
  const issues = issuesOf(lines.join('\n'));
  t.is(issues.length, 1);
  t.regex(issues[0]?.message ?? '', /cannot be read/);
});

test('nothing of a hostile file reaches our own stderr', (t) => {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  parseYamlText('%STRANGE directive\n---\na: 1\n');
  process.off('warning', listen);
  t.deepEqual(warnings, []);
});
