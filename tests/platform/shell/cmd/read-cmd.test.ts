import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { windowsText } from '../../../helpers/windows-texts.js';
import { readCmd } from '../../../../src/platform/shell/cmd/read-cmd.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);

/** A text, and the programs that it runs, with the doubts behind. */
const CASES: readonly (readonly [string, string])[] = [
  ['r^d /s /q C:/x', 'rd'],
  ['set x=del&%x% C:/a', 'del'],
  ['if exist x (del x) else (rd y)', 'del rd'],
  ['echo a ^& del x', 'echo'],
  ['rem del x', ''],
  ['%x% y', ' unknown_program'],
];

for (const [text, said] of CASES) {
  test(`${text} runs “${said}”`, (t) => {
    const { executions, doubts } = readCmd(text);
    t.is([...executions.map(({ program }) => program ?? ''), ...doubts.map(({ code }) => code)].join(' '), said);
  });
}

test('No text makes the reader throw', (t) => {
  fc.assert(
    fc.property(windowsText, (given) => void readCmd(given)),
    { numRuns: runs(RUNS) },
  );
  t.pass();
});
