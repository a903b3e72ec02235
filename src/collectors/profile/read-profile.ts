import { INITS, KINDS, VIRTUALISATION, firstRule, gatherEvidence, type Evidence } from './kinds.js';
import type { DetectedCapabilities, HostProfile } from './schema.js';
import { firstLine, readAssignments, type Sections } from './sections.js';
import { CONTAINER_SOCKETS, TOOLS } from './tools.js';

const MAX_TEXT = 200;
const MAX_NAMES = 100;

/** From the sections of `profile.facts` and `profile.versions`; what is missing there is unknown, never wrong. */
export function readProfile(sections: Sections): HostProfile {
  const evidence = gatherEvidence(sections);
  const [system = '', kernel = '', arch = ''] = (firstLine(sections, 'uname') ?? '').split(/\s+/);
  const kind = firstRule(KINDS, evidence, 'linux');
  const { release, family } = evidence;
  return {
    os: cut(release.get('ID') ?? system.toLowerCase()),
    osName: cut(release.get('PRETTY_NAME') ?? release.get('NAME') ?? system),
    osVersion: cut(versionOf(evidence)),
    family,
    kernel: cut(kernel),
    arch: cut(arch),
    hostname: cut(firstLine(sections, 'hostname') ?? ''),
    kind: kind.is,
    kindReason: kind.reason,
    virtualisation: firstRule(VIRTUALISATION, evidence, 'none').is,
    init: firstRule(INITS, evidence, 'other').is,
  };
}

/** Appliances state their own version beside that of what they are built on. */
function versionOf({ sections, release }: Evidence): string {
  const unraid = readAssignments(sections.get('unraid')).get('version');
  const synology = readAssignments(sections.get('synology'));
  const dsm = synology.get('productversion');
  const qnap = readAssignments(sections.get('qnap')).get('Version');
  // `TrueNAS-SCALE-23.10.2`, later without the name.
  const truenas = firstLine(sections, 'truenas')?.replace(/^TrueNAS(?:-SCALE)?-/, '');
  return unraid ?? dsm ?? qnap ?? truenas ?? release.get('VERSION_ID') ?? release.get('BUILD_ID') ?? '';
}

export function readCapabilities(
  sections: Sections,
  versions: Sections | undefined,
  sudo: Pick<DetectedCapabilities, 'sudo' | 'sudoProblem'>,
): DetectedCapabilities {
  const [id, userName, groups] = sections.get('user') ?? [];
  return {
    tools: readTools(sections, versions),
    ...sudo,
    userId: readWhole(id),
    userName: userName === undefined ? null : cut(userName),
    groups: (groups ?? '')
      .split(/\s+/)
      .filter((name) => name !== '')
      .slice(0, MAX_NAMES),
    bootId: orNull(firstLine(sections, 'boot_id')),
    machineId: orNull(firstLine(sections, 'machine_id')),
    inotifyWatches: readWhole(firstLine(sections, 'inotify')),
    containerSockets: readSockets(sections.get('sockets') ?? [], id),
    zfsPools: (sections.get('pools') ?? []).map(cut).slice(0, MAX_NAMES),
  };
}

/** Only tools we know, and only where they are of use; the version is the first line that has one. */
function readTools(sections: Sections, versions: Sections | undefined): Record<string, string> {
  const present = new Set(sections.get('tools'));
  const markers = new Set(sections.get('markers'));
  const usable = TOOLS.filter(
    ({ tool, onlyWith }) => present.has(tool) && (onlyWith === undefined || markers.has(onlyWith)),
  );
  return Object.fromEntries(usable.map(({ tool }) => [tool, versionText(versions?.get(tool))]));
}

function versionText(lines: readonly string[] = []): string {
  return cut(lines.find((line) => /\d+[.]\d+|\b\d{3}\b/.test(line)) ?? '');
}

function readSockets(lines: readonly string[], userId: string | undefined): DetectedCapabilities['containerSockets'] {
  return lines.flatMap((line) => {
    const [access, path] = line.split(' ', 2);
    const row = CONTAINER_SOCKETS.find((known) => known.path.replace('UID', userId ?? '') === path);
    return row === undefined || path === undefined ? [] : [{ path, runtime: row.runtime, usable: access === 'usable' }];
  });
}

function readWhole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function orNull(text: string | undefined): string | null {
  return text === undefined ? null : cut(text);
}

function cut(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '').slice(0, MAX_TEXT);
}
