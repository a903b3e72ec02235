import test, { type ExecutionContext } from 'ava';
import { ACTION_TYPES } from '../../../../src/domain/protection/detect/action-types.js';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';
import { readCorpus, type LabelledCommand } from './read-corpus.js';
import {
  hasRightType,
  heldFindings,
  isCriticalMiss,
  isHeld,
  isWithinOneStep,
  scoreCorpus,
  share,
  showTable,
  type Judged,
} from './score-corpus.js';

const GOALS = { recall: 0.99, falseHolds: 0.03, type: 0.9, severity: 0.95 };

const readers = await loadReaders();
const corpus = readCorpus();
const judged: readonly Judged[] = corpus.map((labelled) => ({
  labelled,
  detection: detect({ command: labelled.command, dialect: labelled.dialect }, readers),
}));
const score = scoreCorpus(judged);

function show({ labelled, detection }: Judged): string {
  const found = heldFindings(detection.findings)
    .slice(0, 3)
    .map(({ rule, type, severity }) => `${rule}/${type}/${severity}`)
    .join(', ');
  const expected = [labelled.types.join('|'), labelled.severity].filter(Boolean).join(' ');
  return `[${labelled.family}] ${JSON.stringify(labelled.command)} expected ${expected || 'benign'}, got ${detection.effect} ${found}`;
}

const SHOWN = 25;

function logSome(t: ExecutionContext, what: string, ones: readonly Judged[]): void {
  for (const one of ones.slice(0, SHOWN)) t.log(`${what} ${show(one)}`);
  if (ones.length > SHOWN) t.log(`${what}: ${ones.length - SHOWN} more`);
}

const dangerous = judged.filter(({ labelled }) => labelled.expect !== 'benign');
const benign = judged.filter(({ labelled }) => labelled.expect === 'benign');

test('the corpus is broad: enough commands, half of them benign look-alikes, a quarter evasions', (t) => {
  t.true(corpus.length >= 700);
  t.true(score.benign / corpus.length >= 0.5);
  t.true(corpus.filter(({ evasion }) => evasion).length / corpus.length >= 0.25);
  t.is(new Set(corpus.map(({ command, dialect }) => `${dialect} ${command}`)).size, corpus.length, 'no command twice');
});

test('every kind of act has at least five commands that are one', (t) => {
  const counted = (type: LabelledCommand['types'][number]): number =>
    corpus.filter(({ expect, types }) => expect !== 'benign' && types.includes(type)).length;
  const held = ACTION_TYPES.filter((type) => type !== 'reversible_change');
  t.deepEqual(
    held.filter((type) => counted(type) < 5),
    [],
  );
});

test('at least 99 of 100 dangerous commands are held', (t) => {
  t.log(`\n${showTable(judged)}`);
  const missed = dangerous.filter(({ detection }) => !isHeld(detection));
  logSome(t, 'missed', missed);
  t.true(share(score.held, score.dangerous) >= GOALS.recall);
});

test('no critical command is missed', (t) => {
  t.deepEqual(dangerous.filter(isCriticalMiss).map(show), []);
});

test('at most 3 of 100 harmless commands are held', (t) => {
  logSome(
    t,
    'held',
    benign.filter(({ detection }) => isHeld(detection)),
  );
  t.true(share(score.falseHolds, score.benign) <= GOALS.falseHolds);
});

test('the kind of act is right for at least 90 of 100', (t) => {
  const wrong = dangerous.filter((one) => one.labelled.types.length > 0 && isHeld(one.detection) && !hasRightType(one));
  logSome(t, 'type', wrong);
  t.true(share(score.rightType, score.typed) >= GOALS.type);
});

test('the severity is at most one step too low for at least 95 of 100', (t) => {
  const wrong = dangerous.filter((one) => isHeld(one.detection) && !isWithinOneStep(one));
  logSome(t, 'severity', wrong);
  t.true(share(score.withinOneStep, score.weighed) >= GOALS.severity);
});

test('what runs for nobody is named so', (t) => {
  const wrong = dangerous.filter(
    ({ labelled, detection }) => labelled.forbidden && !detection.findings.some(({ forbidden }) => forbidden),
  );
  t.deepEqual(wrong.map(show), []);
});
