import { blankController, MAX_CONTROLLERS } from './blank.js';
import type { Controller } from './schema.js';

/**
 * What several answers know of the same controllers, put together: a tool tells of a controller and of its drives by two
 * commands. A controller that a second tool tells of as well (the same serial) counts once, by the first.
 */
export function mergeControllers(answers: readonly (readonly Controller[] | undefined)[]): Controller[] {
  const byPlace = new Map<string, Controller>();
  for (const controller of answers.flatMap((answer) => answer ?? [])) {
    const key = `${controller.source} ${controller.number}`;
    byPlace.set(key, mergeTwo(byPlace.get(key) ?? blankController(controller.source, controller.number), controller));
  }
  const bySerial = new Map<string, Controller>();
  for (const controller of byPlace.values()) {
    const key = controller.serial ?? `${controller.source} ${controller.number}`;
    if (!bySerial.has(key)) bySerial.set(key, controller);
  }
  return [...bySerial.values()].slice(0, MAX_CONTROLLERS);
}

function mergeTwo(first: Controller, second: Controller): Controller {
  const longer = <T>(one: readonly T[], other: readonly T[]): T[] => [...(one.length === 0 ? other : one)];
  return {
    source: first.source,
    number: first.number,
    model: first.model ?? second.model,
    serial: first.serial ?? second.serial,
    firmware: first.firmware ?? second.firmware,
    state: first.state ?? second.state,
    condition: first.condition ?? second.condition,
    temperatureCelsius: first.temperatureCelsius ?? second.temperatureCelsius,
    volumes: longer(first.volumes, second.volumes),
    batteries: longer(first.batteries, second.batteries),
    members: longer(first.members, second.members),
  };
}

/** A controller's name in labels: its serial, which a slot or a number need not keep. */
export function controllerName({ serial, source, number }: Controller): string {
  return serial ?? `${source} ${number}`;
}
