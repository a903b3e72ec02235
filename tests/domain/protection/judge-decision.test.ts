import test from 'ava';
import {
  isComplete,
  judgeDecision,
  type Attempt,
  type Standing,
} from '../../../src/domain/protection/judge-decision.js';

const REQUESTER = '01890000-0000-7000-8000-000000000001';
const OTHER = '01890000-0000-7000-8000-000000000002';
const CHECKLIST = [
  { id: 'backup', text: 'A backup is there', required: true },
  { id: 'told', text: 'The users know', required: false },
];

const standing = (over: Partial<Standing> = {}): Standing => ({
  state: 'pending',
  isPastDeadline: false,
  confirmationLevel: 'confirm',
  attemptsLeft: 3,
  requestedBy: REQUESTER,
  acknowledgedBy: null,
  checklist: [],
  isSolo: false,
  isCooling: false,
  ...over,
});
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  act: 'approve',
  personId: OTHER,
  hasApproved: false,
  onBehalfOf: null,
  secondFactor: 'absent',
  planHash: 'absent',
  phrase: 'absent',
  checklist: [],
  ...over,
});
const code = (s: Partial<Standing>, a: Partial<Attempt> = {}) => judgeDecision(standing(s), attempt(a))?.code;

test('at confirm the requester may approve, without a phrase', (t) => {
  t.is(code({}, { personId: REQUESTER }), undefined);
  t.is(code({}, { phrase: 'wrong' }), undefined);
});

test('what is decided or past its deadline takes no further word', (t) => {
  for (const act of ['approve', 'reject', 'acknowledge'] as const) {
    t.is(code({ state: 'approved' }, { act }), 'approval_decided');
    t.is(code({ state: 'rejected' }, { act }), 'approval_decided');
    t.is(code({ state: 'withdrawn' }, { act }), 'approval_decided');
    t.is(code({ state: 'expired' }, { act }), 'approval_expired');
    t.is(code({ isPastDeadline: true }, { act }), 'approval_expired');
  }
  t.is(code({ state: 'approved', isPastDeadline: true }), 'approval_decided', 'it was approved in time');
});

test('another plan hash is refused, and costs no attempt', (t) => {
  const refusal = judgeDecision(standing(), attempt({ planHash: 'other' }));
  t.like(refusal, { code: 'plan_changed', costsAttempt: false });
  t.is(code({}, { planHash: 'same' }), undefined);
});

test('a wrong phrase costs an attempt, a missing one does not', (t) => {
  const level = standing({ confirmationLevel: 'phrase' });
  t.like(judgeDecision(level, attempt({ phrase: 'wrong' })), { code: 'wrong_phrase', costsAttempt: true });
  t.like(judgeDecision(level, attempt()), { code: 'wrong_phrase', costsAttempt: false });
  t.is(judgeDecision(level, attempt({ phrase: 'right' })), undefined);
});

test('after the last attempt even the right phrase is refused, but a rejection is taken', (t) => {
  t.is(code({ confirmationLevel: 'phrase', attemptsLeft: 0 }, { phrase: 'right' }), 'attempts_exhausted');
  t.is(code({ confirmationLevel: 'phrase', attemptsLeft: 0 }, { act: 'reject' }), undefined);
});

test('from four eyes up the requester cannot approve, nor who took the requester’s step, nor a mere claim', (t) => {
  for (const confirmationLevel of ['four_eyes', 'quorum'] as const) {
    t.is(code({ confirmationLevel }, { personId: REQUESTER, phrase: 'right' }), 'four_eyes');
    t.is(code({ confirmationLevel, acknowledgedBy: OTHER }, { phrase: 'right' }), 'four_eyes');
    t.is(code({ confirmationLevel }, { personId: null, phrase: 'right' }), 'four_eyes');
    t.is(code({ confirmationLevel }, { phrase: 'right' }), undefined);
  }
});

test('who may, is judged before what was typed: a stranger learns nothing about the phrase', (t) => {
  t.is(code({ confirmationLevel: 'quorum' }, { personId: REQUESTER, phrase: 'wrong' }), 'four_eyes');
});

test('a person counts once', (t) => {
  t.is(code({ confirmationLevel: 'quorum' }, { hasApproved: true, phrase: 'right' }), 'approval_decided');
  t.is(code({ confirmationLevel: 'quorum' }, { act: 'reject', hasApproved: true }), undefined, 'and may withdraw it');
});

test('required items of the checklist are demanded from whoever confirms', (t) => {
  const level = standing({ checklist: CHECKLIST });
  t.like(judgeDecision(level, attempt()), { code: 'unprocessable', missing: ['backup'], costsAttempt: false });
  t.is(judgeDecision(level, attempt({ checklist: ['backup'] })), undefined);
  t.is(judgeDecision(level, attempt({ checklist: null })), undefined, 'a signal has no place for one');
  t.is(judgeDecision(level, attempt({ act: 'reject' })), undefined);
});

test('at four eyes the checklist and the phrase are the requester’s', (t) => {
  const level = standing({ confirmationLevel: 'four_eyes', checklist: CHECKLIST });
  const own = (over: Partial<Attempt>) => attempt({ act: 'acknowledge', personId: REQUESTER, ...over });
  t.is(judgeDecision(level, attempt()), undefined);
  t.like(judgeDecision(level, own({ phrase: 'right' })), { code: 'unprocessable' });
  t.like(judgeDecision(level, own({ phrase: 'absent', checklist: ['backup'] })), { code: 'wrong_phrase' });
  t.is(judgeDecision(level, own({ phrase: 'right', checklist: ['backup'] })), undefined);
  t.like(judgeDecision(level, attempt({ act: 'acknowledge', phrase: 'right' })), { code: 'forbidden' });
  t.like(judgeDecision({ ...level, acknowledgedBy: REQUESTER }, own({})), { code: 'approval_decided' });
});

test('where a schedule asked, any person takes the requester’s step but one who approved', (t) => {
  const level = { confirmationLevel: 'four_eyes', requestedBy: 'schedule:updates' } as const;
  t.is(code(level, { act: 'acknowledge', phrase: 'right' }), undefined);
  t.is(code(level, { act: 'acknowledge', phrase: 'right', hasApproved: true }), 'four_eyes');
});

test('below four eyes there is no step of the requester', (t) => {
  t.is(code({}, { act: 'acknowledge', personId: REQUESTER }), 'unprocessable');
});

test('it is complete with enough votes and, where it has one, the requester’s step', (t) => {
  t.true(isComplete(standing(), 1, 1));
  t.false(isComplete(standing(), 0, 1));
  t.false(isComplete(standing({ confirmationLevel: 'four_eyes' }), 1, 1));
  t.true(isComplete(standing({ confirmationLevel: 'four_eyes', acknowledgedBy: REQUESTER }), 1, 1));
  t.false(isComplete(standing({ confirmationLevel: 'quorum', acknowledgedBy: REQUESTER }), 1, 2));
});

test('in solo mode the second factor stands in for the second person, and one vote is enough', (t) => {
  const solo = standing({ confirmationLevel: 'four_eyes', isSolo: true, acknowledgedBy: REQUESTER });
  const own = (secondFactor: Attempt['secondFactor']) =>
    judgeDecision(solo, attempt({ personId: REQUESTER, phrase: 'right', secondFactor }));
  t.is(own('right'), undefined);
  t.is(own('absent')?.code, 'second_factor_needed');
  t.false(own('absent')?.costsAttempt ?? true);
  t.true(own('wrong')?.costsAttempt ?? false);
  t.true(isComplete({ ...solo, confirmationLevel: 'quorum' }, 1, 2));
  t.is(
    judgeDecision({ ...solo, isSolo: false }, attempt({ personId: REQUESTER, secondFactor: 'right' }))?.code,
    'four_eyes',
  );
});

test('nobody approves on behalf of who asked', (t) => {
  const four = standing({ confirmationLevel: 'four_eyes' });
  t.is(judgeDecision(four, attempt({ onBehalfOf: REQUESTER }))?.code, 'four_eyes');
  t.is(judgeDecision(standing(), attempt({ onBehalfOf: REQUESTER })), undefined);
});

test('what is approved and not acted upon yet can be stopped, and nothing else', (t) => {
  const cooling = standing({ state: 'approved', isCooling: true });
  t.is(judgeDecision(cooling, attempt({ act: 'reject' })), undefined);
  t.is(judgeDecision(cooling, attempt())?.code, 'approval_decided');
  t.is(judgeDecision({ ...cooling, isCooling: false }, attempt({ act: 'reject' }))?.code, 'approval_decided');
});
