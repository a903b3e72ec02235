import type { Answers, Learned } from '../collector.js';
import { nvmeController } from '../shared/disk-merge.js';
import type { BlockListing } from '../shared/disk-model.js';
import { type Asked, type Draft, draftDevice, draftUnasked, toKnown, uniteDrafts } from './assemble.js';
import { baseName } from './device-names.js';
import { remember } from './memory.js';
import { joinNvme } from './join-nvme.js';
import type { NvmeController, NvmeDevices } from './parse-nvme.js';
import { planAsks, type Ask } from './plan.js';
import type { ScanResult, SmartAnswer, SmartFacts } from './schema.js';

export interface SmartValues {
  readonly listing?: BlockListing;
  readonly scan?: ScanResult;
  readonly nvme?: NvmeDevices;
}

/** By nvme-cli, because there is no smartctl. */
export function usesNvmeCli({ listing, nvme }: SmartValues): boolean {
  return nvme !== undefined || listing?.smartTool === 'nvme';
}

/** What there is to ask: by smartctl, or by nvme-cli where there is no smartctl. */
export function asksOf(values: SmartValues, previous: SmartFacts | undefined): Ask[] {
  const { listing, scan, nvme } = values;
  const known = previous?.known ?? [];
  if (!usesNvmeCli(values)) return planAsks({ listing, scan, known });
  const entries = (nvme?.devices ?? []).map(({ path }) => ({ path, type: 'nvme' }));
  const asks = planAsks({ listing, scan: { entries, complete: nvme?.complete === true }, known });
  return asks.filter(({ types }) => types[0] === 'nvme');
}

/** Puts the listing, the answers and what is remembered together. */
export function learnSmart(
  values: SmartValues,
  previous: SmartFacts | undefined,
  answers: Answers,
): Learned<SmartFacts> {
  const { listing, scan, nvme } = values;
  const asks = asksOf(values, previous);
  const asked = asks.map((ask): Asked => ({ ask, answer: answerOf(ask, values, answers) }));
  const covered = new Set(asks.flatMap(({ disk }) => disk?.name ?? []));
  const drafts = [
    ...asked.map(draftDevice),
    ...(listing?.disks ?? []).filter(({ name }) => !covered.has(name)).map(draftUnasked),
  ];
  // A sleeping device that nobody has ever heard the name of would be a new one each time it wakes.
  const [kept, unknown] = [drafts.filter((draft) => !isUnknown(draft)), drafts.filter(isUnknown)];
  const united = uniteDrafts(kept);
  const read = united.filter(({ observation }) => observation.smart?.state === 'read');
  const tools = scan?.complete ?? nvme?.complete ?? false;
  return {
    facts: {
      devices: united.map(({ observation }) => observation),
      complete: tools && listing?.complete === true && unknown.length === 0,
      known: remember(read.map(toKnown), previous?.known ?? []),
    },
  };
}

function isUnknown({ isNameless, observation }: Draft): boolean {
  return isNameless && observation.smart?.state === 'asleep';
}

function answerOf(ask: Ask, values: SmartValues, answers: Answers): SmartAnswer | undefined {
  const answer = answers.get(ask.slot)?.value as SmartAnswer | undefined;
  if (!usesNvmeCli(values)) return answer;
  const controller = answers.get(`${ask.slot} controller`)?.value as NvmeController | undefined;
  const listed = values.nvme?.devices.find(
    ({ path }) => path === ask.path || nvmeController(baseName(path)) === nvmeController(ask.name),
  );
  return answer === undefined ? undefined : joinNvme(answer, controller, listed?.traits);
}
