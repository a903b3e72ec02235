import { invoke, type HostCapabilities } from '../../platform/commands/index.js';
import type { Answers, FollowUp } from '../collector.js';
import { defineCollector } from '../define-collector.js';
import {
  arcconf,
  megacli,
  MEGACLI_NAMES,
  ssacli,
  SSACLI_NAMES,
  STORCLI_NAMES,
  storcliControllers,
  storcliMembers,
} from './command.js';
import { mergeControllers } from './merge.js';
import { controllersMetricDefinitions, controllersMetrics, controllersWatched } from './metrics.js';
import { observeMembers } from './observe.js';
import type { ArcconfAnswer } from './parse-arcconf.js';
import { controllersFactsSchema, type Controller } from './schema.js';

/** The first of a program's names that a host knows. */
function pick<const N extends string>({ tools }: HostCapabilities, names: readonly N[]): N | undefined {
  return names.find((name) => name in tools);
}

function commandsFor(host: HostCapabilities) {
  const [megaraid, older, hpe] = [pick(host, STORCLI_NAMES), pick(host, MEGACLI_NAMES), pick(host, SSACLI_NAMES)];
  return {
    storcli: megaraid === undefined ? undefined : invoke(storcliControllers, { tool: megaraid }),
    // It sees the same controllers as storcli, and knows less of them.
    megacli:
      older === undefined || megaraid !== undefined ? undefined : invoke(megacli, { tool: older, list: 'members' }),
    ssacli: hpe === undefined ? undefined : invoke(ssacli, { tool: hpe }),
    arcconf: 'arcconf' in host.tools ? invoke(arcconf, { controller: 1 }) : undefined,
  };
}

interface FirstAnswers {
  readonly storcli?: readonly Controller[];
  readonly megacli?: readonly Controller[];
  readonly arcconf?: ArcconfAnswer;
}

/** One tool after the other for one controller: their firmware does not like to be asked twice at once. */
function followUpsFor(first: FirstAnswers, host: HostCapabilities): Record<string, FollowUp> {
  const [megaraid, older] = [pick(host, STORCLI_NAMES), pick(host, MEGACLI_NAMES)];
  const needsDrives = first.storcli?.some(({ members }) => members.length === 0) === true;
  const asked: Record<string, FollowUp> = {};
  if (needsDrives && megaraid !== undefined) {
    asked['storcli'] = { invocation: invoke(storcliMembers, { tool: megaraid }), lane: 'megaraid' };
  }
  if (first.megacli !== undefined && first.megacli.length > 0 && older !== undefined) {
    for (const list of ['volumes', 'batteries']) {
      asked[`megacli ${list}`] = { invocation: invoke(megacli, { tool: older, list }), lane: 'megaraid' };
    }
  }
  for (let controller = 2; controller <= (first.arcconf?.found ?? 0); controller += 1) {
    asked[`arcconf ${controller}`] = { invocation: invoke(arcconf, { controller }), lane: 'arcconf' };
  }
  return asked;
}

function controllersOf(answers: Answers): (readonly Controller[])[] {
  return [...answers].map(([slot, { value }]) => {
    if (!slot.startsWith('arcconf')) return value as readonly Controller[];
    const { controller } = value as ArcconfAnswer;
    return controller === undefined ? [] : [controller];
  });
}

export const collector = defineCollector({
  name: 'controllers',
  summary: 'Hardware RAID: controllers, virtual drives, batteries, and the drives behind them.',
  class: 'slow',
  intervalSeconds: 1800,
  schema: controllersFactsSchema,
  metricDefinitions: controllersMetricDefinitions,
  commandDefinitions: [storcliControllers, storcliMembers, megacli, ssacli, arcconf],
  commands: commandsFor,
  followUps: followUpsFor,
  facts: (first, _previous, answers) => ({
    facts: {
      controllers: mergeControllers([
        first.storcli,
        first.megacli,
        first.ssacli,
        first.arcconf?.controller === undefined ? [] : [first.arcconf.controller],
        ...controllersOf(answers),
      ]),
    },
  }),
  metrics: controllersMetrics,
  // It adds to what smartctl knows: whatever it does not see may be there all the same.
  observations: (facts) => ({ devices: { items: observeMembers(facts), complete: false } }),
  watched: controllersWatched,
});
