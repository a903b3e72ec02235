import test from 'ava';
import type { Execution, Word } from '../../../../src/platform/shell/reading.js';
import { behindSubcommand, readArguments } from '../../../../src/domain/protection/programs/read-arguments.js';
import type { ArgumentStyle } from '../../../../src/domain/protection/programs/read-arguments.js';

const word = (value: string, more: Partial<Word> = {}): Word => ({
  source: value,
  values: [value],
  unknown: false,
  glob: false,
  maySplit: false,
  ...more,
});

function execution(args: readonly (string | Word)[], more: Partial<Execution> = {}): Execution {
  return {
    program: 'p',
    args: args.map((arg) => (typeof arg === 'string' ? word(arg) : arg)),
    redirects: [],
    stdin: { kind: 'inherited' },
    pipedInto: [],
    assignments: [],
    cwd: null,
    via: [],
    moreArgs: null,
    dialect: 'bash',
    span: { start: 0, end: 1, text: 'p' },
    ...more,
  };
}

const read = (text: string, style: ArgumentStyle) => readArguments(execution(text.split(' ')), style);
const texts = (words: readonly Word[]) => words.map(({ values }) => values[0]);

test('clusters of short options are taken apart, up to one that takes a value', (t) => {
  const given = read('-rfo out in', { valued: ['-o'] });
  t.true(['-r', '-f', '-o'].every((option) => given.options.has(option)));
  t.deepEqual(texts(given.valuesOf('-o')), ['out']);
  t.deepEqual(texts(given.operands), ['in']);
  t.deepEqual(texts(read('-ofile in', { valued: ['-o'] }).valuesOf('-o')), ['file']);
});

test('a long option takes its value behind = or from the next word', (t) => {
  const style = { valued: ['--output'] };
  t.deepEqual(texts(read('--output=x y', style).valuesOf('--output')), ['x']);
  const next = read('--output x y', style);
  t.deepEqual(texts(next.valuesOf('--output')), ['x']);
  t.deepEqual(texts(next.operands), ['y']);
});

test('a long option may be abbreviated, and an ambiguous one stands for all that it can be', (t) => {
  const style = { abbreviates: ['--recursive', '--reference'] };
  t.true(read('--rec x', style).options.has('--recursive'));
  const both = read('--re x', style).options;
  t.true(both.has('--recursive') && both.has('--reference'));
  t.true(read('--recursive', style).options.has('--recursive'));
});

test('behind -- everything is an operand', (t) => {
  const given = read('a -- -rf --help', {});
  t.deepEqual(texts(given.operands), ['a', '-rf', '--help']);
  t.false(given.options.has('-r'));
});

test('options may follow operands, except where the program stops at the first one', (t) => {
  t.true(read('dir -r', {}).options.has('-r'));
  const posix = read('host -r', { posix: true });
  t.false(posix.options.has('-r'));
  t.deepEqual(texts(posix.operands), ['host', '-r']);
});

test('single-dash long options are one option, and the same with two dashes', (t) => {
  const style = { singleDashLong: true, valued: ['-var'] };
  const given = read('apply -auto-approve -var x=y --target=z', style);
  t.true(given.options.has('-auto-approve') && given.options.has('--auto-approve'));
  t.false(given.options.has('-a'));
  t.deepEqual(texts(given.valuesOf('-var')), ['x=y']);
  t.deepEqual(texts(given.valuesOf('--target')), ['z']);
});

test('key=value words are keys where the program has them', (t) => {
  const given = read('if=/dev/zero of=/dev/sda bs=1M', { keyValue: true });
  t.is(given.key('of')?.values[0], '/dev/sda');
  t.deepEqual(texts(given.operands), []);
  t.is(read('of=/dev/sda', {}).key('of'), undefined);
});

test('a subcommand is found behind global options and their values', (t) => {
  const style: ArgumentStyle = {
    subcommands: 2,
    globalValued: ['-H', '--context'],
    valued: ['-v'],
    valuedAfter: { compose: ['-f', '-p'] },
  };
  const given = read('-H tcp://x compose -f y -p down ps', style);
  t.deepEqual(given.subcommand, ['compose', 'ps']);
  const remove = read('rm -f web', style);
  t.deepEqual(remove.subcommand, ['rm', 'web']);
  t.deepEqual(texts(behindSubcommand(remove, 1).operands), ['web']);
});

test('what cannot be resolved may be any option, unless it begins with something that is none', (t) => {
  const unknown = { unknown: true };
  t.true(readArguments(execution([word('', unknown)]), {}).unknown);
  t.true(readArguments(execution([word('/srv/', { ...unknown, maySplit: true })]), {}).unknown);
  t.false(readArguments(execution([word('/srv/', unknown)]), {}).unknown);
});

test('arguments that come from elsewhere are an operand that nobody knows', (t) => {
  const given = readArguments(execution(['-f'], { moreArgs: { from: 'xargs', words: null } }), {});
  t.true(given.unknown);
  t.is(given.operands.length, 1);
  const listed = readArguments(execution(['-f'], { moreArgs: { from: 'xargs', words: [word('a')] } }), {});
  t.deepEqual(texts(listed.operands), ['a']);
});

test('options of Windows programs stand behind a slash and are the same in either case', (t) => {
  const given = read('/S /Q /T:30 C:\\x', { slashOptions: true });
  t.true(given.options.has('/s') && given.options.has('/q'));
  t.deepEqual(texts(given.valuesOf('/t')), ['30']);
  const shell = read('-REC -Path:x', { singleDashLong: true, ignoreCase: true, abbreviates: ['-Recurse', '-Path'] });
  t.true(shell.options.has('-recurse'));
  t.deepEqual(texts(shell.valuesOf('-path')), ['x']);
});
