import { z } from 'zod';

const celsius = z.number().nullable();

export const temperaturesFactsSchema = z.object({
  /** Where the readings come from. */
  source: z.enum(['sensors', 'hwmon', 'thermal_zones']),
  sensors: z.array(
    z.object({
      /** As lm-sensors names it: `coretemp-isa-0000/Core 0`. The same after a reboot, whatever the order of drivers. */
      id: z.string(),
      chip: z.string(),
      label: z.string(),
      /** null: there is a sensor, but no reading that can be true. */
      celsius,
      /** The chip's own limits; null where it states none that can be true. */
      highCelsius: celsius,
      criticalCelsius: celsius,
      /** The chip itself says that the sensor is broken or not connected. */
      fault: z.boolean(),
    }),
  ),
});
export type TemperaturesFacts = z.infer<typeof temperaturesFactsSchema>;
export type TemperatureSensor = TemperaturesFacts['sensors'][number];

/** One sensor as read, before any judgement; degrees Celsius. */
export interface RawSensor {
  readonly chip: string;
  /** `temp2`: tells sensors of one label apart. */
  readonly channel: string;
  readonly label: string;
  readonly input: number | undefined;
  readonly high?: number | undefined;
  readonly critical?: number | undefined;
  readonly fault: boolean;
}
