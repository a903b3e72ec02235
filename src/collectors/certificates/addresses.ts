import { isIP } from 'node:net';

/** `[::]`, `*`, `127.0.0.53%lo`, `::ffff:10.0.0.1` as an address; undefined for what is none. */
export function normaliseAddress(text: string): string | undefined {
  if (text === '*') return '0.0.0.0';
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%[^%]*$/, '');
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? undefined : address;
}

/** The kernel's tables hold addresses as 32-bit words of the machine's own order: little-endian wherever we run. */
export function decodeHexAddress(hex: string): string | undefined {
  const bytes = [...(hex.match(/.{8}/g) ?? [])].flatMap((word) =>
    [...(word.match(/../g) ?? [])].toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  if (groups.every((group) => group === '0')) return '::';
  if (groups.slice(0, 7).every((group) => group === '0') && groups[7] === '1') return '::1';
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') return bytes.slice(12).join('.');
  return groups.join(':');
}
