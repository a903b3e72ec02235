import { type EngineJson, readRecord, readRecords, readText } from './engine-json.js';
import type { RecreationEngine, RecreationRequest } from './recreation.js';

/** A request taken apart: what the rules look at. */
export interface Subject {
  readonly request: RecreationRequest;
  readonly engine: RecreationEngine;
  readonly id: string;
  readonly config: EngineJson;
  readonly hostConfig: EngineJson;
  /** What the images bring: their `Config`. */
  readonly oldConfig: EngineJson;
  readonly newConfig: EngineJson;
  /** Inspect's top-level `Mounts`: what is really mounted. */
  readonly mounts: readonly EngineJson[];
  /** `NetworkSettings.Networks`: network name → endpoint. */
  readonly endpoints: Readonly<Record<string, EngineJson>>;
  readonly networkMode: string;
  readonly isPodman: boolean;
}

export function readSubject(request: RecreationRequest): Subject {
  const { container, oldImage, newImage, engine } = request;
  const hostConfig = readRecord(container['HostConfig']);
  const networks = readRecord(readRecord(container['NetworkSettings'])['Networks']);
  return {
    request,
    engine,
    id: readText(container['Id']),
    config: readRecord(container['Config']),
    hostConfig,
    oldConfig: readRecord(oldImage['Config']),
    newConfig: readRecord(newImage['Config']),
    mounts: readRecords(container['Mounts']),
    endpoints: Object.fromEntries(Object.entries(networks).map(([name, endpoint]) => [name, readRecord(endpoint)])),
    networkMode: readText(hostConfig['NetworkMode']),
    isPodman: engine.runtime === 'podman',
  };
}

const VERSION = /^(\d{1,3})\.(\d{1,3})$/;

/** Whether the API that is spoken has what came with this version. */
export function speaks({ apiVersion }: RecreationEngine, wanted: string): boolean {
  const [have, want] = [VERSION.exec(apiVersion), VERSION.exec(wanted)];
  if (have === null || want === null) return false;
  const major = Number(have[1]) - Number(want[1]);
  return major === 0 ? Number(have[2]) >= Number(want[2]) : major > 0;
}

const SHORT_ID = 12;

/** The first characters of an id, as engines use them for generated hostnames and aliases. */
export const shortId = (id: string): string => id.slice(0, SHORT_ID);

const CONTAINER_MODE = 'container:';

/** The container of `container:<id or name>`. */
export function ownerOf(mode: unknown): string | undefined {
  const text = readText(mode);
  return text.startsWith(CONTAINER_MODE) ? text.slice(CONTAINER_MODE.length) : undefined;
}
