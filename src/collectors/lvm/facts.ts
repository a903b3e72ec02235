import type { LvmAutoextend, LvmGroup, LvmPhysical, LvmVolume } from '../../domain/inventory/pools/lvm-volumes.js';
import type { Answers, Learned } from '../collector.js';
import type { Listing } from './parser.js';
import type { LvmFacts } from './schema.js';

export interface LvmAnswers {
  readonly volumes?: Listing<LvmVolume> | undefined;
  readonly groups?: Listing<LvmGroup> | undefined;
  readonly physical?: Listing<LvmPhysical> | undefined;
}

/** The slots of the second round. */
export const TABLES = { volumes: 'volumes table', groups: 'groups table', physical: 'physical table' } as const;
export const AUTOEXTEND = 'autoextend';

/** What each tool listed, whichever way it took. One that failed costs its own part; groups are then told by the rest. */
export function toLvmFacts(values: LvmAnswers, answers: Answers): Learned<LvmFacts> {
  const volumes = pick(values.volumes, answers.get(TABLES.volumes)?.value);
  const groups = pick(values.groups, answers.get(TABLES.groups)?.value);
  const physical = pick(values.physical, answers.get(TABLES.physical)?.value);
  if (volumes === undefined && groups === undefined && physical === undefined) return { facts: undefined };
  const listed = { volumes: [...(volumes?.items ?? [])], physical: [...(physical?.items ?? [])] };
  return {
    facts: {
      ...listed,
      groups: withUnlisted([...(groups?.items ?? [])], listed),
      autoextend: (answers.get(AUTOEXTEND)?.value as LvmAutoextend | undefined) ?? null,
      complete: volumes?.complete === true && groups?.complete === true,
    },
  };
}

function pick<T>(first: Listing<T> | undefined, second: unknown): Listing<T> | undefined {
  if (first?.items !== undefined) return first;
  const other = second as Listing<T> | undefined;
  return other?.items === undefined ? undefined : other;
}

/** Of a group, all of it: by UUID where both have one, else by name. */
export function belongsTo(
  one: { readonly groupName: string | null; readonly groupUuid: string | null },
  group: Pick<LvmGroup, 'name' | 'uuid'>,
): boolean {
  if (one.groupUuid !== null && group.uuid !== null) return one.groupUuid === group.uuid;
  return one.groupName === group.name;
}

/** Groups that only their volumes speak of, because vgs failed or told half. */
function withUnlisted(groups: LvmGroup[], { volumes, physical }: Pick<LvmFacts, 'volumes' | 'physical'>): LvmGroup[] {
  for (const one of [...physical, ...volumes]) {
    if (one.groupName === null || groups.some((group) => belongsTo(one, group))) continue;
    groups.push({
      name: one.groupName,
      uuid: one.groupUuid,
      attributes: null,
      partial: null,
      exported: false,
      missingCount: null,
      physicalCount: null,
      volumeCount: null,
      sizeBytes: null,
      freeBytes: null,
      extentSizeBytes: null,
      other: {},
    });
  }
  return groups;
}
