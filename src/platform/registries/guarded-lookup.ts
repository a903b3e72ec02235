import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { classifyAddress } from './address-class.js';

/**
 * Which addresses a request may connect to. `anywhere`: the registry itself, which an admin or a container named. The
 * others are for addresses that a registry names: never nearer to us than the registry itself is.
 */
export type Reach = 'anywhere' | 'loopback' | 'private' | 'public';

/** Node's error code for a name whose addresses are all out of reach. */
export const OUT_OF_REACH = 'ERR_ADDRESS_OUT_OF_REACH';

const ALLOWED: Readonly<Record<Exclude<Reach, 'anywhere'>, ReadonlySet<string>>> = {
  loopback: new Set(['loopback', 'private', 'public']),
  private: new Set(['private', 'public']),
  public: new Set(['public']),
};

export function mayConnect(address: string, reach: Reach): boolean {
  return reach === 'anywhere' || ALLOWED[reach].has(classifyAddress(address));
}

/** What a registry at this address may send us to. */
export function reachFrom(address: string | null): Exclude<Reach, 'anywhere'> {
  const found = address === null ? 'public' : classifyAddress(address);
  return found === 'forbidden' ? 'public' : found;
}

/**
 * Resolves a name and leaves out what is out of reach: the connection goes to the very address that was checked, so a
 * name that changes its address between check and use gains nothing.
 */
export function guardedLookup(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => mayConnect(address, reach));
      const [first] = allowed;
      if (first === undefined) return callback(outOfReach(), []);
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

function outOfReach(): NodeJS.ErrnoException {
  return Object.assign(new Error('All addresses are out of reach.'), { code: OUT_OF_REACH });
}
