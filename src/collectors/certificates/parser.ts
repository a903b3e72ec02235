import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutText } from '../shared/host-text.js';
import { linesOf, textOf } from '../shared/text.js';
import { decodeHexAddress, normaliseAddress } from './addresses.js';
import { MAX_CERTIFICATES, MAX_PER_FILE } from './places.js';
import type { FoundBlock, FoundFiles, Listener } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;

const MAX_PATH = 500;
const MAX_DER_BYTES = 20_000;
const MAX_LISTENERS = 2000;

/** A section for each file, headed by its path: base64 of its certificates, each closed by a full stop. */
export function parseFiles(output: Output): Parsed<FoundFiles> {
  const blocks: FoundBlock[] = [];
  let complete = false;
  let full = false;
  for (const section of textOf(output).split('\u001d').slice(1)) {
    const [head = '', ...lines] = section.split(/\r?\n/);
    const end = /^end (\d+)$/.exec(head);
    if (end !== null) complete = end[1] === '0' && !output.truncated;
    else if (head === 'full') full = true;
    else if (head.startsWith('/')) blocks.push(...blocksOf(cutText(head, MAX_PATH), lines));
  }
  const whole = complete && !full && blocks.length <= MAX_CERTIFICATES;
  return { value: { blocks: blocks.slice(0, MAX_CERTIFICATES), complete: whole }, errors: [] };
}

function blocksOf(path: string, lines: readonly string[]): FoundBlock[] {
  const blocks: FoundBlock[] = [];
  let base64 = '';
  for (const line of lines) {
    if (/^[A-Za-z0-9+/=]+$/.test(line)) base64 += line;
    else if (line === '.') {
      const der = Buffer.from(base64, 'base64');
      if (der.length > 0 && der.length <= MAX_DER_BYTES) blocks.push({ path, position: blocks.length + 1, der });
      base64 = '';
    }
  }
  return blocks.slice(0, MAX_PER_FILE);
}

/** `ss` with or without its head, `netstat`, or the kernel's own tables. */
export function parseListeners(output: Output): Parsed<readonly Listener[]> {
  const lines = linesOf(output);
  const found = new Map<string, Listener>();
  for (const line of lines) {
    const listener = readListener(line.trim().split(/\s+/));
    if (listener !== undefined && found.size < MAX_LISTENERS) {
      found.set(`${listener.address} ${listener.port}`, listener);
    }
  }
  const heads = /^(?:State\s+Recv-Q|Active Internet|Proto\s+Recv-Q|sl\s+local_address)/;
  if (found.size === 0 && lines.some((line) => !heads.test(line.trim()) && /LISTEN|\b0A\b/.test(line))) {
    throw new ParseError('listeners', 'no line of it is a listener', lines.at(-1) ?? '');
  }
  return { value: [...found.values()], errors: [] };
}

/** The column of the local address, by the shape of the row. */
function readListener(columns: readonly string[]): Listener | undefined {
  if (columns[0] === 'LISTEN') return splitAddress(columns[3]);
  if (/^tcp6?$/.test(columns[0] ?? '') && columns[5] === 'LISTEN') return splitAddress(columns[3]);
  const [, address, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(columns[1] ?? '') ?? [];
  if (columns[3] !== '0A' || address === undefined || port === undefined) return undefined;
  return toListener(decodeHexAddress(address), Number.parseInt(port, 16));
}

function splitAddress(text: string | undefined): Listener | undefined {
  const [, address, port] = /^(.{1,80}):(\d{1,5})$/.exec(text ?? '') ?? [];
  return address === undefined ? undefined : toListener(normaliseAddress(address), Number(port));
}

function toListener(address: string | undefined, port: number): Listener | undefined {
  return address === undefined || port < 1 || port > 65_535 ? undefined : { address, port };
}
