// What assessing a command costs: every command of tests/fixtures/commands through the detector and through the whole
// assessment, beside a plain parse of the same text in the same run. `node dist/bench/protection/assess.js`.
import { parse } from 'unbash';
import { type AssessedHost, assessText } from '../../src/domain/protection/assess-text.js';
import { assess } from '../../src/domain/protection/assessment.js';
import { detect } from '../../src/domain/protection/detect/detect.js';
import type { Detection } from '../../src/domain/protection/detect/finding.js';
import type { Readers } from '../../src/domain/protection/detect/readers.js';
import { loadReaders } from '../../src/platform/shell/load-readers.js';
import { type LabelledCommand, readCorpus } from '../../tests/domain/protection/corpus/read-corpus.js';
import {
  aContainer,
  aDataset,
  anEngine,
  anId,
  aPool,
  aVolume,
  freshFacts,
} from '../../tests/domain/protection/risk/made-facts.js';
import { percentile } from '../series/statistics.js';

const WARM_UP = 2;
const REPEATS = 3;
const GOAL_MS = 5;
/** The largest text that is read at all, and what reading it may cost. */
const LARGE_BYTES = 64 * 1024;
const GOAL_LARGE_MS = 50;

type Work = () => unknown;

function timeMs(work: Work): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

/** What others take of the processor does not count. */
function cpuMs(work: Work): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Of each command the median of its repeats: what is measured is the command, not the neighbour’s garbage. */
function measure(works: readonly Work[]): { readonly all: readonly number[]; readonly medians: readonly number[] } {
  for (let n = 0; n < WARM_UP; n += 1) for (const work of works) work();
  const durations = works.map((): number[] => []);
  for (let n = 0; n < REPEATS; n += 1) works.forEach((work, index) => durations[index]?.push(timeMs(work)));
  return { all: durations.flat(), medians: durations.map((values) => percentile(values, 0.5)) };
}

function show(title: string, values: readonly number[]): string {
  const shown = [0.5, 0.99, 1].map((part) => `${(1_000 * percentile(values, part)).toFixed(0)}`.padStart(8));
  return `${title.padEnd(40)}${shown.join('')}\n`;
}

function largeText(): string {
  const line = 'for d in a b c; do X="/srv/$d"; echo "$X" | sed "s/a/b/" >> /tmp/out; done\n';
  return line.repeat(Math.floor(LARGE_BYTES / line.length));
}

const HOST: AssessedHost = {
  profile: { kind: 'ubuntu' },
  serverName: 'box-01',
  facts: freshFacts({
    pools: [aPool()],
    datasets: [aDataset(), aDataset({ name: 'tank/media/films', mountpoint: '/tank/media/films' })],
    engines: [
      anEngine({
        containers: [aContainer()],
        volumes: [aVolume()],
        projects: [{ id: anId(41), name: 'shop', workingDirectory: '/srv/shop' }],
      }),
    ],
  }),
};

/** The detector, the judgement of what it found, and both with the alternatives that are offered. */
function listWorks(
  corpus: readonly LabelledCommand[],
  readers: Readers,
): readonly (readonly [string, readonly Work[]])[] {
  const inShell = corpus.filter(({ dialect }) => dialect === 'bash');
  return [
    [
      'unbash.parse alone (shell only)',
      inShell.map(
        ({ command }) =>
          () =>
            parse(command),
      ),
    ],
    [
      'detect (shell only)',
      inShell.map(
        ({ command }) =>
          () =>
            detect({ command }, readers),
      ),
    ],
    [
      'detect (all dialects)',
      corpus.map(
        ({ command, dialect }) =>
          () =>
            detect({ command, dialect }, readers),
      ),
    ],
    [
      'judgement of what was found',
      corpus.map(({ command, dialect }) => judgeOnly(detect({ command, dialect }, readers))),
    ],
    [
      'whole assessment, with facts',
      corpus.map((row) => () => assessText({ ...row, requester: 'human' }, { readers }, HOST)),
    ],
  ];
}

function judgeOnly(detection: Detection): Work {
  return () => assess({ ...HOST, actor: 'human', detection });
}

async function run(): Promise<number> {
  const readers = await loadReaders();
  const corpus = readCorpus();
  process.stdout.write(`${corpus.length} commands, ${REPEATS} times each, after ${WARM_UP} rounds\n`);
  process.stdout.write(`${'µs per command'.padEnd(40)}     p50     p99     max\n`);
  const medians = new Map<string, number>();
  let [worst, p99] = [0, 0];
  for (const [title, works] of listWorks(corpus, readers)) {
    const { all, medians: ofEach } = measure(works);
    process.stdout.write(show(title, all));
    medians.set(title, percentile(ofEach, 0.5));
    p99 = percentile(all, 0.99);
    worst = Math.max(worst, p99);
  }
  const ratio = (medians.get('detect (shell only)') ?? 0) / (medians.get('unbash.parse alone (shell only)') ?? 1);
  const text = largeText();
  const large = Math.min(...Array.from({ length: 20 }, () => cpuMs(() => detect({ command: text }, readers))));
  process.stdout.write(`detect : parse, of the medians: ${ratio.toFixed(1)}\n`);
  process.stdout.write(`64 KiB of loops: ${large.toFixed(1)} ms, goal: below ${GOAL_LARGE_MS} ms\n`);
  process.stdout.write(`p99 of the whole assessment: ${p99.toFixed(2)} ms, goal: below ${GOAL_MS} ms\n`);
  return worst < GOAL_MS && large < GOAL_LARGE_MS ? 0 : 1;
}

process.exitCode = await run();
