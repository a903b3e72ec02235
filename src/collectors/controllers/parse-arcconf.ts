import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { linesOf } from '../shared/text.js';
import { blankController, blankMember, MAX_BATTERIES, MAX_BLOCKS, MAX_MEMBERS, MAX_VOLUMES } from './blank.js';
import { memberType, readCelsius, readSataWwn, readTransport, readVendor, readWord } from './fields.js';
import { addField, type Fields } from './key-lines.js';
import { readDigits } from '../shared/disk-fields.js';
import type { Battery, Controller, Member, Volume } from './schema.js';
import { isAbsent, memberCondition, partCondition, volumeCondition } from './states.js';

const SOURCE = 'arcconf';
const MAX_FOUND = 8;

/** How many controllers there are, and the one that was asked for. */
export interface ArcconfAnswer {
  readonly found: number;
  readonly controller: Controller | undefined;
}

interface Block {
  readonly kind: 'controller' | 'battery' | 'volume' | 'member' | 'other';
  readonly name: string;
  readonly fields: Fields;
  /** A member: that it is a hard drive; enclosures stand in the same list. */
  isDrive: boolean;
}

const HEADINGS: readonly { readonly line: RegExp; readonly kind: Block['kind'] }[] = [
  { line: /^\s*controller information\s*$/i, kind: 'controller' },
  {
    line: /^\s*controller (battery|zmm|cache backup unit|zero maintenance module|backup unit) information\s*$/i,
    kind: 'battery',
  },
  { line: /^\s*(?:green backup|cache backup unit|supercap|battery) information\s*$/i, kind: 'battery' },
  { line: /^\s*logical device number (\d+)/i, kind: 'volume' },
  { line: /^\s*device #(\d+)\s*$/i, kind: 'member' },
  // Fields below these are about parts of a thing, and have the names of the whole.
  {
    line: /^\s*(?:(?:logical|physical) device information|.*segment information|array information|maxcache .*|connector information.*|channel #\d+:?|temperature sensor.*information|.*version information|raid properties)\s*$/i,
    kind: 'other',
  },
];

/** `getconfig N`: throws ParseError for what is no such listing; no controller is none. */
export function parseArcconf(
  output: Pick<CommandOutput, 'stdout' | 'truncated'>,
  number: number,
): Parsed<ArcconfAnswer> {
  const lines = linesOf(output);
  const count = lines
    .map((line) => /^\s*Controllers found:\s*(\d{1,3})/i.exec(line)?.[1])
    .find((each) => each !== undefined);
  const blocks = readBlocks(lines);
  const controller = blocks.some(({ kind }) => kind !== 'other') ? readController(blocks, String(number)) : undefined;
  if (count === undefined && controller === undefined) {
    throw new ParseError(SOURCE, 'this is no configuration of a controller', lines[0] ?? '');
  }
  return { value: { found: Math.min(Number(count ?? 1), MAX_FOUND), controller }, errors: [] };
}

function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    if (blocks.length >= MAX_BLOCKS) break;
    const heading = HEADINGS.map(({ line: pattern, kind }) => ({ kind, match: pattern.exec(line.slice(0, 200)) })).find(
      ({ match }) => match !== null,
    );
    const block = blocks.at(-1);
    if (heading !== undefined) {
      blocks.push({ kind: heading.kind, name: heading.match?.[1] ?? '', fields: new Map(), isDrive: false });
    } else if (block !== undefined) {
      if (/^\s*Device is an? (?:Hard drive|SSD|Solid State)/i.test(line)) block.isDrive = true;
      addField(block.fields, line);
    }
  }
  return blocks;
}

function readController(blocks: readonly Block[], number: string): Controller {
  const fields = blocks.find(({ kind }) => kind === 'controller')?.fields ?? new Map<string, string>();
  const state = readWord(fields.get('controller status'));
  const ofKind = (wanted: Block['kind']): Block[] => blocks.filter(({ kind }) => kind === wanted);
  return {
    ...blankController('arcconf', number),
    model: readWord(fields.get('controller model')),
    serial: readWord(fields.get('controller serial number')),
    firmware: readWord(
      blocks.find((block) => block.fields.has('firmware') && block.kind === 'other')?.fields.get('firmware'),
    ),
    state,
    condition: partCondition(state),
    temperatureCelsius: readCelsius(fields.get('temperature')),
    batteries: ofKind('battery').flatMap(readBattery).slice(0, MAX_BATTERIES),
    volumes: ofKind('volume').map(readVolume).slice(0, MAX_VOLUMES),
    members: ofKind('member')
      .filter(({ isDrive }) => isDrive)
      .map((block) => readMember(number, block))
      .slice(0, MAX_MEMBERS),
  };
}

function readBattery({ fields, name }: Block): Battery[] {
  const state = readWord(
    fields.get('status') ?? fields.get('overall backup unit status') ?? fields.get('battery status'),
  );
  if (isAbsent(state)) return [];
  const kind = /^(?:battery|)$/i.test(name) ? 'battery' : 'backup_unit';
  return [{ kind, state, condition: partCondition(state), temperatureCelsius: readCelsius(fields.get('temperature')) }];
}

function readVolume({ name, fields }: Block): Volume {
  const state = readWord(fields.get('status of logical device'));
  return {
    id: name,
    name: readWord(fields.get('logical device name')),
    level: readWord(fields.get('raid level')),
    state,
    condition: volumeCondition(state),
  };
}

function readMember(number: string, { name, fields }: Block): Member {
  const transport = readTransport(fields.get('transfer speed')) ?? readTransport(fields.get('programmed max speed'));
  const state = readWord(fields.get('state'));
  const solid = { yes: 'SSD', no: 'HDD' }[fields.get('ssd')?.toLowerCase() ?? ''] ?? null;
  const power = fields.get('power state');
  return {
    ...blankMember(`arcconf,${number},${name}`, `/arcconf/${number}/${name}`),
    serial: readWord(fields.get('serial number')),
    wwn: readSataWwn(fields.get('world-wide name'), transport),
    vendor: readVendor(fields.get('vendor')),
    model: readWord(fields.get('model')),
    firmware: readWord(fields.get('firmware')),
    type: memberType(transport, solid),
    transport,
    state,
    condition: memberCondition(state),
    spunDown: power === undefined ? null : /powered off|spun down|standby/i.test(power),
    alert: alertOf(fields),
    temperatureCelsius: readCelsius(fields.get('temperature')),
    mediaErrors: readDigits(fields.get('medium error count')),
    otherErrors: readDigits(fields.get('hardware error count')),
    predictiveFailures: readDigits(fields.get('s.m.a.r.t. warnings')),
  };
}

/** The number of warnings decides; that SMART “is” there, or that it is on, has the same name in some versions. */
function alertOf(fields: Fields): boolean | null {
  const warnings = readDigits(fields.get('s.m.a.r.t. warnings'));
  if (warnings !== null && warnings !== '0') return true;
  const flag = fields.get('s.m.a.r.t.')?.toLowerCase();
  return warnings === '0' && flag === 'no' ? false : null;
}
