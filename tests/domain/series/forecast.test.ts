import test from 'ava';
import { forecastStorage } from '../../../src/domain/series/forecast.js';

const FACTS = {
  rawBytesPerDay: 100,
  packedBytesPerDay: 30,
  rollupBytesPerDay: 20,
  packedDays: 10,
  rollupDays: 10,
  sampleRetentionDays: 365,
  rollupRetentionDays: 1_825,
  usedBytes: 800,
};

test('the steady size is what retention keeps', (t) => {
  t.deepEqual(forecastStorage(FACTS), {
    usedBytes: 800,
    bytesPerDay: 50,
    steadyBytes: 3 * 100 + 365 * 30 + 1_825 * 20,
    daysUntilFull: null,
  });
});

test('a disk that is too small is full on the day the growth says', (t) => {
  t.is(forecastStorage({ ...FACTS, freeBytes: 500 }).daysUntilFull, 10);
  // 355 days at 50, then roll-ups alone
  t.is(forecastStorage({ ...FACTS, freeBytes: 355 * 50 + 100 * 20 }).daysUntilFull, 455);
});

test('a disk that holds what retention keeps is never full', (t) => {
  t.is(forecastStorage({ ...FACTS, freeBytes: 355 * 50 + 1_460 * 20 + 1 }).daysUntilFull, null);
  t.is(forecastStorage({ ...FACTS, packedDays: 365, rollupDays: 1_825, freeBytes: 1 }).daysUntilFull, null);
});

test('samples that are kept longer than roll-ups grow alone at the end', (t) => {
  const facts = { ...FACTS, rollupRetentionDays: 20, freeBytes: 10 * 50 + 30 * 5 };
  t.is(forecastStorage(facts).daysUntilFull, 15);
});
