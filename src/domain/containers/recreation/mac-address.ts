import { type EngineJson, isRecord, readRecord, readText } from './engine-json.js';
import { speaks, type Subject } from './subject.js';

const OCTET = /^[0-9a-f]{2}$/;

/** Six octets; undefined for anything else. */
function readOctets(address: string): readonly number[] | undefined {
  const parts = address.toLowerCase().split(':');
  return parts.length === 6 && parts.every((part) => OCTET.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}

/** Bit of the first octet: assigned by somebody here, not by a manufacturer. */
const LOCAL_BIT = 2;

/** Whether somebody chose it: `unknown` where a running container does not show. */
export type MacOrigin = 'user' | 'engine' | 'unknown';

/**
 * Engines make addresses of two kinds: 02:42 and the IPv4 address (Docker to 27, other drivers later), or random ones
 * that are locally administered (Docker from 28, Podman). What is neither was set.
 */
export function judgeMac(address: string, ipAddress: string): MacOrigin {
  const octets = readOctets(address);
  const [first, second, ...rest] = octets ?? [];
  if (first === undefined) return 'engine';
  if (Math.floor(first / LOCAL_BIT) % 2 === 0) return 'user';
  if (first !== 2 || second !== 0x42) return 'unknown';
  return rest.join('.') === ipAddress ? 'engine' : 'user';
}

/** The address that the new endpoint is to have, and whether it had to be left to the engine unseen. */
export interface MacPlan {
  readonly address?: string;
  readonly untold: boolean;
}

/**
 * `Config.MacAddress` says what the user set for the primary network, except in Docker 25, which shows the engine's
 * as well. For other networks there is only what the endpoint has.
 */
export function planMac(subject: Subject, endpoint: EngineJson, isPrimary: boolean): MacPlan {
  const [shown, own] = [readText(endpoint['MacAddress']), readText(subject.config['MacAddress'])];
  const ip = readText(endpoint['IPAddress']);
  if (isPrimary && own !== '') {
    const isReliable = !speaks(subject.engine, '1.44') || judgeMac(own, ip) !== 'engine';
    return isReliable ? { address: own, untold: false } : { untold: false };
  }
  if (shown === '') return { untold: false };
  if (isRecord(subject.request.container['State']) && !subject.isPodman && hasNeverRun(subject))
    return { address: shown, untold: false };
  // On older Docker the user can set it for the primary network only, and there it was looked for above.
  if (!subject.isPodman && (isPrimary || !speaks(subject.engine, '1.44'))) return { untold: false };
  const origin = judgeMac(shown, ip);
  return origin === 'user' ? { address: shown, untold: false } : { untold: origin === 'unknown' };
}

/** Then the engine has not made one yet, and shows the one that was asked for. */
function hasNeverRun({ request }: Subject): boolean {
  return readRecord(request.container['State'])['Status'] === 'created';
}
