import type { SmartReport } from '../storage-device.js';
import type { HealthReason } from './health-reason.js';
import { LEVEL_RULES, LEVELS, type LevelRule } from './level-rules.js';
import { STATE_RULES } from './state-rules.js';
import type { ThresholdOverrides } from './threshold-overrides.js';

/** The reasons that lie in a report alone, without memory. */
export function judgeStates(report: SmartReport, overrides: ThresholdOverrides): HealthReason[] {
  const flags = STATE_RULES.flatMap(({ code, severity, attribute: ofRule, find, meaning, source }) =>
    find(report).map(({ shown, attribute = ofRule }): HealthReason => {
      return { severity, code, attribute, message: `${capitalised(shown)}: ${meaning}.`, source };
    }),
  );
  const levels = Object.keys(LEVELS).map((attribute) =>
    judgeLevel(report, attribute as LevelRule['attribute'], overrides),
  );
  return [...flags, ...levels.filter((reason) => reason !== undefined)].filter(
    ({ attribute }) => attribute === null || overrides[attribute]?.ignore !== true,
  );
}

function judgeLevel(
  report: SmartReport,
  attribute: LevelRule['attribute'],
  overrides: ThresholdOverrides,
): HealthReason | undefined {
  const { title, read, unit } = LEVELS[attribute];
  const level = read(report);
  if (level === null || !Number.isFinite(level)) return undefined;
  const { warningAbove, failingAbove } = overrides[attribute] ?? {};
  const tell = (rule: Pick<LevelRule, 'severity' | 'code' | 'meaning' | 'source'>, limit: string): HealthReason => {
    const { severity, code, meaning, source } = rule;
    return { severity, code, attribute, message: `${title} is ${level}${unit}, ${limit}${unit}: ${meaning}.`, source };
  };
  const own = {
    code: 'limit_exceeded',
    meaning: 'the limit that was set for this device',
    source: 'override',
  } as const;
  if (failingAbove !== undefined && level > Number(failingAbove)) {
    return tell({ ...own, severity: 'failing' }, `above ${failingAbove}`);
  }
  if (warningAbove !== undefined && level > Number(warningAbove)) {
    return tell({ ...own, severity: 'warning' }, `above ${warningAbove}`);
  }
  for (const rule of LEVEL_RULES) {
    const replaced = rule.severity === 'warning' && warningAbove !== undefined;
    const limit = rule.attribute === attribute && !replaced ? rule.limit(report) : undefined;
    if (limit !== undefined && level >= limit) return tell(rule, `the limit is ${limit}`);
  }
  return undefined;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
