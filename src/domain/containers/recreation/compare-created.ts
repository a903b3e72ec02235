import { type EngineJson, isEmpty, isSame } from './engine-json.js';
import { viewActual, viewExpected } from './expected-container.js';
import type { PlannedRecreation, RecreationEngine, RecreationRequest } from './recreation.js';
import { showValue } from './show-value.js';
import { readSubject, type Subject } from './subject.js';

export interface CreatedDifference {
  /** As in inspect, e.g. `HostConfig.Memory`, `Config.Env.PATH`, `NetworkSettings.Networks.front.Aliases`. */
  readonly path: string;
  /** JSON text, or a digest where it may hold a secret; null: not there. */
  readonly expected: string | null;
  readonly actual: string | null;
  readonly kind: 'lost' | 'changed' | 'added';
}

export interface CreatedComparison {
  readonly intended: Pick<PlannedRecreation, 'create' | 'connect'>;
  /** Inspect of the new container, after its creation and all connects, before or after its start. */
  readonly created: EngineJson;
  /** The other inspects, as they went into the plan. */
  readonly container: EngineJson;
  readonly oldImage: EngineJson;
  readonly newImage: EngineJson;
  readonly engine: RecreationEngine;
  /** As they went into the plan: what they lend besides is expected. */
  readonly newLenders?: RecreationRequest['newLenders'];
  /** Makes a short, one-way text of a secret one, e.g. the first characters of a SHA-256. */
  readonly digest: (text: string) => string;
  /** Networks that are only connected later. */
  readonly pendingNetworks?: readonly string[];
}

interface Tolerated {
  readonly path: RegExp;
  readonly reason: string;
  readonly holds: (difference: { readonly expected: unknown; readonly actual: unknown }, subject: Subject) => boolean;
}

/** Differences that only the two values together explain; the others are left out of the views. */
const TOLERATED: readonly Tolerated[] = [
  {
    path: /^Config\.Env\.HOME$/,
    reason: 'Podman adds it at the start',
    holds: ({ expected }, { isPodman }) => isPodman && expected === undefined,
  },
  {
    path: /^NetworkSettings\.Networks\.[^]*\.MacAddress$/,
    reason: 'one that was not asked for is made at the start; one that was is not shown by every engine before it',
    holds: ({ expected, actual }) => expected === undefined || isEmpty(actual),
  },
  {
    path: /^NetworkSettings\.Networks\.[^]*\.IPAMConfig$/,
    reason: 'Podman does not show it',
    holds: ({ actual }, { isPodman }) => isPodman && isEmpty(actual),
  },
  {
    path: /^HostConfig\.(Annotations|DeviceCgroupRules|DeviceRequests)$/,
    reason: 'Podman does not show it',
    holds: ({ actual }, { isPodman }) => isPodman && isEmpty(actual),
  },
  {
    path: /^HostConfig\.Devices$/,
    reason: 'Podman does not show the permissions',
    holds: (_values, { isPodman }) => isPodman,
  },
];

/** Everything about the new container that is not as intended; empty when the gate is open. */
export function compareCreated(comparison: CreatedComparison): readonly CreatedDifference[] {
  const { container, created, oldImage, newImage, engine, intended, digest, newLenders = {} } = comparison;
  const request = { oldImage, newImage, engine, imageReference: '', name: '', runId: null, renames: {}, newLenders };
  const [expecting, actual] = [readSubject({ ...request, container }), readSubject({ ...request, container: created })];
  const pending = new Set(comparison.pendingNetworks);
  const wanted = viewExpected(expecting, intended, pending);
  const found = viewActual(expecting, actual, intended, pending);
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((path) => {
    const values = { expected: wanted.get(path), actual: found.get(path) };
    if (isSame(values.expected, values.actual)) return [];
    if (TOLERATED.some((row) => row.path.test(path) && row.holds(values, expecting))) return [];
    return [{ path, ...showBoth(path, values, digest), kind: judgeDifference(values) }];
  });
}

interface Values {
  readonly expected: unknown;
  readonly actual: unknown;
}

function judgeDifference({ expected, actual }: Values): CreatedDifference['kind'] {
  if (isEmpty(actual)) return 'lost';
  return isEmpty(expected) ? 'added' : 'changed';
}

function showBoth(
  path: string,
  { expected, actual }: Values,
  digest: (text: string) => string,
): Pick<CreatedDifference, 'expected' | 'actual'> {
  return { expected: showValue(path, expected, digest), actual: showValue(path, actual, digest) };
}
