/** Bytes as a text; undefined where they are none. */
function asText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? undefined : text.replaceAll('\0', '');
}

export function decodeBase64(input: string): string | undefined {
  const clean = input.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined;
  return asText(Buffer.from(clean, 'base64'));
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function decodeBase32(input: string): string | undefined {
  const clean = input.replace(/\s/g, '');
  if (!/^[A-Z2-7]*={0,6}$/.test(clean)) return undefined;
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const character of clean.replace(/=+$/, '')) {
    held = ((held << 5) | BASE32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return asText(Buffer.from(bytes));
}

export function encodeBase64(words: readonly string[], input: string): string | undefined {
  const wrap = words.some((word) => /^-w0$|^--wrap=0$/.test(word)) || (words[0] === '-w' && words[1] === '0');
  if (words.length > 0 && !wrap) return undefined;
  const text = Buffer.from(input).toString('base64');
  return wrap ? text : text.replace(/.{1,76}/g, '$&\n');
}

/** `xxd -r -p`: hexadecimal digits; `xxd -r`: a dump with its addresses. */
export function decodeHex(words: readonly string[], input: string): string | undefined {
  const plain = words.some((word) => /^-[a-z]*p|^-ps$|^-plain$/.test(word));
  const digits = plain
    ? input.replace(/\s/g, '')
    : input
        .split('\n')
        .map((line) => /^[\da-f]+:\s*((?:[\da-f]{2,4} ?)+)/i.exec(line)?.[1]?.replace(/ /g, '') ?? '')
        .join('');
  return /^(?:[\da-f]{2})*$/i.test(digits) ? asText(Buffer.from(digits, 'hex')) : undefined;
}
