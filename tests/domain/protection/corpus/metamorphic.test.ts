import test from 'ava';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import type { Detection } from '../../../../src/domain/protection/detect/finding.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';
import { readCorpus } from './read-corpus.js';
import { DISGUISES, HARMLESS, isSimple, PREFIXES, WRAPPINGS, type Rewriting } from './rewritings.js';
import { isHeld, worstSeverity } from './score-corpus.js';

interface Plain {
  readonly command: string;
  readonly simple: boolean;
  readonly detection: Detection;
}

const readers = await loadReaders();
const judge = (command: string): Detection => detect({ command }, readers);

/** What has been rewritten once already is left out: these rewrite what people type. */
const plain: readonly (Plain & { readonly benign: boolean })[] = readCorpus()
  .filter(({ dialect, family }) => dialect === 'bash' && family !== 'rewritten')
  .map(({ command, expect }) => ({
    command,
    simple: isSimple(command),
    detection: judge(command),
    benign: expect === 'benign',
  }));
const dangerous = plain.filter(({ benign, detection }) => !benign && isHeld(detection));
const harmless = plain.filter(({ benign, detection }) => benign && !isHeld(detection));

interface Tally {
  tried: number;
  readonly failed: string[];
}

/** Every third command for each rewriting, other ones for the next: all are rewritten, and the run stays short. */
const EVERY = 3;

function tally(texts: readonly Plain[], rewriting: Rewriting, holds: (from: Plain, to: Detection) => boolean): Tally {
  const counts: Tally = { tried: 0, failed: [] };
  const first = rewriting.name.length % EVERY;
  for (const [index, from] of texts.entries()) {
    if (index % EVERY !== first || (rewriting.onlySimple && !from.simple)) continue;
    counts.tried += 1;
    const command = rewriting.rewrite(from.command);
    if (!holds(from, judge(command))) counts.failed.push(command);
  }
  return counts;
}

const neverLower = (from: Plain, to: Detection): boolean =>
  isHeld(to) && worstSeverity(to.findings) >= worstSeverity(from.detection.findings);

for (const rewriting of [...WRAPPINGS, ...DISGUISES, ...PREFIXES])
  test(`a dangerous command is judged no lower for being rewritten by ${rewriting.name}`, (t) => {
    const { tried, failed } = tally(dangerous, rewriting, neverLower);
    t.log(`${tried} commands`);
    t.true(tried > 100);
    t.deepEqual(failed, []);
  });

for (const rewriting of HARMLESS)
  test(`a harmless command stays free when it is rewritten by ${rewriting.name}`, (t) => {
    const { tried, failed } = tally(harmless, rewriting, (_from, to) => !isHeld(to));
    t.log(`${tried} commands`);
    t.true(tried > 100);
    t.deepEqual(failed, []);
  });
