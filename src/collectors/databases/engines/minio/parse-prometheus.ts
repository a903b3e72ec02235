/** One line of the Prometheus text format. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A finite number: lines with NaN or an infinity are left out, they measure nothing. */
  readonly value: number;
}

export interface PrometheusText {
  readonly samples: readonly PrometheusSample[];
  /** Lines that were not understood; the others stand. The first of them is `badLine`. */
  readonly badLines: number;
  readonly badLine: string | undefined;
  /** True when there was more than `MAX_SAMPLES`. */
  readonly cut: boolean;
}

/** A cluster of thousands of buckets gives this much; what is judged comes to a few dozen. */
const MAX_SAMPLES = 20_000;
const MAX_LABELS = 32;
const MAX_LABEL_LENGTH = 200;
const MAX_LINE_LENGTH = 8_192;

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|\})/y;
const REST = /\s+([^\s]+)(?:\s+-?\d+)?\s*$/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NO_NUMBER = /^(?:NaN|[+-]?Inf)$/;

/** Reads the text exposition format, 0.0.4 and what OpenMetrics shares with it. Never throws. */
export function parsePrometheus(text: string): PrometheusText {
  const samples: PrometheusSample[] = [];
  let badLines = 0;
  let badLine: string | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (samples.length >= MAX_SAMPLES) return { samples, badLines, badLine, cut: true };
    const sample = readSample(trimmed);
    if (sample === 'no-number') continue;
    if (sample === undefined) {
      badLines += 1;
      badLine ??= trimmed;
    } else samples.push(sample);
  }
  return { samples, badLines, badLine, cut: false };
}

function readSample(line: string): PrometheusSample | 'no-number' | undefined {
  if (line.length > MAX_LINE_LENGTH) return undefined;
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined || name.length > MAX_LABEL_LENGTH) return undefined;
  const labels = readLabels(line, NAME.lastIndex);
  if (labels === undefined) return undefined;
  REST.lastIndex = labels.end;
  const value = REST.exec(line)?.[1] ?? '';
  if (NO_NUMBER.test(value)) return 'no-number';
  const number = NUMBER.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? { name, labels: labels.labels, value: number } : undefined;
}

function readLabels(line: string, from: number): { labels: Record<string, string>; end: number } | undefined {
  if (line[from] !== '{') return { labels: {}, end: from };
  const empty = /^\s*\}/.exec(line.slice(from + 1, from + 64));
  if (empty !== null) return { labels: {}, end: from + 1 + empty[0].length };
  // As pairs, so that a label named __proto__ is a label.
  const pairs: [string, string][] = [];
  let position = from + 1;
  while (pairs.length < MAX_LABELS) {
    LABEL.lastIndex = position;
    const match = LABEL.exec(line);
    if (match === null) return undefined;
    pairs.push([match[1] ?? '', unescape(match[2] ?? '').slice(0, MAX_LABEL_LENGTH)]);
    position = LABEL.lastIndex;
    if (match[3] === '}') return { labels: Object.fromEntries(pairs), end: position };
    // A comma may stand before the closing brace.
    if (line[position] === '}') return { labels: Object.fromEntries(pairs), end: position + 1 };
  }
  return undefined;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_whole, character: string) => (character === 'n' ? '\n' : character));
}
