interface StateRow<C> {
  readonly word: RegExp;
  readonly condition: C;
  readonly reason: string;
}

/**
 * What the tools' words mean, the first that fits. Words that are not here mean nothing: neither good nor bad.
 * storcli: Onln, UGood, …; MegaCli: `Online, Spun Up`; ssacli: OK, Predictive Failure; arcconf: Online, Ready.
 */
const MEMBER_STATES: readonly StateRow<'good' | 'bad'>[] = [
  { word: /^ugunsp|unsupported/i, condition: 'good', reason: 'well, but not for this controller' },
  { word: /predictive/i, condition: 'bad', reason: 'ssacli: about to fail' },
  {
    word: /^(?:failed|fail|ubad|unconfigured.?bad|dead|defunct|error)/i,
    condition: 'bad',
    reason: 'given up by the firmware',
  },
  {
    word: /^(?:onln|online|ok|optimal|jbod|ready|raw|ugood|unconfigured.?good)/i,
    condition: 'good',
    reason: 'in use, or free',
  },
  { word: /^(?:ghs|dhs|hot.?spare|(?:global|dedicated) hot.?spare|standby)/i, condition: 'good', reason: 'a spare' },
  { word: /^(?:rbld|rebuild|cpybck|copyback|recovering|erase|clear|sanitize)/i, condition: 'good', reason: 'at work' },
];

const VOLUME_STATES: readonly StateRow<'optimal' | 'degraded' | 'failed'>[] = [
  {
    word: /^(?:optl|optimal|ok\b|initializ|parity init|expanding|transforming|logical device reconfig)/i,
    condition: 'optimal',
    reason: 'all there',
  },
  { word: /^(?:pdgd|partially)/i, condition: 'degraded', reason: 'one of two redundant drives is missing (RAID 6)' },
  {
    word: /^(?:dgrd|degraded|interim|suboptimal|sub-optimal|impacted)/i,
    condition: 'degraded',
    reason: 'redundancy is lost',
  },
  {
    word: /^(?:rec\b|recover|ready for|waiting for|rebuild|queued for)/i,
    condition: 'degraded',
    reason: 'being rebuilt, or about to',
  },
  {
    word: /^(?:ofln|offln|offline|failed|dead|missing|disabled)/i,
    condition: 'failed',
    reason: 'the data is out of reach',
  },
];

const PART_STATES: readonly StateRow<'good' | 'bad'>[] = [
  {
    word: /^(?:(?:zmm )?optimal|optl|ok\b|good|normal|ready|operational|charged|fully charged)/i,
    condition: 'good',
    reason: 'as it should be',
  },
  {
    word: /^(?:dgd|degraded|non.?operational|missing|fail|bad|needs|need |replace|permanently|temporarily|error|low|over|shutdown|crit)/i,
    condition: 'bad',
    reason: 'the write cache is off or unsafe, or the controller itself is unwell',
  },
];

/** Words for a part that is not there: no battery is no bad battery. */
const ABSENT = /^(?:not (?:installed|present|configured|available|supported)|absent|none|n\/?a|unknown)$/i;

function conditionOf<C>(rows: readonly StateRow<C>[], state: string | null): C | null {
  return state === null ? null : (rows.find(({ word }) => word.test(state))?.condition ?? null);
}

export const memberCondition = (state: string | null) => conditionOf(MEMBER_STATES, state);
export const volumeCondition = (state: string | null) => conditionOf(VOLUME_STATES, state);
/** Of controllers, batteries and caches. */
export const partCondition = (state: string | null) => conditionOf(PART_STATES, state);

export function isAbsent(state: string | null): boolean {
  return state === null || ABSENT.test(state);
}

/** `Recovering, 27% complete` without what moves: a line of history is worth a change of state, not of progress. */
export function withoutProgress(state: string): string {
  return state.replace(/[,(]?\s*\d+(?:\.\d+)?\s*%.*$/, '').trim();
}
