import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { judgeMdHealth, mdFindings } from '../../../../src/domain/inventory/pools/md-health.js';
import type { MdArray } from '../../../../src/domain/inventory/pools/md-array.js';
import { mdRedundancy } from '../../../../src/domain/inventory/pools/md-redundancy.js';
import { array, member } from './md-samples.js';

const RANK = { info: 1, warning: 2, critical: 3 } as const;
const HEALTH = { healthy: 0, unknown: 1, degraded: 2, failed: 3 } as const;

function severityOf(md: MdArray): number {
  const verdict = judgeMdHealth(md);
  const worst = Math.max(0, ...mdFindings(md, verdict).map(({ severity }) => RANK[severity]));
  return HEALTH[verdict.health] * 10 + worst;
}

test('each level by what it survives', (t) => {
  const at = (level: string, slots: string, more: Partial<MdArray> = {}) => mdRedundancy(array(level, slots, more));
  t.is(at('raid1', 'UU'), 'full');
  t.is(at('raid1', 'U_'), 'exhausted');
  t.is(at('raid1', 'UU_'), 'reduced');
  t.is(at('raid1', '__'), 'lost');
  t.is(at('raid5', 'UU_'), 'exhausted');
  t.is(at('raid4', 'U__'), 'lost');
  t.is(at('raid6', 'UUU_'), 'reduced');
  t.is(at('raid6', 'UU__'), 'exhausted');
  t.is(at('raid6', 'U___'), 'lost');
  t.is(at('raid77', 'U___'), 'reduced');
  t.is(mdRedundancy(array('raid5', null)), 'unknown');
});

test('RAID10: near copies are lost in pairs, uneven ones wrap round, far ones are not guessed at', (t) => {
  const near = (slots: string, copies = 2) => mdRedundancy(array('raid10', slots, { nearCopies: copies }));
  t.is(near('U_U_'), 'exhausted');
  t.is(near('UU__'), 'lost');
  t.is(near('U__U'), 'exhausted');
  t.is(near('_UU'), 'exhausted');
  t.is(near('__U'), 'lost');
  t.is(near('_UUUUU', 3), 'reduced');
  t.is(near('__UUUU', 3), 'exhausted');
  const far = (slots: string) => mdRedundancy(array('raid10', slots, { farCopies: 2 }));
  t.is(far('U_UU'), 'exhausted');
  t.is(far('U__U'), 'exhausted');
  t.is(far('___U'), 'lost');
  t.is(mdRedundancy(array('raid10', 'U_UU')), 'exhausted');
});

test('the letters count, not the second number, and the number where there are no letters', (t) => {
  t.is(mdRedundancy(array('raid6', 'UU_U', { slotsWorking: 4 })), 'reduced');
  t.is(mdRedundancy(array('raid6', null, { slotsWanted: 4, slotsWorking: 3 })), 'reduced');
});

test('the severity never falls as more slots are missing, for any level and layout', (t) => {
  const level = fc.constantFrom('raid1', 'raid4', 'raid5', 'raid6', 'raid10', 'multipath', 'raid77');
  const copies = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null });
  const slots = fc.array(fc.boolean(), { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(
      level,
      fc.tuple(copies, copies),
      fc.tuple(slots, fc.nat(15)),
      (name, [nearCopies, farCopies], [works, at]) => {
        const text = (list: readonly boolean[]): string => list.map((up) => (up ? 'U' : '_')).join('');
        const fewer = works.map((up, index) => (index === at % works.length ? false : up));
        const before = array(name, text(works), { nearCopies, farCopies });
        const after = array(name, text(fewer), { nearCopies, farCopies });
        t.true(
          severityOf(after) >= severityOf(before),
          `${name} ${text(works)} ${text(fewer)} ${nearCopies} ${farCopies}`,
        );
      },
    ),
    { numRuns: runs(5000) },
  );
});

test('the severity never falls as members turn faulty', (t) => {
  const level = fc.constantFrom('raid0', 'linear', 'raid1', 'raid5');
  fc.assert(
    fc.property(level, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), fc.nat(7), (name, faulty, at) => {
      const build = (flags: readonly boolean[]): MdArray =>
        array(name, 'UUU', { members: flags.map((flag, index) => member(`sd${index}`, { faulty: flag })) });
      const more = faulty.map((flag, index) => flag || index === at % faulty.length);
      t.true(severityOf(build(more)) >= severityOf(build(faulty)));
    }),
  );
});

test('what was cut off is unknown, never failed', (t) => {
  t.is(judgeMdHealth(array('raid5', null, { cut: true })).health, 'unknown');
  t.is(
    judgeMdHealth(array('x', null, { state: 'inactive', level: null, metadata: null, cut: true })).health,
    'unknown',
  );
  t.is(judgeMdHealth(array('x', null, { state: 'inactive', level: null, metadata: null })).health, 'failed');
  t.is(judgeMdHealth(array('raid5', 'UUU', { state: 'wobbly' })).health, 'unknown');
});
