import test from 'ava';
import { fc, runs } from '../../helpers/properties.js';
import { readCode } from '../../../src/platform/code/read-code.js';
import type { CodeLanguage } from '../../../src/platform/code/reading.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);
const LANGUAGES: readonly CodeLanguage[] = ['python', 'perl', 'ruby', 'node', 'php', 'lua', 'awk', 'sed'];

const HARMLESS: readonly (readonly [CodeLanguage, string])[] = [
  ['python', "import json,sys; print(json.load(sys.stdin)['a'])"],
  ['python', "print('rm -rf /')"],
  ['perl', 's/foo/bar/g'],
  ['ruby', 'puts 1'],
  ['node', 'console.log(process.version)'],
  ['awk', '$3 > 5 {print $1}'],
  ['sed', 's/a/b/;/x/d'],
];

const HELD: readonly (readonly [CodeLanguage, string])[] = [
  ['python', "import shutil as s; s.rmtree('/srv')"],
  ['python', "__import__('os').system('id')"],
  ['python', "exec('x')"],
  ['perl', "unlink '/etc/passwd'"],
  ['ruby', '`id`'],
  ['node', "require('fs').rmSync('/srv')"],
  ['php', "$f = 'system'; $f('id');"],
  ['lua', "os.execute('id')"],
  ['awk', '{system("rm " $1)}'],
  ['sed', 's/a/b/e'],
];

for (const [language, code] of HARMLESS) {
  test(`${language}: ${code} is harmless`, (t) => t.true(readCode(code, language).harmless));
}
for (const [language, code] of HELD) {
  test(`${language}: ${code} is not harmless`, (t) => t.false(readCode(code, language).harmless));
}

const COMMANDS: readonly (readonly [CodeLanguage, string, readonly (string | null)[]])[] = [
  ['perl', "system('rm', '-rf', $_)", ['rm', '-rf', null]],
  ['perl', "system 'rm', @files", ['rm', null]],
  ['ruby', "system('rm', path)", ['rm', null]],
  ['node', "require('child_process').spawnSync('rm', ['-rf', p])", ['rm', '-rf', null]],
  ['node', "require('child_process').spawnSync('rm', args)", ['rm', null]],
  ['node', "require('child_process').spawnSync('ls', { stdio: 'inherit' })", ['ls']],
  ['python', "import subprocess; subprocess.run(['rm', x])", ['rm', null]],
  ['python', "import os; os.execlp('rm', 'rm', x)", ['rm', null]],
];

for (const [language, code, words] of COMMANDS) {
  test(`${language}: ${code} starts ${words[0] ?? ''}, with what is computed`, (t) => {
    t.deepEqual(readCode(code, language).commands, [words]);
  });
}

test('No text makes a reader throw', (t) => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '(',
    ')',
    '{',
    '}',
    ';',
    '\\',
    '/',
    's/',
    'os.',
    'system',
    '$',
    '|',
    '\n',
    '=',
    'import ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...LANGUAGES), (given, language) => void readCode(given, language)),
    { numRuns: runs(RUNS) },
  );
  t.pass();
});
