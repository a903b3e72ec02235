import { randomUUID } from 'node:crypto';
import type { HostObservations } from '../../../src/activities/inventory/store-observations.js';
import type { DatabaseObservation } from '../../../src/domain/inventory/database-instance.js';
import type { CertificateObservation } from '../../../src/domain/inventory/found-certificate.js';
import type { Observations, WatchedValues } from '../../../src/domain/inventory/observations.js';
import type { DeviceObservation, SmartAttribute, SmartReport } from '../../../src/domain/inventory/storage-device.js';
import type { PoolObservation } from '../../../src/domain/inventory/storage-pool.js';

export const START = Date.parse('2026-11-20T12:00:00.000Z');
export const RUN_ID = '019aa000-0000-7000-8000-000000000001';
const MINUTE_MS = 60_000;

/** The time of a tick so many minutes after the start. */
export const atMinute = (minute: number): string => new Date(START + minute * MINUTE_MS).toISOString();
export const newServerId = (): string => randomUUID();

export function device(serial: string, fields: Partial<DeviceObservation> = {}): DeviceObservation {
  const name = fields.name ?? 'sda';
  return {
    identities: [`wwn:${serial.toLowerCase()}`, `serial:${serial}`],
    name,
    path: `/dev/${name}`,
    type: 'hdd',
    transport: 'sata',
    vendor: null,
    model: 'ST4000DM004',
    serial,
    wwn: serial.toLowerCase(),
    firmware: 'CC43',
    sizeBytes: '4000787030016',
    rotational: true,
    smart: null,
    ...fields,
  };
}

export function attribute(id: number, name: string, raw: string, fields: Partial<SmartAttribute> = {}): SmartAttribute {
  const base = { value: 100, worst: 100, threshold: 10, prefailure: true, failed: 'never' as const };
  return { id, name, raw, rawText: raw, ...base, ...fields };
}

export function smart(fields: Partial<SmartReport> = {}): SmartReport {
  return {
    source: 'smartctl',
    protocol: 'ata',
    deviceType: 'sat',
    state: 'read',
    reason: null,
    passed: true,
    exitStatus: 0,
    temperatureCelsius: 34,
    temperatureLimits: null,
    powerOnHours: 12_345,
    powerCycles: 20,
    wearPercent: null,
    attributes: [attribute(5, 'Reallocated_Sector_Ct', '0'), attribute(197, 'Current_Pending_Sector', '0')],
    nvme: null,
    scsi: null,
    selfTests: [],
    errorLogEntries: '0',
    messages: [],
    other: {},
    ...fields,
  };
}

export const ASLEEP = smart({
  state: 'asleep',
  reason: 'the disk sleeps',
  passed: null,
  temperatureCelsius: null,
  powerOnHours: null,
  attributes: [],
});

export function pool(name: string, fields: Partial<PoolObservation> = {}): PoolObservation {
  return {
    identity: `zfs:${name}-guid`,
    name,
    type: 'zfs',
    state: 'ONLINE',
    health: 'healthy',
    reasons: [],
    sizeBytes: '8000000000000',
    usedBytes: '1000000000000',
    freeBytes: '7000000000000',
    members: [member('/dev/sda'), member('/dev/sdb')],
    progress: null,
    lastScrub: null,
    findings: [],
    details: {},
    ...fields,
  };
}

export function member(path: string, state = 'ONLINE'): PoolObservation['members'][number] {
  const errors = { readErrors: '0', writeErrors: '0', checksumErrors: '0' };
  return { path, state, role: 'data', group: 'mirror-0', identity: null, ...errors };
}

export function database(port: number, fields: Partial<DatabaseObservation> = {}): DatabaseObservation {
  return {
    identity: `postgresql:${port}`,
    engine: 'postgresql',
    version: '16.4',
    address: '127.0.0.1',
    port,
    socketPath: null,
    containerId: null,
    containerName: null,
    foundBy: ['listener'],
    status: 'online',
    statusReason: null,
    role: 'primary',
    findings: [],
    details: { connections: { used: 12 } },
    ...fields,
  };
}

export function certificate(location: string, fields: Partial<CertificateObservation> = {}): CertificateObservation {
  return {
    location,
    kind: 'file',
    subject: 'CN=www.example.test',
    issuer: 'CN=Example CA',
    names: ['www.example.test'],
    serial: '0a',
    fingerprint: 'ab'.repeat(32),
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    keyType: 'ecdsa-p256',
    selfSigned: false,
    isAuthority: false,
    ...fields,
  };
}

export interface Answer {
  readonly collector?: string;
  readonly observations?: Observations;
  readonly watched?: WatchedValues;
  readonly facts?: unknown;
  readonly succeeded?: boolean;
  readonly persistFacts?: boolean;
}

/** What one tick of one host found. */
export function tick(serverId: string, minute: number, answers: readonly Answer[]): HostObservations {
  const collected = answers.map((answer) => ({
    collector: 'disks',
    observations: {},
    watched: {},
    facts: undefined,
    succeeded: true,
    persistFacts: false,
    ...answer,
  }));
  return { serverId, at: atMinute(minute), runId: RUN_ID, collected };
}

/** The disks that the operating system sees: all of them. */
export const disks = (...items: DeviceObservation[]): Answer => ({
  collector: 'disks',
  observations: { devices: { items, complete: true } },
});

export const smartOf = (items: readonly DeviceObservation[], complete = true): Answer => ({
  collector: 'smart',
  observations: { devices: { items, complete } },
});

export const pools = (...items: PoolObservation[]): Answer => ({
  collector: 'zfs',
  observations: { pools: { items, complete: true, types: ['zfs'] } },
});

export const sorted = (values: readonly unknown[]): string[] =>
  values.map(String).toSorted((a, b) => Number(a > b) - Number(a < b));
