/**
 * What a release is beside its numbers, e.g. `amd` of `6.1.0-26-amd64`, `arch` of `6.6.8-arch1-1`: kernels of another
 * flavour may be installed and never meant to run here.
 */
function flavourOf(release: string): string {
  return release
    .replace(/^[\d.]+/, '')
    .replaceAll(/[^a-zA-Z]/g, '')
    .toLowerCase();
}

/** By the numbers in them, one after the other. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.match(/\d+/g)?.map(Number) ?? []);
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? -1) - (right?.[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The newest installed kernel of the running one's flavour; undefined when there is none to compare with. */
export function newestOfFlavour(running: string, installed: readonly string[]): string | undefined {
  return installed
    .filter((release) => flavourOf(release) === flavourOf(running))
    .toSorted(compareReleases)
    .at(-1);
}
