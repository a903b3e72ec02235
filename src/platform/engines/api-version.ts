/**
 * The newest version of Docker's API that this client was tested with. What an engine adds to an object in a later
 * version is not seen below it, and what is not seen would be lost when a container is recreated.
 */
export const NEWEST_API_VERSION = '1.56';

const VERSION = /^(\d{1,3})\.(\d{1,3})$/;

function parse(version: string): readonly [number, number] | undefined {
  const found = VERSION.exec(version);
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}

/** Negative when `left` is older, zero when equal. Texts that are no version count as 0.0. */
export function compareApiVersions(left: string, right: string): number {
  const [leftMajor, leftMinor] = parse(left) ?? [0, 0];
  const [rightMajor, rightMinor] = parse(right) ?? [0, 0];
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

/** The version to speak with an engine that offers this one; undefined when it offers none. */
export function chooseApiVersion(offered: string | undefined): string | undefined {
  if (offered === undefined || parse(offered) === undefined) return undefined;
  return compareApiVersions(offered, NEWEST_API_VERSION) < 0 ? offered : NEWEST_API_VERSION;
}
