/** The length-prefixed fields of SSH's own formats (RFC 4251, PROTOCOL.key). */

/** A string: four bytes of length, then the bytes. */
export function wireString(value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const out = Buffer.allocUnsafe(4 + bytes.length);
  out.writeUInt32BE(bytes.length, 0);
  bytes.copy(out, 4);
  return out;
}

/** A positive integer in two's complement: no leading zeros but the one that keeps it positive. */
export function wireInteger(value: Buffer): Buffer {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const digits = value.subarray(start);
  const negative = ((digits[0] ?? 0) & 0x80) !== 0;
  const padded = negative ? Buffer.concat([Buffer.alloc(1), digits]) : digits;
  const out = wireString(padded);
  if (negative) padded.fill(0);
  return out;
}

/** Reads fields one after the other; every read past the end throws a RangeError. */
export class WireReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  readUint32(): number {
    const value = this.#bytes.readUInt32BE(this.#offset);
    this.#offset += 4;
    return value;
  }

  readString(): Buffer {
    const length = this.readUint32();
    if (length > this.#bytes.length - this.#offset) throw new RangeError('field longer than its container');
    const value = this.#bytes.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return value;
  }
}
