/** That a collector has seen a thing, and when. */
export interface Sighting {
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** Another collector that knew it has looked since, and it was not there. */
  readonly doubted?: true;
}

export type Sightings<S extends Sighting> = Readonly<Record<string, S>>;

const HOUR_MS = 3_600_000;
/** A collector that has not spoken for so long does not keep a thing present that others see no more. */
const DOUBTED_MAX_AGE_MS = 48 * HOUR_MS;

/** `collector` sees it no more: what the others said before is doubted until they see it again. */
export function dropSighting<S extends Sighting>(seenBy: Sightings<S>, collector: string): Sightings<S> {
  const others = Object.entries(seenBy).filter(([name]) => name !== collector);
  return Object.fromEntries(others.map(([name, sighting]) => [name, { ...sighting, doubted: true as const }]));
}

/**
 * Whether an answer without the thing ends a collector's sighting of it. A partial answer says nothing by itself, and
 * confirms what another collector said.
 */
export function endsSighting(sighting: Sighting, complete: boolean): boolean {
  return complete || sighting.doubted === true;
}

/** Without doubted sightings that nobody has confirmed for long; the same object when there are none. */
export function expireSightings<S extends Sighting>(seenBy: Sightings<S>, at: string): Sightings<S> {
  const oldest = Date.parse(at) - DOUBTED_MAX_AGE_MS;
  const kept = Object.entries(seenBy).filter(
    ([, { doubted, at: seen }]) => doubted !== true || Date.parse(seen) >= oldest,
  );
  return kept.length === Object.keys(seenBy).length ? seenBy : Object.fromEntries(kept);
}
