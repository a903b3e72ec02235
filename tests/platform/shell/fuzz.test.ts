import test from 'ava';
import { readShell } from '../../../src/platform/shell/read-shell.js';
import { loadSqlParser } from '../../../src/platform/sql/read-sql.js';
import { fuzzReaders, measureFairly } from '../../helpers/shell-fuzz.js';
import { repeatTo } from '../../helpers/shell-fuzz-inputs.js';
import { PIECES } from '../../helpers/shell-fuzz-pieces.js';
import { TARGETS } from '../../helpers/shell-fuzz-targets.js';
import { doubtsOf } from '../../helpers/shell-readings.js';

/** The full million is `node dist/bench/protection/fuzz.js`. */
const INPUTS = Number(process.env['FUZZ'] ?? 30_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121);
/** On a machine that does nothing else. */
const MAX_MS = 50;

test.before(loadSqlParser);

test.serial(`${INPUTS} made-up texts: none makes a reader throw, overflow or hang`, (t) => {
  t.timeout(1_800_000);
  const startedAt = performance.now();
  const report = fuzzReaders(INPUTS, SEED);
  const [slowest] = report.slow;
  t.log(
    `${report.inputs} texts for ${report.byTarget.size} readers in ${((performance.now() - startedAt) / 1000).toFixed(0)} s: ` +
      `${report.understood} understood, ${report.thrown.length} throws; slowest ${slowest?.ms.toFixed(0) ?? '< 20'} ms`,
  );
  t.deepEqual(report.thrown, []);
  t.deepEqual(report.overflows, []);
  t.is(report.byTarget.size, TARGETS.length);
  for (const { target, text } of report.slow) {
    const ms = measureFairly(target, text, MAX_MS);
    t.true(ms <= MAX_MS, `${ms.toFixed(0)} ms for ${target.name}, ${text.length} characters: ${text.slice(0, 100)}`);
  }
});

for (const target of TARGETS) {
  test.serial(`${target.name}: the longest text of any piece is read in time`, (t) => {
    target.read('ls');
    for (const piece of PIECES[target.kind]) {
      const ms = measureFairly(target, repeatTo(target.longest, piece), MAX_MS);
      t.true(ms <= MAX_MS, `${ms.toFixed(0)} ms: ${piece}`);
      // A longer one is held unread.
      t.true(measureFairly(target, repeatTo(target.longest * 4, piece), MAX_MS) <= MAX_MS, piece);
    }
  });
}

test.serial('what a program is given to read is judged in time, however long it is', (t) => {
  const [bash] = TARGETS.filter(({ name }) => name === 'verdict on bash');
  if (bash === undefined) return t.fail('no detector');
  for (const run of ['kubectl apply -f -', 'psql', 'make -f -', 'net localgroup', 'usermod -aG', 'python3 -', 'sh'])
    for (const piece of ['a ', 'apply kind: RoleBinding ', 'administrators ', 'a: b;\n\trm x\n']) {
      const ms = measureFairly(bash, `${run} <<'EOF'\n${repeatTo(60_000, piece)}\nEOF`, MAX_MS);
      t.true(ms <= MAX_MS, `${ms.toFixed(0)} ms: ${run}, ${piece}`);
    }
  const options = measureFairly(bash, `psql ${repeatTo(8_000, 'get a -o ')}`, MAX_MS);
  t.true(options <= MAX_MS, `${options.toFixed(0)} ms for psql`);
});

test('what is too much is held, never left out', (t) => {
  t.true(doubtsOf('ls x;'.repeat(3_000)).includes('too_many'));
  t.true(doubtsOf(`${'{ '.repeat(40)}ls; ${'}; '.repeat(40)}`).includes('too_deep'));
  t.true(doubtsOf('f() { f; }; f').includes('too_deep'));
  t.true(doubtsOf(`ls ${'x'.repeat(200_000)}`).includes('too_long'));
  t.true(doubtsOf('rm {1..9999}').includes('too_many'));
  t.true(doubtsOf('echo $(ls) '.repeat(2_000)).includes('too_many'));
  t.true(doubtsOf('f()'.repeat(2_000)).includes('too_many'));
});

test('a value that doubles without end is not known', (t) => {
  const { executions } = readShell(`x=aaaaaaaa;${'x=$x$x;'.repeat(20)}rm $x`);
  t.true(executions.at(-1)?.args[0]?.unknown);
  t.true(doubtsOf(`x=aaaaaaaa;${'x=$x$x;'.repeat(20)}$x`).includes('unknown_program'));
});

test('a short text in the place of each letter of a long one is not made', (t) => {
  const many = 'a'.repeat(4_000);
  t.true(doubtsOf(`x=${many};y=\${x//a/${many}};$y`).includes('unknown_program'));
  t.true(doubtsOf(`echo ${many} | sed s/a/${many}/g | sh`).includes('unknown_script'));
  t.true(doubtsOf(`echo ${many} | xargs -I a echo ${many} | sh`).includes('unknown_script'));
});

test('loops beyond what is unrolled are read with a word that is not known', (t) => {
  const [execution] = readShell('for i in {1..999}; do rm /x/$i; done').executions;
  t.true(execution?.args[0]?.unknown);
});
