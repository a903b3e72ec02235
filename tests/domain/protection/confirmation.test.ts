import test from 'ava';
import {
  compareRisk,
  CONFIRMATION_LEVELS,
  CONFIRMATIONS,
  confirmationFor,
  isAtLeast,
  type ApprovalPolicy,
} from '../../../src/domain/protection/confirmation.js';
import { RISK_LEVELS } from '../../../src/domain/protection/plan.js';

const POLICIES: readonly ApprovalPolicy[] = ['never', 'risk', 'always'];

test('each risk has its confirmation under each policy', (t) => {
  const table = Object.fromEntries(
    RISK_LEVELS.map((risk) => [risk, POLICIES.map((policy) => confirmationFor(risk, policy)).join(' ')]),
  );
  t.deepEqual(table, {
    none: 'none none confirm',
    low: 'none none confirm',
    medium: 'none confirm confirm',
    high: 'four_eyes four_eyes four_eyes',
    critical: 'quorum quorum quorum',
    forbidden: 'impossible impossible impossible',
  });
});

test('no policy takes the second person away from high and critical risks, or makes the forbidden possible', (t) => {
  for (const policy of POLICIES) {
    for (const risk of ['high', 'critical'] as const) {
      const rule = CONFIRMATIONS[confirmationFor(risk, policy)];
      t.false(rule.requesterMayApprove);
      t.true(rule.requesterAcknowledges);
      t.true(rule.needsProvenPerson);
    }
    t.is(confirmationFor('forbidden', policy), 'impossible');
  }
});

test('a greater risk never asks for less, and an asking policy never for less than a lenient one', (t) => {
  for (const policy of POLICIES) {
    const levels = RISK_LEVELS.map((risk) => CONFIRMATION_LEVELS.indexOf(confirmationFor(risk, policy)));
    t.deepEqual(
      levels,
      levels.toSorted((a, b) => a - b),
    );
  }
  for (const risk of RISK_LEVELS) {
    t.true(isAtLeast(confirmationFor(risk, 'risk'), confirmationFor(risk, 'never')));
    t.true(isAtLeast(confirmationFor(risk, 'always'), confirmationFor(risk, 'risk')));
  }
});

test('risks compare by their order', (t) => {
  t.true(compareRisk('low', 'medium') < 0);
  t.is(compareRisk('high', 'high'), 0);
  t.true(compareRisk('forbidden', 'critical') > 0);
});
