import type { Plan } from '../../protection/plan.js';
import type { UpdateRules } from '../policy.js';
import type { PlanFacts } from './plan-facts.js';

export type PlanSubject = Omit<PlanFacts, 'shown'> & {
  readonly rules: UpdateRules;
  readonly from: string;
  /** What a person should know: what cannot be told from the engine, what is carried over. */
  readonly notes: readonly string[];
  readonly hash: string;
};

/** The plan as whoever decides reads it. */
export function describePlan(subject: PlanSubject): Plan {
  return {
    steps: listSteps(subject),
    hash: subject.hash,
    blastRadius: listRadius(subject),
    checklist: subject.notes.map((text, index) => ({ id: `note-${index + 1}`, text, required: false })),
    alternatives: [
      { text: 'Leave it as it is: reject, and this image is not proposed again.', command: null },
      ...(subject.rules.backup.volumes || subject.volumes.length === 0
        ? []
        : [
            {
              text: 'Ask for the update with volumes backed up.',
              command: '"policy": { "backup": { "volumes": true } }',
            },
          ]),
    ],
    rollback: describeRollback(subject),
  };
}

function listSteps({ candidate, from, members, rules, volumes, restarts }: PlanSubject): Plan['steps'] {
  const [target] = members;
  const names = members.map(({ name }) => name).join(', ');
  const { stabilitySeconds, timeoutSeconds, probes } = rules.health;
  return [
    candidate.pullReference === null
      ? { name: 'pull', text: `Use the image ${candidate.reference} that is on the host.` }
      : { name: 'pull', text: `Pull ${candidate.pullReference} and verify it.` },
    {
      name: 'backup',
      text: `Back up the settings${rules.backup.image ? ' and keep the image' : ''} of ${target?.name ?? ''}.`,
    },
    {
      name: 'prepare',
      text: `Make ${names} anew from ${candidate.reference} (was ${from}), not started, and compare every setting.`,
    },
    { name: 'stop', text: `Stop ${names}.` },
    ...(volumes.length === 0 ? [] : [{ name: 'backup_volumes', text: `Archive and verify ${volumes.join(', ')}.` }]),
    { name: 'swap', text: 'Set the old one aside, give its name to the new one.' },
    { name: 'start', text: target?.running === true ? 'Start the new one.' : 'Leave it stopped, as it was.' },
    {
      name: 'validate',
      text: `Watch it for ${stabilitySeconds} s (at most ${timeoutSeconds} s to become healthy)${probes.length === 0 ? '' : `, with ${probes.length} probe(s)`}.`,
    },
    ...restarts.map(({ name }) => ({ name: 'restart', text: `Restart ${name}, which asks for it by depends_on.` })),
    { name: 'commit', text: 'Remove the old container.' },
  ];
}

function listRadius({ members, restarts }: PlanSubject): Plan['blastRadius'] {
  return [
    ...members.map(({ name, id, role, ties }) => ({
      type: 'container',
      id,
      name,
      effect: role === 'target' ? 'stopped and recreated' : `recreated after its owner (${ties.join(', ')})`,
    })),
    ...restarts.map(({ name, id }) => ({ type: 'container', id, name, effect: 'restarted' })),
  ];
}

function describeRollback({ rules, members, volumes }: PlanSubject): Plan['rollback'] {
  const when = rules.rollback.automatic
    ? 'By itself when the new one does not prove healthy'
    : 'When a person asks for it';
  const how = members.some(({ removesItself }) => removesItself)
    ? 'a copy of the old container is started'
    : 'the old container is started again';
  const data =
    rules.rollback.restoreVolumes && volumes.length > 0
      ? 'and its volumes are restored from the backup'
      : 'its volumes stay as the new version left them';
  return { possible: true, text: `${when}, ${how}, ${data}.` };
}
