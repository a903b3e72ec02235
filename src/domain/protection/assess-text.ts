import type { Dialect } from '../../platform/shell/reading.js';
import { assess, type AssessInput, type Assessment } from './assessment.js';
import { compareRisk } from './confirmation.js';
import { detect } from './detect/detect.js';
import { EFFECTS, type Effect } from './detect/finding.js';
import type { Readers } from './detect/readers.js';
import type { Requester } from './risk/judged.js';

/** The host as it is known; `serverName` null: none is named, and `facts` are `unknownFacts(now)`. */
export type AssessedHost = Pick<AssessInput, 'profile' | 'facts' | 'serverName'>;

/** Detection and judgement in one, and only those alternatives that are really less. Pure, given its readers. */
export function assessText(
  act: { readonly command: string; readonly dialect: Dialect; readonly requester: Requester },
  { readers }: { readonly readers: Readers },
  host: AssessedHost,
): Assessment {
  const { command, dialect, requester: actor } = act;
  const judge = (text: string): Assessment =>
    assess({ ...host, actor, detection: detect({ command: text, dialect }, readers) });
  const assessment = judge(command);
  const alternatives = assessment.alternatives.filter(
    (alternative) => alternative.command === null || isLower(judge(alternative.command), assessment),
  );
  return { ...assessment, alternatives };
}

/** What is offered instead must be less than what it stands for. */
function isLower(offered: Assessment, asked: Assessment): boolean {
  const lessRisk = compareRisk(offered.risk.level, asked.risk.level);
  return lessRisk < 0 || (lessRisk === 0 && rank(offered.effect) < rank(asked.effect));
}

function rank(effect: Effect): number {
  return EFFECTS.indexOf(effect);
}
