import type { SmartAttribute, SmartReport } from '../../../../src/domain/inventory/storage-device.js';

/** A report that was read and says nothing; `fields` are what it says. */
export function reportOf(fields: Partial<SmartReport> = {}): SmartReport {
  return {
    source: 'smartctl',
    protocol: 'unknown',
    deviceType: null,
    state: 'read',
    reason: null,
    passed: null,
    exitStatus: null,
    temperatureCelsius: null,
    temperatureLimits: null,
    powerOnHours: null,
    powerCycles: null,
    wearPercent: null,
    attributes: [],
    nvme: null,
    scsi: null,
    selfTests: [],
    errorLogEntries: null,
    messages: [],
    other: {},
    ...fields,
  };
}

/** The names that smartctl gives by itself. */
export const NAMES: Readonly<Record<number, string>> = {
  1: 'Raw_Read_Error_Rate',
  5: 'Reallocated_Sector_Ct',
  7: 'Seek_Error_Rate',
  9: 'Power_On_Hours',
  10: 'Spin_Retry_Count',
  184: 'End-to-End_Error',
  187: 'Reported_Uncorrect',
  188: 'Command_Timeout',
  190: 'Airflow_Temperature_Cel',
  194: 'Temperature_Celsius',
  195: 'Hardware_ECC_Recovered',
  196: 'Reallocated_Event_Count',
  197: 'Current_Pending_Sector',
  198: 'Offline_Uncorrectable',
  199: 'UDMA_CRC_Error_Count',
  202: 'Data_Address_Mark_Errs',
  231: 'Temperature_Celsius',
  233: 'Media_Wearout_Indicator',
};

export function attribute(id: number, raw: string | number, fields: Partial<SmartAttribute> = {}): SmartAttribute {
  const text = String(raw);
  return {
    id,
    name: NAMES[id] ?? 'Unknown_Attribute',
    value: 100,
    worst: 100,
    threshold: 10,
    prefailure: false,
    failed: 'never',
    raw: text,
    rawText: text,
    ...fields,
  };
}

/** An ordinary disk that is well, with some attributes as given: `{ 5: 24 }`. */
export function ata(
  raws: Readonly<Record<number, string | number>> = {},
  fields: Partial<SmartReport> = {},
): SmartReport {
  const usual = {
    1: 81_548_840,
    5: 0,
    7: 433_214_112,
    9: 21_034,
    10: 0,
    187: 0,
    188: 0,
    190: 31,
    197: 0,
    198: 0,
    199: 0,
  };
  const all = Object.entries({ ...usual, ...raws });
  return reportOf({
    protocol: 'ata',
    deviceType: 'sat',
    passed: true,
    exitStatus: 0,
    temperatureCelsius: 31,
    powerOnHours: 21_034,
    attributes: all.map(([id, raw]) => attribute(Number(id), raw)),
    ...fields,
  });
}

type Nvme = NonNullable<SmartReport['nvme']>;
type Scsi = NonNullable<SmartReport['scsi']>;

export function nvme(health: Partial<Nvme> = {}, fields: Partial<SmartReport> = {}): SmartReport {
  return reportOf({
    protocol: 'nvme',
    deviceType: 'nvme',
    passed: (health.criticalWarning ?? 0) === 0,
    exitStatus: (health.criticalWarning ?? 0) === 0 ? 0 : 8,
    temperatureCelsius: 41,
    temperatureLimits: { warning: 81, critical: 85 },
    nvme: {
      criticalWarning: 0,
      availableSparePercent: 100,
      spareThresholdPercent: 10,
      usedPercent: 3,
      mediaErrors: '0',
      errorLogEntries: '0',
      unsafeShutdowns: '12',
      readBytes: '18446744073709551616000',
      writtenBytes: '9223372036854775808',
      ...health,
    },
    ...fields,
  });
}

export function scsi(health: Partial<Scsi> = {}, fields: Partial<SmartReport> = {}): SmartReport {
  return reportOf({
    protocol: 'scsi',
    deviceType: 'scsi',
    passed: true,
    exitStatus: 0,
    temperatureCelsius: 33,
    scsi: {
      grownDefects: '0',
      readUncorrected: '0',
      writeUncorrected: '0',
      verifyUncorrected: '0',
      nonMediumErrors: '3',
      asc: null,
      ascq: null,
      ...health,
    },
    ...fields,
  });
}

export function selfTest(passed: boolean | null, status: string): SmartReport['selfTests'][number] {
  return { type: 'Extended offline', passed, status, atHours: 21_000 };
}
