import type { Plan } from '../plan.js';
import type { BasisFinding, Fingerprint } from './fingerprint.js';
import type { Judgement } from './judgement.js';

export interface PlanFacts {
  readonly judgement: Judgement;
  readonly fingerprint: Fingerprint | null;
  /** Without what looks like a secret. */
  readonly shown: string;
  readonly serverName: string;
  readonly timeoutSeconds: number;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** The plan as people read it, without its hash. */
export function describeActionPlan(facts: PlanFacts): Omit<Plan, 'hash'> {
  const { judgement, fingerprint, shown, serverName, timeoutSeconds, redact } = facts;
  const { blastRadius, checklist, alternatives, rollback, findings } = judgement;
  return {
    steps: [
      { name: 'recheck', text: 'Approval, rights, rules and the state of the targets are looked at again.' },
      { name: 'run', text: `On ${serverName}, for at most ${timeoutSeconds} s: ${shown}` },
      ...findings.map(({ type, explanation }) => ({ name: type, text: redact(explanation) })),
      ...describeState(fingerprint),
    ],
    blastRadius: blastRadius.map((entry) => ({ ...entry, name: redact(entry.name) })),
    checklist: [...checklist],
    alternatives: alternatives.map(({ text, command }) => ({
      text,
      command: command === null ? null : redact(command),
    })),
    rollback: { possible: rollback.possible, text: redact(rollback.text) },
  };
}

function describeState(fingerprint: Fingerprint | null): Plan['steps'] {
  if (fingerprint === null) return [];
  if (fingerprint.unreadable !== null) {
    const text = `The state of the targets could not be read (${fingerprint.unreadable}): the plan is made anew before anything runs.`;
    return [{ name: 'target', text }];
  }
  return fingerprint.facts.map(({ kind, name, identity }) => ({
    name: 'target',
    text: `${kind} ${name}: ${identity.join(', ')}`,
  }));
}

/** Findings without the text they were read from. */
export function keepFindings(judgement: Judgement, redact: (text: string) => string): BasisFinding[] {
  return judgement.findings.map(({ explanation: _explanation, ...kept }) => ({ ...kept, target: redact(kept.target) }));
}
