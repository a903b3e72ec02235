import type { MdOperation } from '../../domain/inventory/pools/md-array.js';
import { readDuration } from '../shared/pool-text.js';

const KINDS: Readonly<Record<string, MdOperation['kind']>> = {
  recovery: 'rebuild',
  recover: 'rebuild',
  resync: 'resync',
  reshape: 'reshape',
  check: 'check',
  repair: 'repair',
};

const RUNNING = /\b([a-z]{3,12}) ?= {0,4}(\d{1,3}(?:\.\d{1,4})?)% ?\(/;
const WAITING = /\b([a-z]{3,12}) ?= ?(?:DELAYED|PENDING|REMOTE)\b/;

/** `[=>…]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec`, or `resync=DELAYED`. */
export function parseOperation(line: string): MdOperation | undefined {
  const waiting = WAITING.exec(line);
  if (waiting !== null) {
    const kind = KINDS[waiting[1] ?? ''];
    return kind === undefined
      ? undefined
      : { kind, state: 'waiting', percent: null, etaSeconds: null, bytesPerSecond: null };
  }
  const match = RUNNING.exec(line);
  const kind = KINDS[match?.[1] ?? ''];
  if (match === null || kind === undefined) return undefined;
  const speed = /\bspeed=(\d{1,12})K\/sec/.exec(line)?.[1];
  return {
    kind,
    state: 'running',
    percent: Math.min(100, Number(match[2])),
    etaSeconds: readDuration(/\bfinish=([\d.]{1,16}min)\b/.exec(line)?.[1]) ?? null,
    bytesPerSecond: speed === undefined ? null : Number(speed) * 1024,
  };
}
