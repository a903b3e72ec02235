import test from 'ava';
import { equalTexts } from '../../../src/platform/crypto/equal-texts.js';

test('texts are equal only when every character is, whatever their lengths', (t) => {
  t.true(equalTexts('UPDATE web ON nas-01', 'UPDATE web ON nas-01'));
  t.true(equalTexts('', ''));
  t.false(equalTexts('UPDATE web', 'UPDATE web ON nas-01'));
  t.false(equalTexts('web', 'Web'));
  // A Cyrillic е.
  t.false(equalTexts('web', 'w\u0435b'));
});
