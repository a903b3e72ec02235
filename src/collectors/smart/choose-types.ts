import type { BlockDisk } from '../shared/disk-model.js';
import { memberName } from './device-names.js';

export interface TypeQuestion {
  /** `-d` types of the scan for this path. */
  readonly scanned: readonly string[];
  readonly disk: BlockDisk | undefined;
  readonly name: string;
  /** The type that worked the last time. */
  readonly remembered: string | null;
}

/** Bridges from USB to SATA, then those to NVMe by maker: what smartctl itself does not dare to guess. */
const USB_TYPES = ['sat', 'sntasmedia', 'sntjmicron', 'sntrealtek'];
const MAX_TYPES = 6;

interface TypeRow {
  readonly when: (question: TypeQuestion) => boolean;
  readonly types: (scanned: readonly string[]) => readonly string[];
  readonly reason: string;
}

const isAta = ({ disk }: TypeQuestion): boolean =>
  disk?.vendor === 'ATA' || disk?.transport === 'sata' || disk?.transport === 'ata';

const ROWS: readonly TypeRow[] = [
  {
    when: ({ name, disk }) => /^nvme\d/.test(name) || disk?.transport === 'nvme',
    types: () => ['nvme'],
    reason: 'there is no other',
  },
  {
    when: ({ disk }) => disk?.transport === 'usb' && disk.removable === true,
    types: (scanned) => ['sat', ...scanned],
    reason: 'a stick or a card reader: not worth a long search',
  },
  {
    when: ({ disk }) => disk?.transport === 'usb',
    types: (scanned) => [...scanned.filter((type) => type !== 'scsi'), ...USB_TYPES, ...scanned],
    reason: 'a scan calls every bridge it does not know a SCSI disk',
  },
  {
    when: (question) => isAta(question),
    types: (scanned) => [...scanned.filter((type) => type !== 'scsi'), 'sat', ...scanned],
    reason: 'a scan without opening calls SATA disks SCSI disks; as such they tell next to nothing',
  },
  {
    when: ({ scanned, disk }) => scanned.length === 0 && disk?.transport !== 'sas' && disk?.transport !== 'fc',
    types: () => ['sat', 'scsi'],
    reason: 'nothing is known of it',
  },
  {
    when: ({ scanned, disk }) => scanned.join(' ') === 'scsi' && (disk?.transport ?? null) === null,
    types: () => ['scsi', 'sat'],
    reason: 'the second one only if the first answer says that it is an ATA disk, or fails',
  },
  { when: ({ scanned }) => scanned.length > 0, types: (scanned) => scanned, reason: 'the scan knows best' },
  { when: () => true, types: () => ['scsi'], reason: 'SAS and Fibre Channel' },
];

/** The `-d` types to try in turn, the likeliest first. One is enough wherever the device is known. */
export function chooseTypes(question: TypeQuestion): string[] {
  const row = ROWS.find(({ when }) => when(question));
  const chosen = row?.types(question.scanned) ?? [];
  const { remembered } = question;
  // A place behind a controller is no type of the disk itself.
  const first = remembered === null || memberName(remembered) !== null ? [] : [remembered];
  return [...new Set([...first, ...chosen])].slice(0, MAX_TYPES);
}
