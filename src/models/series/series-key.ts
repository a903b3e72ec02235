import { createHash } from 'node:crypto';
import type { IngestSample } from '../../domain/series/series.js';

// An index entry holds at most 2,704 bytes: labels come from hosts and may be of any length.
const MAX_LABELS = 16;
const MAX_LABEL_NAME_CHARS = 40;
const MAX_LABEL_VALUE_BYTES = 120;
const MAX_METRIC_CHARS = 200;
const MAX_UNIT_CHARS = 40;
// PostgreSQL stores neither NUL nor half of a surrogate pair.
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
const UNSTORABLE = /[\u0000\u{D800}-\u{DFFF}]/gu;

export interface SeriesIdentity {
  readonly metric: string;
  /** JSON object with its names in order. */
  readonly labels: string;
  readonly unit: string;
  /** Equal for equal series of one source. */
  readonly key: string;
}

function clean(text: string): string {
  return text.replace(UNSTORABLE, '\u{FFFD}');
}

/** Long values keep their beginning, for people, and a digest, so that different ones stay different. */
function shorten(text: string): string {
  const value = clean(text);
  if (Buffer.byteLength(value) <= MAX_LABEL_VALUE_BYTES) return value;
  const digest = createHash('sha256').update(value).digest('hex').slice(0, 16);
  const head = Buffer.from(value)
    .subarray(0, MAX_LABEL_VALUE_BYTES - 20)
    .toString('utf8');
  return `${head.replace(/\u{FFFD}+$/u, '')}~${digest}`;
}

/** What a sample is called in the database: stable, storable, and of bounded size. */
export function identifySeries(sample: Pick<IngestSample, 'metric' | 'labels' | 'unit'>): SeriesIdentity {
  const names = Object.keys(sample.labels).sort().slice(0, MAX_LABELS);
  const entries = names.map((name) => [
    clean(name).slice(0, MAX_LABEL_NAME_CHARS),
    shorten(String(sample.labels[name])),
  ]);
  const metric = clean(sample.metric).slice(0, MAX_METRIC_CHARS);
  const labels = JSON.stringify(Object.fromEntries(entries));
  return { metric, labels, unit: clean(sample.unit).slice(0, MAX_UNIT_CHARS), key: `${metric}\n${labels}` };
}
