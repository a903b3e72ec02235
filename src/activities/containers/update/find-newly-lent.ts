import { cleanPath } from '../../../domain/containers/recreation/storage.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import type { MemberState } from './survey.js';

/**
 * Paths that those who borrow its volumes get from the new container and would not get from the old one, because its
 * image declares volumes that the old image did not. Only for these they have to be told which of the two is meant.
 */
export async function findNewlyLent(
  engine: ContainerEngine,
  { state, id }: { readonly state: MemberState; readonly id: string },
): Promise<readonly string[]> {
  const had = new Set(listPaths(state.original ?? {}));
  return listPaths(await engine.inspectContainer(id)).filter((path) => !had.has(path));
}

function listPaths(container: EngineObject): readonly string[] {
  const mounts: readonly unknown[] = Array.isArray(container['Mounts']) ? container['Mounts'] : [];
  return mounts.flatMap((mount) =>
    typeof mount === 'object' && mount !== null && 'Destination' in mount ? [cleanPath(String(mount.Destination))] : [],
  );
}
