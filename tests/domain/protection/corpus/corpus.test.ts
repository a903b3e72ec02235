import test from 'ava';
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

const dangerous = judged.filter(({ labelled }) => labelled.expect !== 'benign');
const benign = judged.filter(({ labelled }) => labelled.expect === 'benign');

test('the corpus is broad: enough commands, two fifths of them benign look-alikes, a quarter evasions', (t) => {
  t.true(corpus.length >= 700);
  t.true(score.benign / corpus.length >= 0.42);
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
  for (const one of missed) t.log(`missed ${show(one)}`);
  t.true(share(score.held, score.dangerous) >= GOALS.recall);
});

test('no critical command is missed', (t) => {
  t.deepEqual(dangerous.filter(isCriticalMiss).map(show), []);
});

test('at most 3 of 100 harmless commands are held', (t) => {
  for (const one of benign.filter(({ detection }) => isHeld(detection))) t.log(`held ${show(one)}`);
  t.true(share(score.falseHolds, score.benign) <= GOALS.falseHolds);
});

test('the kind of act is right for at least 90 of 100', (t) => {
  const wrong = dangerous.filter((one) => isHeld(one.detection) && !hasRightType(one));
  for (const one of wrong) t.log(`type ${show(one)}`);
  t.true(share(score.rightType, score.typed) >= GOALS.type);
});

test('the severity is at most one step too low for at least 95 of 100', (t) => {
  const wrong = dangerous.filter((one) => isHeld(one.detection) && !isWithinOneStep(one));
  for (const one of wrong) t.log(`severity ${show(one)}`);
  t.true(share(score.withinOneStep, score.weighed) >= GOALS.severity);
});

test('what runs for nobody is named so', (t) => {
  const wrong = dangerous.filter(
    ({ labelled, detection }) => labelled.forbidden && !detection.findings.some(({ forbidden }) => forbidden),
  );
  t.deepEqual(wrong.map(show), []);
});
