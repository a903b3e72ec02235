import { z } from 'zod';
import { DatabaseEngine, DatabaseFinding, DatabaseStatus } from './database-instance.js';
import { HealthReason } from './disks/health-reason.js';
import { ThresholdOverrides } from './disks/threshold-overrides.js';
import { DeviceHealth, DeviceType, SmartReport } from './storage-device.js';
import { PoolFinding, PoolHealth, PoolMember, PoolObservation, PoolType } from './storage-pool.js';

const bytes = z.int().min(0).nullable();

const life = {
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().meta({ description: 'To the hour, while nothing about it changes.' }),
  goneAt: z.iso.datetime().nullable().meta({ description: 'Null: it is there.' }),
};

/** A disk, or a member behind a controller. */
export const StorageDevice = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    name: z.string(),
    path: z.string(),
    type: DeviceType,
    transport: z.string().nullable(),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    serial: z.string().nullable(),
    wwn: z.string().nullable(),
    firmware: z.string().nullable(),
    identities: z.array(z.string()).meta({ description: 'What it is recognised by, the strongest first.' }),
    sizeBytes: bytes,
    rotational: z.boolean().nullable(),
    health: DeviceHealth,
    reasons: z.array(HealthReason).meta({ description: 'Why the health is what it is, the worst first.' }),
    temperatureCelsius: z.number().nullable(),
    powerOnHours: z.number().nullable(),
    wearPercent: z.number().nullable().meta({ description: 'Share of the rated endurance that is used.' }),
    smart: SmartReport.nullable().meta({ description: 'The last values that could be read. Null: never asked for.' }),
    smartCollectedAt: z.iso.datetime().nullable(),
    staleSince: z.iso.datetime().nullable().meta({
      description: 'Since when SMART cannot be read, because the disk sleeps for example; the values are older.',
    }),
    thresholds: ThresholdOverrides,
    ...life,
  })
  .meta({ id: 'StorageDevice' });
export type StorageDevice = z.infer<typeof StorageDevice>;

/** As the API shows it: errors are numbers there, beyond 2^53 the nearest one. */
const count = z.number().min(0).nullable();
const ShownMember = PoolMember.extend({ readErrors: count, writeErrors: count, checksumErrors: count });

export const StoragePool = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    identity: z.string(),
    name: z.string(),
    type: PoolType,
    state: z.string().meta({ description: 'The tool’s own word.' }),
    health: PoolHealth,
    reasons: z.array(z.string()),
    sizeBytes: bytes,
    usedBytes: bytes,
    freeBytes: bytes,
    members: z.array(ShownMember),
    progress: PoolObservation.shape.progress,
    lastScrub: z.object({ finishedAt: z.iso.datetime().nullable(), errors: count }).nullable(),
    findings: z.array(PoolFinding),
    details: z.record(z.string(), z.unknown()),
    ...life,
  })
  .meta({ id: 'StoragePool' });
export type StoragePool = z.infer<typeof StoragePool>;

export const DatabaseInstance = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    identity: z.string(),
    name: z.string(),
    engine: DatabaseEngine,
    version: z.string().nullable(),
    address: z.string().nullable(),
    port: z.int().nullable(),
    socketPath: z.string().nullable(),
    containerId: z.string().nullable(),
    containerName: z.string().nullable(),
    foundBy: z.array(z.string()),
    status: DatabaseStatus,
    statusReason: z.string().nullable(),
    role: z.string().nullable(),
    hasCredential: z.boolean(),
    findings: z.array(DatabaseFinding),
    details: z.record(z.string(), z.unknown()),
    ...life,
  })
  .meta({ id: 'DatabaseInstance' });
export type DatabaseInstance = z.infer<typeof DatabaseInstance>;

// A login goes to a server byte by byte: no character that ends a line or a string there.
const loginText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !/[\0\r\n]/.test(text), 'contains a line break or a NUL');

/** Null takes the login away. */
export const PatchDatabaseInstance = z.strictObject({
  credential: z
    .strictObject({
      user: loginText(128),
      password: loginText(1024).meta({ description: 'Write-only.', writeOnly: true }),
    })
    .nullable(),
});
export type PatchDatabaseInstance = z.infer<typeof PatchDatabaseInstance>;

export const FoundCertificate = z
  .object({
    id: z.uuid(),
    serverId: z.uuid(),
    location: z.string().meta({ description: 'Path of the file, or address and port of the listener.' }),
    kind: z.enum(['file', 'listener']),
    subject: z.string(),
    issuer: z.string(),
    names: z.array(z.string()),
    serial: z.string(),
    fingerprint: z.string(),
    notBefore: z.iso.datetime(),
    notAfter: z.iso.datetime(),
    keyType: z.string().nullable(),
    selfSigned: z.boolean(),
    isAuthority: z.boolean(),
    ...life,
  })
  .meta({ id: 'FoundCertificate' });
export type FoundCertificate = z.infer<typeof FoundCertificate>;

export const AcceptBaseline = z.strictObject({
  attribute: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'As the reasons name it: `5`, `media_errors`, …. All counters without it.' }),
});
export type AcceptBaseline = z.infer<typeof AcceptBaseline>;

export const PutThresholds = z
  .strictObject({ thresholds: ThresholdOverrides })
  .refine(({ thresholds }) => Object.keys(thresholds).length <= 100, 'at most 100 attributes')
  .refine(
    ({ thresholds }) => Object.keys(thresholds).every((key) => /^[A-Za-z0-9_.:-]+$/.test(key)),
    'attributes are named as the reasons name them: `5`, `media_errors`',
  );
export type PutThresholds = z.infer<typeof PutThresholds>;
