import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readAmount } from '../shared/disk-fields.js';
import { linesOf } from '../shared/text.js';
import { blankController, blankMember, MAX_CONTROLLERS, MAX_BLOCKS, MAX_MEMBERS, MAX_VOLUMES } from './blank.js';
import { memberType, readCelsius, readTransport, readVendor, readWord } from './fields.js';
import { addField, type Fields } from './key-lines.js';
import type { Battery, Controller, Member, Volume } from './schema.js';
import { isAbsent, memberCondition, partCondition, volumeCondition } from './states.js';

const SOURCE = 'ssacli';

interface Block {
  readonly kind: 'controller' | 'volume' | 'member' | 'other';
  readonly name: string;
  readonly model: string;
  readonly fields: Fields;
}

interface Heading {
  readonly line: RegExp;
  readonly kind: Block['kind'];
}

/** Lines that begin something; what follows belongs to it until the next. The drives in brackets are mere lists. */
const HEADINGS: readonly Heading[] = [
  { line: /^(?<model>\S.*?) in Slot (?<name>[\w.-]+)/, kind: 'controller' },
  { line: /^\s+logical ?drive:? (?<name>\d+)\s*$/i, kind: 'volume' },
  { line: /^\s+physicaldrive (?<name>\S+)\s*$/i, kind: 'member' },
  {
    line: /^\s+(?:array:? [A-Z]+\s*$|port name:|sep\b|enclosure\b|expander\b|.*drive cage at|physical drives|unassigned|hba drives|storage enclosure)/i,
    kind: 'other',
  },
];

/**
 * `ctrl all show config detail` of ssacli, hpssacli and hpacucli. No controller is an empty list. Throws ParseError for
 * what is no such listing.
 */
export function parseSsacli(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly Controller[]> {
  const lines = linesOf(output);
  const value: Controller[] = [];
  for (const block of readBlocks(lines)) {
    const controller = value.at(-1);
    if (block.kind === 'controller') {
      if (value.length < MAX_CONTROLLERS) value.push(readController(block));
    } else if (controller !== undefined) addBlock(controller, block);
  }
  if (value.length === 0 && !lines.some((line) => /no controllers? detected|not detected/i.test(line))) {
    throw new ParseError(SOURCE, 'no controller was understood', lines[0] ?? '');
  }
  return { value, errors: [] };
}

function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    if (blocks.length >= MAX_BLOCKS) break;
    const heading = headingOf(line);
    if (heading !== undefined) blocks.push(heading);
    else {
      const block = blocks.at(-1);
      if (block !== undefined) addField(block.fields, line);
    }
  }
  return blocks;
}

function headingOf(line: string): Block | undefined {
  for (const { line: pattern, kind } of HEADINGS) {
    const groups = pattern.exec(line.slice(0, 300));
    if (groups !== null) {
      return { kind, name: groups.groups?.['name'] ?? '', model: groups.groups?.['model'] ?? '', fields: new Map() };
    }
  }
  return undefined;
}

function addBlock(controller: Controller, block: Block): void {
  if (block.kind === 'volume' && controller.volumes.length < MAX_VOLUMES) controller.volumes.push(readVolume(block));
  if (block.kind === 'member' && controller.members.length < MAX_MEMBERS) {
    controller.members.push(readMember(controller.number, block));
  }
}

function readController({ name, model, fields }: Block): Controller {
  const state = readWord(fields.get('controller status'));
  return {
    ...blankController('ssacli', name),
    model: readWord(model),
    serial: readWord(fields.get('serial number')),
    firmware: readWord(fields.get('firmware version')),
    state,
    condition: partCondition(state),
    temperatureCelsius: readCelsius(fields.get('controller temperature (c)')),
    batteries: [
      ...readPart('battery', fields.get('battery/capacitor status')),
      ...readPart('cache', fields.get('cache status')),
    ],
  };
}

function readPart(kind: string, word: string | undefined): Battery[] {
  const state = readWord(word);
  if (isAbsent(state)) return [];
  return [{ kind, state, condition: partCondition(state), temperatureCelsius: null }];
}

function readVolume({ name, fields }: Block): Volume {
  const state = readWord(fields.get('status'));
  return {
    id: name,
    name: readWord(fields.get('logical drive label')) ?? readWord(fields.get('disk name')),
    level: readWord(fields.get('fault tolerance')),
    state,
    condition: volumeCondition(state),
  };
}

function readMember(slot: string, { name, fields }: Block): Member {
  const made = fields.get('interface type');
  const transport = readTransport(made);
  const state = readWord(fields.get('status'));
  const condition = memberCondition(state);
  // `ATA     MTFDDAK960TCB`, `HP      EG0300FBVFL`
  const [, vendor, model] = /^(\S+)\s+(\S.*)$/.exec(fields.get('model') ?? '') ?? [];
  return {
    ...blankMember(`ssacli,${name.slice(0, 40)}`, `/slot${slot.slice(0, 20)}/${name.slice(0, 40)}`),
    serial: readWord(fields.get('serial number')),
    vendor: readVendor(vendor),
    model: readWord(model ?? fields.get('model')),
    firmware: readWord(fields.get('firmware revision')),
    type: memberType(transport, readWord(made)),
    transport,
    state,
    condition,
    alert: state === null ? null : { good: false, bad: /predictive/i.test(state) ? true : null }[condition ?? 'bad'],
    temperatureCelsius: readCelsius(fields.get('current temperature (c)')),
    powerOnHours: readAmount(fields.get('power on hours')),
    wearPercent: usedOf(fields.get('usage remaining')),
  };
}

/** `98.00%` remaining is 2 % used. */
function usedOf(remaining: string | undefined): number | null {
  const percent = /^(\d{1,3}(?:\.\d{1,4})?)\s*%/.exec(remaining ?? '')?.[1];
  if (percent === undefined || Number(percent) > 100) return null;
  return Math.round((100 - Number(percent)) * 100) / 100;
}
