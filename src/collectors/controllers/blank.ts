import type { Controller, Member } from './schema.js';

export const MAX_CONTROLLERS = 16;
export const MAX_MEMBERS = 500;
export const MAX_VOLUMES = 256;
export const MAX_BATTERIES = 8;
/** Things in one text listing, of whatever kind. */
export const MAX_BLOCKS = 5000;

/** A controller of which nothing is known yet. */
export function blankController(source: Controller['source'], number: string): Controller {
  return {
    source,
    number,
    model: null,
    serial: null,
    firmware: null,
    state: null,
    condition: null,
    temperatureCelsius: null,
    volumes: [],
    batteries: [],
    members: [],
  };
}

/** A drive of which nothing but its place is known yet. */
export function blankMember(name: string, path: string): Member {
  return {
    name,
    path,
    serial: null,
    wwn: null,
    vendor: null,
    model: null,
    firmware: null,
    type: 'other',
    transport: null,
    sizeBytes: null,
    state: null,
    condition: null,
    spunDown: null,
    alert: null,
    temperatureCelsius: null,
    powerOnHours: null,
    wearPercent: null,
    mediaErrors: null,
    otherErrors: null,
    predictiveFailures: null,
  };
}
