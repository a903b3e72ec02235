import { ACT_CONFIRMATIONS, CONFIRMATIONS } from '../src/domain/protection/confirmation.js';
import { ACTION_TYPES } from '../src/domain/protection/detect/action-types.js';
import { RISK_LEVELS } from '../src/domain/protection/plan.js';
import { BANDS } from '../src/domain/protection/risk/bands.js';
import { CHECKLIST } from '../src/domain/protection/risk/checklist.js';
import { DEVICE_RULES } from '../src/domain/protection/risk/device-rules.js';
import { ROLLBACKS } from '../src/domain/protection/risk/rollback.js';
import { ACTOR_POINTS, CONFIDENCE_POINTS, LIMITS } from '../src/domain/protection/risk/score.js';
import { BREADTH_POINTS, IRREVERSIBILITY, TYPE_WEIGHTS } from '../src/domain/protection/risk/type-weights.js';

const cell = (text: string | number): string => String(text).replaceAll('|', '\\|');
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const points = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function typeTable(): string {
  const rows = ACTION_TYPES.map((type) => {
    const { base, floor, irreversibility, why } = TYPE_WEIGHTS[type];
    const { possible, text } = ROLLBACKS[type];
    return [`\`${type}\``, base, floor === 0 ? '' : floor, irreversibility, why, possible ? 'yes' : 'no', text];
  });
  return table(['type', 'base', 'floor', 'undone', 'why', 'rollback', 'how'], rows);
}

function levelTable(): string {
  const rows = RISK_LEVELS.map((level) => {
    const act = ACT_CONFIRMATIONS[level];
    const { approvalsNeeded, requesterAcknowledges, phrase } = CONFIRMATIONS[act.level];
    const from = BANDS.find((band) => band.level === level)?.from ?? 'beside the score';
    const people = requesterAcknowledges ? `requester + ${approvalsNeeded}` : approvalsNeeded;
    return [level, from, act.level, people, phrase, act.waitMinutes, act.validMinutes, act.why];
  });
  return table(['level', 'from', 'confirmation', 'people', 'phrase', 'wait, min', 'valid, min', 'why'], rows);
}

function deviceTable(): string {
  const rows = DEVICE_RULES.map(({ id, points: given, floor, why }) => [
    `\`${id}\``,
    given,
    floor ?? '',
    typeof why === 'string' ? why : '',
  ]);
  return table(['rule', 'points', 'floor', 'why'], rows);
}

const limits = Object.entries(LIMITS).map(([name, { from, to }]) => `- ${name}: together ${from} to ${to}`);

/** The text of docs/domains/protection-tables.md: what the code says of itself. */
export function renderProtectionTables(): string {
  const checklist = CHECKLIST.map(({ id, required }) => [`\`${id}\``, required ? 'yes' : 'no']);
  const head = 'Generated from the code (`npm run docs`); [protection.md](protection.md) says what they mean.';
  return [
    `# Protection: the tables\n\n${head}`,
    `## Action types\n\n${typeTable()}`,
    `## Points\n`,
    `- breadth: ${points(BREADTH_POINTS)}`,
    `- irreversibility: ${points(IRREVERSIBILITY)}`,
    `- actor: ${points(ACTOR_POINTS)}`,
    `- confidence: ${points(CONFIDENCE_POINTS)}`,
    ...limits,
    `\n## Levels of commands that are held\n\n${levelTable()}`,
    `## Kinds of hosts\n\n${deviceTable()}`,
    `## Checklist\n\n${table(['item', 'required'], checklist)}`,
  ]
    .join('\n')
    .replaceAll('|\n##', '|\n\n##')
    .replace('\n## Action', '\n\n## Action')
    .concat('\n');
}
