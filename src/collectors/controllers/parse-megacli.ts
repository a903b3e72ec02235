import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readAmount, readDigits } from '../shared/disk-fields.js';
import { linesOf } from '../shared/text.js';
import { blankController, blankMember, MAX_CONTROLLERS, MAX_BLOCKS, MAX_MEMBERS, MAX_VOLUMES } from './blank.js';
import {
  memberType,
  readCelsius,
  readSataWwn,
  readSectorSize,
  readTransport,
  readVendor,
  readWord,
  readYesNo,
} from './fields.js';
import { readInquiry } from './inquiry.js';
import { addField, type Fields } from './key-lines.js';
import { alertOf } from './parse-storcli.js';
import type { Battery, Controller, Member, Volume } from './schema.js';
import { isAbsent, memberCondition, partCondition, volumeCondition } from './states.js';

const SOURCE = 'megacli';

interface Block {
  readonly kind: 'adapter' | 'volume' | 'member' | 'battery' | 'other';
  readonly name: string;
  readonly fields: Fields;
  /** Its lines as they are: the inquiry data stands in columns. */
  readonly lines: string[];
}

const HEADINGS: readonly { readonly line: RegExp; readonly kind: Block['kind']; readonly isField?: true }[] = [
  { line: /^\s*BBU status for Adapter:\s*(\d+)/i, kind: 'battery' },
  { line: /^\s*BBU (?:capacity|design|properties).* Adapter:\s*(\d+)/i, kind: 'other' },
  { line: /^\s*Adapter:? ?#?(\d+)\b(?!.*(?:failed|error))/i, kind: 'adapter' },
  { line: /^\s*(?:CacheCade )?Virtual (?:Drive|Disk):\s*(\d+)/i, kind: 'volume' },
  { line: /^\s*(Enclosure Device ID):/i, kind: 'member', isField: true },
  { line: /^\s*(?:PD: \d+ Information|Span: \d+)/i, kind: 'other' },
];

/**
 * What MegaCli prints for -LDInfo, -PDList, -LDPDInfo and -AdpBbuCmd: each adapter with what this answer knows of it.
 * Throws ParseError for what is none of these.
 */
export function parseMegacli(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly Controller[]> {
  const lines = linesOf(output);
  const controllers = new Map<string, Controller>();
  const adapter = (number: string): Controller | undefined => {
    const known = controllers.get(number);
    if (known !== undefined || controllers.size >= MAX_CONTROLLERS) return known;
    const made = blankController('megacli', number);
    controllers.set(number, made);
    return made;
  };
  let current: Controller | undefined;
  for (const block of readBlocks(lines)) {
    if (block.kind === 'adapter' || block.kind === 'battery') current = adapter(block.name);
    if (current !== undefined) addBlock(current, block);
  }
  // An adapter that has none of what was asked for says so, or nothing but that it is done.
  if (controllers.size === 0 && !lines.some((line) => /^\s*Exit Code: 0x|^\s*Adapter \d+:/i.test(line))) {
    throw new ParseError(SOURCE, 'no adapter was understood', lines[0] ?? '');
  }
  return { value: [...controllers.values()], errors: [] };
}

function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    if (blocks.length >= MAX_BLOCKS) break;
    const heading = HEADINGS.map((row) => ({ ...row, match: row.line.exec(line.slice(0, 200)) })).find(
      ({ match }) => match !== null,
    );
    if (heading !== undefined) {
      blocks.push({ kind: heading.kind, name: heading.match?.[1] ?? '', fields: new Map(), lines: [] });
      if (heading.isField !== true) continue;
    }
    const block = blocks.at(-1);
    if (block === undefined) continue;
    addField(block.fields, line);
    if (/^\s*Inquiry Data:/i.test(line)) block.lines.push(line.slice(0, 300));
  }
  return blocks;
}

function addBlock(controller: Controller, block: Block): void {
  if (block.kind === 'volume' && controller.volumes.length < MAX_VOLUMES) controller.volumes.push(readVolume(block));
  if (block.kind === 'battery') controller.batteries.push(...readBattery(block));
  if (block.kind !== 'member' || controller.members.length >= MAX_MEMBERS) return;
  const member = readMember(controller.number, block);
  // -LDPDInfo has a drive once for each volume on it.
  if (!controller.members.some(({ path }) => path === member.path)) controller.members.push(member);
}

function readBattery({ fields }: Block): Battery[] {
  const state = readWord(fields.get('battery state'));
  const kind = readWord(fields.get('batterytype'));
  if (isAbsent(state)) return [];
  const needsReplacement = readYesNo(fields.get('battery replacement required')) === true;
  return [
    {
      kind: kind === null || /bbu/i.test(kind) ? 'battery' : 'cachevault',
      state,
      condition: needsReplacement ? 'bad' : partCondition(state),
      temperatureCelsius: readCelsius(fields.get('temperature')),
    },
  ];
}

function readVolume({ name, fields }: Block): Volume {
  const state = readWord(fields.get('state'));
  return {
    id: name,
    name: readWord(fields.get('name')),
    level: readWord(fields.get('raid level')),
    state,
    condition: volumeCondition(state),
  };
}

function readMember(number: string, { fields, lines }: Block): Member {
  const transport = readTransport(fields.get('pd type'));
  const state = readWord(fields.get('firmware state'));
  const place = (...keys: readonly string[]): string =>
    keys.map((key) => /^\d{1,5}$/.exec(fields.get(key) ?? '')?.[0]).find((digits) => digits !== undefined) ?? '';
  const [enclosure, slot, id] = [place('enclosure device id'), place('slot number'), place('device id')];
  const path = `/c${number}${enclosure === '' ? '' : `/e${enclosure}`}/s${slot}`;
  const inquiry = readInquiry(lines[0], transport);
  const predictiveFailures = readDigits(fields.get('predictive failure count'));
  return {
    ...blankMember(id === '' ? `megacli,${path.slice(1)}` : `megaraid,${id}`, path),
    serial: readWord(inquiry.serial),
    wwn: readSataWwn(fields.get('wwn'), transport),
    vendor: readVendor(inquiry.vendor),
    model: readWord(inquiry.model),
    firmware: readWord(inquiry.firmware),
    type: memberType(transport, readWord(fields.get('media type'))),
    transport,
    sizeBytes: readSectorSize(fields.get('raw size')),
    state,
    condition: memberCondition(state),
    spunDown: state === null ? null : /spun down/i.test(state),
    alert: alertOf(readYesNo(fields.get('drive has flagged a s.m.a.r.t alert')), predictiveFailures),
    temperatureCelsius: readCelsius(fields.get('drive temperature')),
    powerOnHours: readAmount(fields.get('power on hours')),
    mediaErrors: readDigits(fields.get('media error count')),
    otherErrors: readDigits(fields.get('other error count')),
    predictiveFailures,
  };
}
