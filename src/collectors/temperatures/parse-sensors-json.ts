import type { RawSensor } from './schema.js';

/** The three things that matter in `sensors -j`: `"name": {`, `"name": value`, `}`. */
const TOKEN = /"((?:[^"\\\n]|\\.){0,300})"\s*:\s*(?:(\{)|"(?:[^"\\\n]|\\.){0,300}"|([-+\w.]{1,40}))|(\})/g;
const SUBFEATURE = /^(temp\d{1,4})_(input|max|crit|fault)$/;
const MAX_SENSORS = 500;

interface Fields {
  input?: number | undefined;
  max?: number | undefined;
  crit?: number | undefined;
  fault?: number | undefined;
}

/**
 * Reads `sensors -j` as the series of its tokens and not as JSON: versions before 3.6.1 leave out commas or leave some
 * over when a value cannot be read, print `nan`, and give two sensors of one label the same key.
 */
export function parseSensorsJson(text: string): readonly RawSensor[] {
  const found: RawSensor[] = [];
  const path: string[] = [];
  let channels = new Map<string, Fields>();
  for (const [, key = '', opens, value, closes] of text.matchAll(TOKEN)) {
    if (found.length >= MAX_SENSORS) break;
    if (opens !== undefined) path.push(key);
    else if (value !== undefined) take(channels, key, value);
    else if (closes !== undefined) {
      const label = path.pop() ?? '';
      const [chip] = path;
      if (chip === undefined) continue;
      for (const [channel, fields] of channels) found.push(toSensor({ chip, label, channel }, fields));
      channels = new Map();
    }
  }
  return found;
}

function take(channels: Map<string, Fields>, key: string, value: string): void {
  const [, channel, what] = SUBFEATURE.exec(key) ?? [];
  if (channel === undefined || what === undefined) return;
  const fields = channels.get(channel) ?? {};
  channels.set(channel, fields);
  fields[what as keyof Fields] = /^-?\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
}

function toSensor(name: Pick<RawSensor, 'chip' | 'label' | 'channel'>, { input, max, crit, fault }: Fields): RawSensor {
  return { ...name, input, high: max, critical: crit, fault: fault !== undefined && fault !== 0 };
}
