import { z } from 'zod';
import { DeviceCounter, DeviceType } from '../../domain/inventory/storage-device.js';

const text = z.string().nullable();
const amount = z.number().min(0).nullable();

/** One physical drive as its controller tells it. null: not told. */
const memberSchema = z.object({
  /** `megaraid,8` where smartctl knows it so; otherwise the tool and the place. It has a comma: it is no block device. */
  name: z.string(),
  /** `/c0/e252/s0`, or the tool’s own way. */
  path: z.string(),
  serial: text,
  /** Of SATA drives only: for SAS the tools give a port’s. */
  wwn: text,
  vendor: text,
  model: text,
  firmware: text,
  type: DeviceType,
  transport: text,
  sizeBytes: DeviceCounter.nullable(),
  /** The tool’s own word. */
  state: text,
  condition: z.enum(['good', 'bad']).nullable(),
  spunDown: z.boolean().nullable(),
  /** The drive predicts its failure, as the controller heard it. */
  alert: z.boolean().nullable(),
  temperatureCelsius: amount,
  powerOnHours: amount,
  wearPercent: amount,
  mediaErrors: DeviceCounter.nullable(),
  otherErrors: DeviceCounter.nullable(),
  predictiveFailures: DeviceCounter.nullable(),
});

const volumeSchema = z.object({
  id: z.string(),
  name: text,
  level: text,
  state: text,
  condition: z.enum(['optimal', 'degraded', 'failed']).nullable(),
});

const batterySchema = z.object({
  /** battery, cachevault, backup_unit, cache */
  kind: z.string(),
  state: text,
  condition: z.enum(['good', 'bad']).nullable(),
  temperatureCelsius: amount,
});

const controllerSchema = z.object({
  source: z.enum(['storcli', 'megacli', 'ssacli', 'arcconf']),
  /** As the tool counts them: a number, a slot. */
  number: z.string(),
  model: text,
  serial: text,
  firmware: text,
  state: text,
  condition: z.enum(['good', 'bad']).nullable(),
  temperatureCelsius: amount,
  volumes: z.array(volumeSchema),
  batteries: z.array(batterySchema),
  members: z.array(memberSchema),
});

export const controllersFactsSchema = z.object({ controllers: z.array(controllerSchema) });
export type ControllersFacts = z.infer<typeof controllersFactsSchema>;
export type Controller = z.infer<typeof controllerSchema>;
export type Member = z.infer<typeof memberSchema>;
export type Volume = z.infer<typeof volumeSchema>;
export type Battery = z.infer<typeof batterySchema>;
