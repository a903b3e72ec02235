import type { MdDetail } from '../../domain/inventory/pools/md-array.js';
import type { CommandOutput, Parsed } from '../../platform/commands/index.js';
import { boundText } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';

export const MD_UUID = /^[0-9a-f]{8}(?::[0-9a-f]{8}){3}$/;
const MAX_MEMBERS = 2000;
const ROW = /^\s*(?:\d+|-)\s+\d+\s+\d+\s+(\d+|-)\s+(\S.*)$/;

export interface MdadmAnswer {
  /** null: mdadm gave no answer, for want of rights or of the array. */
  readonly detail: MdDetail | null;
}

/** `mdadm --detail`, and with `--export`: told apart by their lines, each field by itself. */
export function parseMdadm(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<MdadmAnswer> {
  const lines = linesOf(output).map((line) => line.slice(0, 500));
  const exported = new Map(lines.flatMap((line) => readPair(/^(MD_[A-Za-z0-9_]+)=(.*)$/, line)));
  const told = new Map(lines.flatMap((line) => readPair(/^\s{0,30}([A-Z][A-Za-z ]{1,30}) : (.*)$/, line)));
  const field = (key: string, label: string): string | null =>
    boundText(exported.get(key) ?? told.get(label) ?? '') || null;
  const uuid = field('MD_UUID', 'UUID')?.split(' ')[0]?.toLowerCase() ?? '';
  const detail: MdDetail = {
    uuid: MD_UUID.test(uuid) ? uuid : null,
    arrayName: (field('MD_NAME', 'Name') ?? field('MD_DEVNAME', ''))?.replace(/\s+\(local to host .*\)$/, '') ?? null,
    level: field('MD_LEVEL', 'Raid Level'),
    metadata: field('MD_METADATA', 'Version'),
    container: field('MD_CONTAINER', 'Container')?.replace(/, member \d+$/, '') ?? null,
    layout: field('', 'Layout'),
    chunkSize: field('', 'Chunk Size'),
    consistencyPolicy: field('', 'Consistency Policy'),
    members:
      exported.size > 0 ? exportedMembers(exported) : lines.flatMap((line) => readRow(line)).slice(0, MAX_MEMBERS),
  };
  return { value: { detail: isEmpty(detail) ? null : detail }, errors: [] };
}

function isEmpty({ uuid, level, members }: MdDetail): boolean {
  return uuid === null && level === null && members.length === 0;
}

function readPair(pattern: RegExp, line: string): [string, string][] {
  const match = pattern.exec(line);
  return match === null ? [] : [[(match[1] ?? '').trim(), (match[2] ?? '').trim()]];
}

/** `MD_DEVICE_dev_sda1_ROLE=0` and `MD_DEVICE_dev_sda1_DEV=/dev/sda1`. */
function exportedMembers(fields: ReadonlyMap<string, string>): MdDetail['members'] {
  return [...fields]
    .flatMap(([key, path]) => {
      const device = /^MD_DEVICE_(.+)_DEV$/.exec(key)?.[1];
      if (device === undefined) return [];
      const role = fields.get(`MD_DEVICE_${device}_ROLE`) ?? '';
      const slot = /^\d{1,5}$/.test(role) ? Number(role) : null;
      return [{ path: boundText(path), state: slot === null ? boundText(role) || 'unknown' : 'active', slot }];
    })
    .slice(0, MAX_MEMBERS);
}

/** `0  8  1  0  active sync   /dev/sda1`; a slot without a member has no path. */
function readRow(line: string): MdDetail['members'] {
  const [, slot = '', rest = ''] = ROW.exec(line) ?? [];
  const at = rest.lastIndexOf('/dev/');
  if (rest === '') return [];
  const state = boundText(at < 0 ? rest : rest.slice(0, at));
  return [
    {
      path: at < 0 ? '' : boundText(rest.slice(at)),
      state: state || 'unknown',
      slot: slot === '-' ? null : Number(slot.slice(0, 6)),
    },
  ];
}

/** Both forms of one array: the text names states and layout, the other is surer in its fields. */
export function mergeDetails(text: MdDetail | null, exported: MdDetail | null): MdDetail | null {
  if (text === null || exported === null) return text ?? exported;
  const given = Object.entries(exported).filter(([key, value]) => key !== 'members' && value !== null);
  return { ...text, ...Object.fromEntries(given), members: text.members.length > 0 ? text.members : exported.members };
}
