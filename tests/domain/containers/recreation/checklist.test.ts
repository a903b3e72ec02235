import test from 'ava';
import { CONFIG_ROWS } from '../../../../src/domain/containers/recreation/config-rows.js';
import { HOST_ROWS } from '../../../../src/domain/containers/recreation/host-config-rows.js';
import { LABEL_ROWS } from '../../../../src/domain/containers/recreation/labels.js';
import { IDENTITY_CASES } from './checklist-identity.js';
import { IMAGE_CASES } from './checklist-image.js';
import { LIFE_CASES } from './checklist-life.js';
import { NETWORK_CASES } from './checklist-network.js';
import { STORAGE_CASES } from './checklist-storage.js';

const CASES = [...IMAGE_CASES, ...STORAGE_CASES, ...NETWORK_CASES, ...IDENTITY_CASES, ...LIFE_CASES];

for (const { point, what, check } of CASES) test(`${point}: ${what}`, check);

test('every point of the checklist is tested, once and in order', (t) => {
  t.deepEqual(
    CASES.map(({ point }) => point),
    Array.from({ length: 73 }, (_value, index) => index + 1),
  );
});

test('every rule says why, and which point it is for', (t) => {
  for (const { points, reason } of [...CONFIG_ROWS, ...HOST_ROWS, ...LABEL_ROWS]) {
    t.true(reason.length > 5);
    t.true(points.every((point) => Number.isInteger(point) && point >= 1 && point <= 73));
  }
});
