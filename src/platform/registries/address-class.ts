import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Where an address lies, nearer ones first: this machine; what no URL from outside may name (cloud metadata, multicast,
 * unspecified); somebody's own network; everything else.
 */
export type AddressClass = 'loopback' | 'forbidden' | 'private' | 'public';

type Subnet = readonly [address: string, prefix: number];

const SUBNETS: Readonly<Record<Exclude<AddressClass, 'public'>, readonly Subnet[]>> = {
  loopback: [
    ['127.0.0.0', 8],
    ['::1', 128],
  ],
  forbidden: [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    ['::', 128],
    ['fe80::', 10],
    ['ff00::', 8],
    // The metadata address that is no link-local one.
    ['fd00:ec2::', 32],
  ],
  private: [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
    ['198.18.0.0', 15],
    ['fc00::', 7],
    ['fec0::', 10],
  ],
};

const CLASSES = (['loopback', 'forbidden', 'private'] as const).map((name) => {
  const list = new BlockList();
  for (const [address, prefix] of SUBNETS[name]) {
    list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return { name, list };
});

// IPv4 within IPv6: mapped, NAT64, 6to4. The address that is meant is the one within.
const EMBEDDED: readonly { readonly prefix: string; readonly at: number }[] = [
  { prefix: '0:0:0:0:0:ffff:', at: 6 },
  { prefix: '0:0:0:0:0:0:', at: 6 },
  { prefix: '64:ff9b:0:0:0:0:', at: 6 },
  { prefix: '2002:', at: 1 },
];

/** Of an IP address, not of a name. What is no address is `forbidden`. */
export function classifyAddress(address: string): AddressClass {
  const family = isIP(address);
  if (family === 0) return 'forbidden';
  const found = findClass(address, family === 6 ? 'ipv6' : 'ipv4');
  if (found !== 'public' || family === 4) return found;
  const embedded = readEmbedded(address);
  return embedded === null ? found : findClass(embedded, 'ipv4');
}

function findClass(address: string, family: 'ipv4' | 'ipv6'): AddressClass {
  return CLASSES.find(({ list }) => list.check(address, family))?.name ?? 'public';
}

function readEmbedded(address: string): string | null {
  const groups = expandIpv6(address);
  const text = groups.map((group) => group.toString(16)).join(':');
  const row = EMBEDDED.find(({ prefix }) => text.startsWith(prefix));
  if (row === undefined) return null;
  return groups
    .slice(row.at, row.at + 2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** The eight groups of a valid IPv6 address. */
function expandIpv6(address: string): readonly number[] {
  const plain = (address.split('%')[0] ?? '').replace(/[\d.]+$/, (end) => (end.includes('.') ? toGroups(end) : end));
  const [before = '', after] = plain.split('::');
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const first = read(before);
  const last = read(after ?? '');
  const missing = after === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array.from({ length: Math.max(0, missing) }, () => 0), ...last];
}

function toGroups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
