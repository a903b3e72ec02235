import test from 'ava';
import { ACT_CONFIRMATIONS, confirmationForAct } from '../../../src/domain/protection/confirmation.js';
import { EFFECTS } from '../../../src/domain/protection/detect/finding.js';
import { RISK_LEVELS } from '../../../src/domain/protection/plan.js';

test('each level of a held command has its confirmation', (t) => {
  const levels = RISK_LEVELS.map((level) => `${level} ${ACT_CONFIRMATIONS[level].level}`);
  t.deepEqual(levels, [
    'none confirm',
    'low confirm',
    'medium phrase',
    'high four_eyes',
    'critical quorum',
    'forbidden impossible',
  ]);
});

test('what only reads or adds waits for nobody, and what is forbidden stays impossible', (t) => {
  for (const level of RISK_LEVELS) {
    for (const effect of EFFECTS) {
      const { level: asked } = confirmationForAct(level, effect);
      if (level === 'forbidden') t.is(asked, 'impossible');
      else t.is(asked === 'none', effect === 'read_only' || effect === 'reversible');
    }
  }
});
