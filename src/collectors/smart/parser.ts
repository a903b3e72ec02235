import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { asObject, type JsonObject, parseToolJson, readText } from '../shared/disk-fields.js';
import { splitLines, textOf } from '../shared/text.js';
import { parseSmartText } from './parse-text.js';
import { readReport } from './read-report.js';
import { readTraits } from './read-traits.js';
import type { SmartAnswer } from './schema.js';
import { BUSY_MARK, TYPE_MARK } from './script.js';

const SOURCE = 'smartctl';

export interface AskedHow {
  /** The first `-d` type that was tried. */
  readonly type: string | null;
  readonly guard: boolean;
}

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>;

/** One device's answer: JSON of smartctl 7.0 and later, or its text. Throws ParseError when nothing was said at all. */
export function parseSmartAnswer(output: Output, asked: AskedHow): Parsed<SmartAnswer> {
  const text = textOf(output);
  if (text.startsWith(BUSY_MARK)) return { value: busyAnswer(asked), errors: [] };
  const json = text.includes('{') ? parseToolJson(SOURCE, text) : undefined;
  if (json === undefined && (text.trim() === '' || text.includes('{'))) {
    const said = output.stderr.toString('utf8').trim();
    throw new ParseError(SOURCE, 'the answer is empty, or its JSON is broken', text.trim() === '' ? said : text);
  }
  const context = { exitCode: output.exitCode, guard: asked.guard, type: typeOf(output, asked) };
  if (json === undefined) {
    const { value, errors } = parseSmartText(text, output.truncated);
    return { value: toAnswer(value, { ...context, source: 'smartctl_text' }, output.truncated), errors };
  }
  const document = asObject(json.document);
  const cut = output.truncated || json.error !== undefined;
  const errors = json.error === undefined ? [] : [json.error];
  return { value: toAnswer(document, { ...context, source: 'smartctl' }, cut), errors };
}

function toAnswer(document: JsonObject, context: Parameters<typeof readReport>[1], cut: boolean): SmartAnswer {
  const report = readReport(document, context);
  return { report: cut ? distrust(report) : report, traits: readTraits(document) };
}

/** What is missing at the end may be what is wrong: only bad news counts of an answer that was cut off. */
export function distrust(report: SmartAnswer['report']): SmartAnswer['report'] {
  const isBad =
    report.passed === false ||
    (report.nvme?.criticalWarning ?? 0) > 0 ||
    report.attributes.some(({ failed }) => failed === 'now');
  const isExplained = report.state !== 'read' && (report.state === 'asleep' || report.messages.length > 0);
  if (isBad || isExplained) return report;
  return { ...report, state: 'unavailable', reason: 'The answer was cut off.' };
}

/** The script says which of several types gave the answer. */
function typeOf({ stderr }: Output, { type }: AskedHow): string | null {
  const line = splitLines(stderr.toString('utf8')).find((each) => each.startsWith(TYPE_MARK));
  return readText(line?.slice(TYPE_MARK.length)) ?? type;
}

function busyAnswer({ type, guard }: AskedHow): SmartAnswer {
  const nothing = readReport({}, { source: 'smartctl', exitCode: 0, type, guard });
  const reason = 'An earlier smartctl is still busy with the device.';
  return { report: { ...nothing, exitStatus: null, reason }, traits: readTraits({}) };
}
