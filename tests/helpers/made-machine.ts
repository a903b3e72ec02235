import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShims, type Shim } from './shim-host.js';

/** A SATA disk as smartctl 7.4 and lsblk 2.38 tell of it. */
export interface MadeDisk {
  readonly serial: string;
  readonly asleep?: boolean;
  readonly passed?: boolean;
  /** Raw values of attributes by id; the others are those of a healthy disk. */
  readonly attributes?: Readonly<Record<number, number>>;
  readonly temperature?: number;
}

export interface MadeMachine {
  /** In the order of their names: sda, sdb, … */
  readonly disks: readonly MadeDisk[];
  /** Mirrors by name, each with its state. */
  readonly pools?: Readonly<Record<string, 'ONLINE' | 'DEGRADED'>>;
}

export interface MachineFolder {
  /** First on the PATH of the machine. */
  readonly path: string;
  /** The machine is another one from now on: disks moved, replaced, worn. */
  readonly become: (machine: MadeMachine) => Promise<void>;
  readonly close: () => Promise<void>;
}

const SIZE = 4_000_787_030_016;
const ATTRIBUTES: Readonly<Record<number, { name: string; raw: number; threshold: number }>> = {
  1: { name: 'Raw_Read_Error_Rate', raw: 161_456_240, threshold: 6 },
  5: { name: 'Reallocated_Sector_Ct', raw: 0, threshold: 10 },
  9: { name: 'Power_On_Hours', raw: 12_345, threshold: 0 },
  187: { name: 'Reported_Uncorrect', raw: 0, threshold: 0 },
  188: { name: 'Command_Timeout', raw: 0, threshold: 0 },
  194: { name: 'Temperature_Celsius', raw: 31, threshold: 0 },
  197: { name: 'Current_Pending_Sector', raw: 0, threshold: 0 },
  198: { name: 'Offline_Uncorrectable', raw: 0, threshold: 0 },
  199: { name: 'UDMA_CRC_Error_Count', raw: 0, threshold: 0 },
};

/** sda … sdz, sdaa … */
export function diskName(index: number): string {
  const letters = index < 26 ? '' : String.fromCodePoint(96 + Math.floor(index / 26));
  return `sd${letters}${String.fromCodePoint(97 + (index % 26))}`;
}

function wwnOf(serial: string): number {
  return [...Buffer.from(serial)].reduce((sum, byte) => (sum * 31 + byte) % 68_719_476_735, 7);
}

function lsblk({ disks }: MadeMachine): string {
  const blockdevices = disks.map(({ serial }, index) => ({
    name: diskName(index),
    kname: diskName(index),
    'maj:min': `${8 + Math.floor(index / 16)}:${(index % 16) * 16}`,
    type: 'disk',
    size: SIZE,
    rota: true,
    rm: false,
    ro: false,
    tran: 'sata',
    vendor: 'ATA     ',
    model: 'INVENTED HDD 4TB',
    rev: '0001',
    serial,
    wwn: `0x5000c50${wwnOf(serial).toString(16).padStart(9, '0')}`,
    hctl: `${index}:0:0:0`,
    state: 'running',
  }));
  return JSON.stringify({ blockdevices });
}

function scan({ disks }: MadeMachine): string {
  const devices = disks.map((_disk, index) => ({
    name: `/dev/${diskName(index)}`,
    info_name: `/dev/${diskName(index)} [SAT]`,
    type: 'sat',
    protocol: 'ATA',
  }));
  return JSON.stringify({ json_format_version: [1, 0], smartctl: { version: [7, 4], exit_status: 0 }, devices });
}

function smart(disk: MadeDisk, index: number): string {
  const path = `/dev/${diskName(index)}`;
  const device = { name: path, info_name: `${path} [SAT]`, type: 'sat', protocol: 'ATA' };
  if (disk.asleep === true) {
    const messages = [{ string: `${path}: Device is in STANDBY mode, exit(3)`, severity: 'information' }];
    return JSON.stringify({ smartctl: { version: [7, 4], messages, exit_status: 3 }, device, power_mode: 'STANDBY' });
  }
  const table = Object.entries(ATTRIBUTES).map(([id, { name, raw, threshold }]) => {
    const value = disk.attributes?.[Number(id)] ?? raw;
    const flags = { value: 51, string: 'PO--CK ', prefailure: threshold > 0, updated_online: true };
    return {
      id: Number(id),
      name,
      value: 100,
      worst: 100,
      thresh: threshold,
      when_failed: '',
      flags,
      raw: { value, string: `${value}` },
    };
  });
  return JSON.stringify({
    json_format_version: [1, 0],
    smartctl: { version: [7, 4], exit_status: disk.passed === false ? 8 : 0 },
    device,
    model_name: 'INVENTED HDD 4TB',
    serial_number: disk.serial,
    wwn: { naa: 5, oui: 3152, id: wwnOf(disk.serial) },
    firmware_version: '0001',
    user_capacity: { blocks: SIZE / 512, bytes: SIZE },
    rotation_rate: 5400,
    smart_status: { passed: disk.passed ?? true },
    ata_smart_attributes: { revision: 10, table },
    power_on_time: { hours: 12_345 },
    power_cycle_count: 42,
    temperature: { current: disk.temperature ?? 31 },
    ata_smart_error_log: { extended: { revision: 1, sectors: 5, count: 0 } },
    ata_smart_self_test_log: { extended: { revision: 1, sectors: 1, count: 0 } },
  });
}

function poolTexts({ pools = {} }: MadeMachine): { list: string; status: string } {
  const names = Object.entries(pools);
  const rows = names.map(([name, state], n) => [name, 8e12, 4e12, 4e12, 3, 50, state, `1000000000000${n}`].join('\t'));
  const blocks = names.map(([name, state]) =>
    [
      `  pool: ${name}`,
      ` state: ${state}`,
      '  scan: scrub repaired 0B in 05:04:00 with 0 errors on Sun Nov 15 05:28:01 2026',
      'config:',
      '',
      '\tNAME        STATE     READ WRITE CKSUM',
      `\t${name}       ${state}     0     0     0`,
      `\t  mirror-0  ${state}     0     0     0`,
      `\t    ${name}-a   ONLINE     0     0     0`,
      `\t    ${name}-b   ${state === 'ONLINE' ? 'ONLINE' : 'FAULTED'}     ${state === 'ONLINE' ? 0 : 12}     0     0${state === 'ONLINE' ? '' : '  too many errors'}`,
      '',
      'errors: No known data errors',
      '',
    ].join('\n'),
  );
  return { list: `${rows.join('\n')}\n`, status: blocks.join('\n') };
}

/** A folder of tools that answer as those of such a machine would, for the PATH of an sshd. */
export async function createMachine(machine: MadeMachine): Promise<MachineFolder> {
  const path = await mkdtemp(join(tmpdir(), 'machine-'));
  const become = async (now: MadeMachine): Promise<void> => {
    const write = async (name: string, text: string): Promise<string> => {
      await writeFile(join(path, name), text);
      return join(path, name);
    };
    const answers = await Promise.all(
      now.disks.map(async (disk, index) => ({
        args: `* /dev/${diskName(index)}`,
        file: await write(`smart-${index}.json`, smart(disk, index)),
        exitCode: disk.asleep === true ? 3 : disk.passed === false ? 8 : 0,
      })),
    );
    const version = {
      args: '*--version*',
      stdout: 'smartctl 7.4 2023-08-01 r5530 [x86_64-linux-6.1.0] (local build)\n',
    };
    const shims: Record<string, Shim> = {
      lsblk: {
        answers: [
          { args: '*--version*', stdout: 'lsblk from util-linux 2.38.1\n' },
          { file: await write('lsblk.json', lsblk(now)) },
        ],
      },
      smartctl: { answers: [version, { args: '*--scan*', file: await write('scan.json', scan(now)) }, ...answers] },
    };
    if (now.pools !== undefined) {
      const { list, status } = poolTexts(now);
      shims['zpool'] = {
        answers: [
          { args: 'version', stdout: 'zfs-2.1.11-1\nzfs-kmod-2.1.11-1\n' },
          { args: 'list *', file: await write('zpool-list.txt', list) },
          { args: 'status *', file: await write('zpool-status.txt', status) },
        ],
      };
    }
    await writeShims(path, shims);
  };
  await become(machine);
  return { path, become, close: () => rm(path, { recursive: true, force: true }) };
}
