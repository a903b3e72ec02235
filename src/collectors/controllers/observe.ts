import type { DeviceObservation, SmartReport } from '../../domain/inventory/storage-device.js';
import { identitiesOf } from '../shared/disk-identity.js';
import type { Controller, ControllersFacts, Member } from './schema.js';

/** Drives that have a name of their own; one without would be a second device beside that which smartctl sees. */
export function observeMembers({ controllers }: ControllersFacts): DeviceObservation[] {
  return controllers.flatMap((controller) =>
    controller.members.flatMap((member) => {
      const identities = identitiesOf([member.wwn], [member.serial]);
      return identities.length === 0 ? [] : [observeMember(controller, member, identities)];
    }),
  );
}

function observeMember(controller: Controller, member: Member, identities: string[]): DeviceObservation {
  const { name, path, type, transport, vendor, model, serial, wwn, firmware, sizeBytes } = member;
  return {
    identities,
    name,
    path,
    type,
    transport,
    vendor,
    model,
    serial,
    wwn,
    firmware,
    sizeBytes,
    rotational: type === 'other' ? null : type === 'hdd',
    smart: reportOf(controller, member),
  };
}

/**
 * What the controller says of a drive's health, as a SMART report. A drive that the firmware gave up is FAILED whatever
 * its SMART flag says; one is PASSED only when both the state and the flag are good.
 */
function reportOf(controller: Controller, member: Member): SmartReport | null {
  const { condition, alert, spunDown, state, temperatureCelsius, powerOnHours, wearPercent } = member;
  const bad = condition === 'bad' || alert === true;
  const passed = bad ? false : alert === false && condition === 'good' ? true : null;
  // The firmware’s word needs no wake-up: a drive at rest of which it knows the health is read.
  const asleep = spunDown === true && passed === null;
  const knowsNothing = [passed, temperatureCelsius, powerOnHours, wearPercent].every((value) => value === null);
  if (knowsNothing && !asleep) return null;
  return {
    source: controller.source,
    protocol: protocolOf(member),
    deviceType: member.name.startsWith('megaraid,') ? member.name : null,
    state: asleep ? 'asleep' : 'read',
    reason: asleep ? 'The controller has spun the drive down.' : null,
    passed,
    exitStatus: null,
    temperatureCelsius,
    temperatureLimits: null,
    powerOnHours,
    powerCycles: null,
    wearPercent,
    attributes: [],
    nvme: null,
    scsi: null,
    selfTests: [],
    errorLogEntries: null,
    messages: bad ? [messageOf(controller, member)] : [],
    other: {
      controllerState: state,
      spunDown,
      mediaErrors: member.mediaErrors,
      otherErrors: member.otherErrors,
      predictiveFailures: member.predictiveFailures,
    },
  };
}

function protocolOf({ transport }: Member): SmartReport['protocol'] {
  if (transport === 'sata') return 'ata';
  if (transport === 'sas') return 'scsi';
  return transport === 'nvme' ? 'nvme' : 'unknown';
}

function messageOf({ source, model }: Controller, { state, alert, predictiveFailures }: Member): string {
  const flagged = alert === true ? `; the drive predicts its failure (${predictiveFailures ?? 'flagged'})` : '';
  return `${source}: the controller ${model ?? ''} has the drive as “${state ?? 'unknown'}”${flagged}.`;
}
