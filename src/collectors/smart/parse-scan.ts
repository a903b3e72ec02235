import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { asList, asObject, parseToolJson, readInteger, readText } from '../shared/disk-fields.js';
import { splitLines, textOf } from '../shared/text.js';
import { DEVICE_PATH, DEVICE_TYPE } from './device-names.js';
import type { ScanEntry, ScanResult } from './schema.js';

const SOURCE = 'smartctl --scan';
const MAX_ENTRIES = 2000;

/** JSON of 7.0 and later, or lines such as `/dev/bus/0 -d megaraid,3 # /dev/bus/0 [megaraid_disk_03], SCSI device`. */
export function parseScan(output: Pick<CommandOutput, 'stdout' | 'truncated' | 'exitCode'>): Parsed<ScanResult> {
  const text = textOf(output);
  const json = text.includes('{') ? parseToolJson(SOURCE, text) : undefined;
  if (text.includes('{') && json === undefined) throw new ParseError(SOURCE, 'its JSON is broken or was cut off', text);
  const errors: ParseError[] = json?.error === undefined ? [] : [json.error];
  const cut = output.truncated || errors.length > 0;
  const found = json === undefined ? readLines(text, output.truncated, errors) : readDevices(json.document, errors);
  const status = readInteger(asObject(asObject(json?.document)['smartctl'])['exit_status'], 0, 255) ?? output.exitCode;
  // A call that was not understood lists nothing, which says nothing.
  const failed = (status & 0b11) !== 0;
  if (failed && found.length === 0) errors.push(new ParseError(SOURCE, 'the scan failed', firstWords(text)));
  const entries = found.slice(0, MAX_ENTRIES);
  return { value: { entries, complete: !cut && !failed && found.length <= MAX_ENTRIES }, errors };
}

/** On machines with virtio disks only there is no `devices` at all: nothing to ask, no error. */
function readDevices(document: unknown, errors: ParseError[]): ScanEntry[] {
  return asList(asObject(document)['devices']).flatMap((value) => {
    const device = asObject(value);
    return toEntry(readText(device['name']), readText(device['type']), errors);
  });
}

function readLines(text: string, truncated: boolean, errors: ParseError[]): ScanEntry[] {
  return splitLines(text, truncated).flatMap((line) => {
    // A line that begins with # is a device that could not be opened when it was scanned.
    const [, path, type] = /^(?:#\s*)?(\/dev\/\S+)\s+-d\s+(\S+)/.exec(line) ?? [];
    return path === undefined || type === undefined ? [] : toEntry(path, type, errors);
  });
}

function toEntry(path: string | null, type: string | null, errors: ParseError[]): ScanEntry[] {
  const usable = path !== null && DEVICE_PATH.test(path) && !path.includes('..');
  if (usable && type !== null && DEVICE_TYPE.test(type)) return [{ path, type }];
  errors.push(new ParseError(SOURCE, 'a device has no usable name and type', `${path ?? ''} -d ${type ?? ''}`));
  return [];
}

function firstWords(text: string): string {
  return splitLines(text).find((line) => !/^(?:smartctl \d|Copyright)/.test(line)) ?? '';
}
