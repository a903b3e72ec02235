import type { PoolFinding, PoolHealth } from '../storage-pool.js';
import type { MdArray, MdOperation } from './md-array.js';
import { MD_PLAIN_LEVELS, type MdRedundancy, mdRedundancy, mdSlots } from './md-redundancy.js';

/** Sectors; fewer differ on any mirror that holds swap. */
export const MD_MISMATCH_LIMIT = 1024n;
const MAX_FINDINGS = 50;
/** Metadata formats whose container is never active itself: its volumes are. */
const CONTAINER = /^external:(imsm|ddf)$/;

interface NasMirror {
  readonly names: readonly string[];
  readonly metadata: string;
  readonly reason: string;
}

/**
 * Mirrors of a NAS's own system, made with a slot for each bay there might ever be: the empty bays are no loss. A lost
 * disk is told by the arrays of its data. Below two working slots they are judged as any other.
 */
export const NAS_SYSTEM_MIRRORS: readonly NasMirror[] = [
  { names: ['md0', 'md1'], metadata: '0.90', reason: 'Synology: system and swap' },
  { names: ['md9', 'md13'], metadata: '1.0', reason: 'QNAP: configuration and system' },
];
const NAS_SLOTS = 12;

export interface MdVerdict {
  readonly health: PoolHealth;
  readonly reasons: readonly string[];
  readonly redundancy: MdRedundancy;
}

export function isMdContainer({ state, metadata }: Pick<MdArray, 'state' | 'metadata'>): boolean {
  return state.startsWith('inactive') && CONTAINER.test(metadata ?? '');
}

export function judgeMdHealth(array: MdArray): MdVerdict {
  const { state, level, name } = array;
  const verdict = (health: PoolHealth, reason: string, redundancy: MdRedundancy = 'unknown'): MdVerdict => ({
    health,
    reasons: reason === '' ? [] : [reason],
    redundancy,
  });
  if (isMdContainer(array)) return verdict('healthy', '');
  if (state.startsWith('broken')) return verdict('failed', `${name} is broken: too many members failed`);
  if (state.startsWith('inactive')) {
    if (array.cut && array.metadata === null) return verdict('unknown', 'the output was cut off');
    return verdict('failed', `${name} is inactive: it was not started`);
  }
  if (!state.startsWith('active')) return verdict('unknown', `${name} is in a state that is not known: ${state}`);
  if (MD_PLAIN_LEVELS.has(level ?? '')) return judgePlain(array, verdict);
  const redundancy = mdRedundancy(array);
  const slots = mdSlots(array);
  if (redundancy === 'unknown' || slots === undefined) {
    return verdict('unknown', array.cut ? 'the output was cut off' : `${name} does not tell its slots`);
  }
  if (redundancy === 'full') return verdict('healthy', '', redundancy);
  if (isNasSystemMirror(array)) return verdict('healthy', '', 'reduced');
  const count = `${slots.working} of ${slots.wanted} slots work`;
  if (redundancy === 'lost')
    return verdict('failed', `${count}: more are missing than ${level ?? 'it'} survives`, redundancy);
  return verdict('degraded', redundancy === 'exhausted' ? `${count}: no redundancy is left` : count, redundancy);
}

function isNasSystemMirror(array: MdArray): boolean {
  const slots = mdSlots(array);
  if (array.level !== 'raid1' || slots === undefined || slots.wanted < NAS_SLOTS || slots.working < 2) return false;
  if (array.members.some(({ faulty }) => faulty)) return false;
  return NAS_SYSTEM_MIRRORS.some(({ names, metadata }) => names.includes(array.name) && metadata === array.metadata);
}

function judgePlain(
  { name, level, members }: MdArray,
  verdict: (health: PoolHealth, reason: string) => MdVerdict,
): MdVerdict {
  const faulty = members.filter((member) => member.faulty).map(({ device }) => device);
  if (faulty.length === 0) return verdict('healthy', '');
  return verdict('failed', `${name} (${level ?? ''}) has no redundancy, and ${faulty.slice(0, 20).join(', ')} failed`);
}

/** Everything worth telling beside the health itself. */
export function mdFindings(array: MdArray, { health, reasons, redundancy }: MdVerdict): PoolFinding[] {
  const why = reasons.join('; ');
  return [
    ...(health === 'failed' ? [finding('critical', 'array_failed', `The array ${array.name} failed: ${why}.`)] : []),
    ...(health === 'degraded'
      ? [
          redundancy === 'exhausted'
            ? finding('critical', 'redundancy_exhausted', `The array ${array.name} has no redundancy left: ${why}.`)
            : finding('warning', 'array_degraded', `The array ${array.name} is degraded: ${why}.`),
        ]
      : []),
    ...memberFindings(array),
    ...operationFindings(array),
    ...mismatchFindings(array),
  ];
}

function memberFindings({ members }: MdArray): PoolFinding[] {
  return members
    .filter(({ faulty }) => faulty)
    .slice(0, MAX_FINDINGS)
    .map(({ device, journal }) =>
      journal
        ? finding('critical', 'journal_faulty', `The journal ${device} failed: the array takes no more writes.`)
        : finding('warning', 'member_faulty', `${device} is marked as faulty.`),
    );
}

/** A check is upkeep and no finding; a rebuild and a reshape are times of risk. */
const OPERATIONS: Readonly<Partial<Record<MdOperation['kind'], Pick<PoolFinding, 'severity' | 'code'>>>> = {
  rebuild: { severity: 'warning', code: 'rebuilding' },
  reshape: { severity: 'warning', code: 'reshaping' },
  resync: { severity: 'info', code: 'resyncing' },
  repair: { severity: 'info', code: 'repairing' },
};

function operationFindings({ name, operation }: MdArray): PoolFinding[] {
  const row = operation === null ? undefined : OPERATIONS[operation.kind];
  if (operation === null || row === undefined) return [];
  const progress = operation.percent === null ? 'waiting' : `at ${operation.percent} %`;
  return [finding(row.severity, row.code, `The ${operation.kind} of ${name} is ${progress}.`)];
}

function mismatchFindings({ name, level, mismatches }: MdArray): PoolFinding[] {
  if (mismatches === null || BigInt(mismatches) <= MD_MISMATCH_LIMIT) return [];
  const doubt = level === 'raid1' || level === 'raid10' ? ' On a mirror with swap that may be harmless.' : '';
  return [finding('warning', 'mismatches', `The last check of ${name} found ${mismatches} differing sectors.${doubt}`)];
}

function finding(severity: PoolFinding['severity'], code: string, message: string): PoolFinding {
  return { severity, code, message };
}
