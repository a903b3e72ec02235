import type { HostCapabilities } from '../../platform/commands/index.js';
import { invoke } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import { isArrayName, mdSysfs, mdadmDetail } from './command.js';
import type { KernelArray, Mdstat } from './parser.js';
import { sysfsName } from './parse-sysfs.js';
import type { MdArrayFacts, MdFacts } from './schema.js';

/** Where mdadm may not be asked, it is tried again this often: once an hour. */
export const RETRY_COLLECTIONS = 12;
const LANE = 'md';

/** The make-up of an array: what changes when a member comes, goes or fails, and not while something runs. */
export function signatureOf({ name, state, level, members, slotsWanted, slotsWorking, slots }: KernelArray): string {
  const list = members
    .map(({ device, number, faulty, spare, journal, replacement }) => {
      const flags = [faulty && 'F', spare && 'S', journal && 'J', replacement && 'R'].filter(Boolean).join('');
      return `${device}[${number}]${flags}`;
    })
    .toSorted();
  return [name, state, level ?? '', `${slotsWanted ?? ''}/${slotsWorking ?? ''}`, slots ?? '', ...list]
    .join(' ')
    .slice(0, 20_000);
}

/** The same array as last time: by its name, and by a member that it still has. */
export function recallArray(previous: MdFacts | undefined, array: KernelArray): MdArrayFacts | undefined {
  const last = previous?.arrays.find(({ name }) => name === array.name);
  if (last === undefined || last.members.length === 0 || array.members.length === 0) return last;
  const devices = new Set(last.members.map(({ device }) => device));
  return array.members.some(({ device }) => devices.has(device)) ? last : undefined;
}

/** mdadm reads a superblock, which may wake a disk: it is asked for a make-up that it has not yet told of. */
export function wantsDetail(array: KernelArray, last: MdArrayFacts | undefined): boolean {
  if (!isArrayName(array.name)) return false;
  if (last === undefined) return true;
  const signature = signatureOf(array);
  if (last.detailFor === signature) return false;
  return last.signature !== signature || last.unanswered % RETRY_COLLECTIONS === 0;
}

export function planMd(
  { arrays }: Mdstat,
  { tools }: HostCapabilities,
  previous: MdFacts | undefined,
): Readonly<Record<string, FollowUp>> {
  const named = arrays.filter(({ name }) => isArrayName(name));
  if (named.length === 0) return {};
  const unknown = named.some((array) => (recallArray(previous, array)?.uuid ?? null) === null);
  const names = named.map(({ name }) => sysfsName(name));
  const asked =
    tools['mdadm'] === undefined ? [] : named.filter((array) => wantsDetail(array, recallArray(previous, array)));
  return Object.fromEntries([
    ['sysfs', { invocation: invoke(mdSysfs, { names, links: unknown }), lane: LANE }],
    ...asked.flatMap(({ name }) =>
      [false, true].map((exported): [string, FollowUp] => [
        detailSlot(name, exported),
        { invocation: invoke(mdadmDetail, { name, exported }), lane: LANE },
      ]),
    ),
  ]);
}

export function detailSlot(name: string, exported: boolean): string {
  return `${exported ? 'export' : 'detail'} ${name}`;
}
