import type { InspectedContainer } from '../../src/collectors/databases/evidence.js';
import type { Evidence } from '../../src/collectors/databases/server.js';
import { parseContainers, parseInspected } from '../../src/collectors/databases/parse-containers.js';
import { parseSsListeners, parseSsUnix } from '../../src/collectors/databases/parse-listeners.js';
import { parseProcesses } from '../../src/collectors/databases/parse-processes.js';
import type { FoundEndpoint } from '../../src/collectors/databases/schema.js';
import { fixture, outputOf } from '../collectors/fixtures.js';

export const read = (name: string) => outputOf(fixture(`databases/${name}`));
export const NONE: Evidence = {
  listeners: undefined,
  unix: undefined,
  processes: undefined,
  containers: [],
  inspected: new Map(),
};
export const inspectedAs = (name: string): InspectedContainer | null =>
  parseInspected(read(`inspect-${name}.txt`)).value;

export const full: Evidence = {
  listeners: parseSsListeners(read('ss-6.1-root.txt')).value,
  unix: parseSsUnix(read('ss-unix-6.1-root.txt')).value,
  processes: parseProcesses(read('ps-procps.txt')).value,
  containers: [parseContainers('docker', read('docker-ps-27.txt')).value],
  inspected: new Map([
    ['cache', inspectedAs('bridge')],
    ['hostdb', inspectedAs('host')],
  ]),
};

export function listing(text: string) {
  return parseSsListeners(outputOf(text)).value;
}

export const brief = (servers: readonly FoundEndpoint[]): string[] =>
  servers.map(
    ({ identity, address, port, certainty }) => `${identity} at ${address ?? '-'}:${port ?? '-'} ${certainty}`,
  );
