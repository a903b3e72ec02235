import type { EngineJson } from './engine-json.js';
import { planMac } from './mac-address.js';
import { findPrimary, hasOwnNetworks, planEndpoint } from './networks.js';
import type { ConnectRequest, RecreationEngine } from './recreation.js';
import { readSubject, speaks } from './subject.js';

const NO_IMAGE: EngineJson = {};

/**
 * The endpoints of a container as they can be connected again after they were disconnected: what to disconnect before
 * its successor starts (fixed addresses are free only then), and what a rollback connects again. Empty for one without
 * networks of its own; Podman shows the owner's for those.
 */
export function planReconnect(container: EngineJson, engine: RecreationEngine): readonly ConnectRequest[] {
  const images = { oldImage: NO_IMAGE, newImage: NO_IMAGE };
  const subject = readSubject({ container, ...images, engine, imageReference: '', name: '', runId: null, renames: {} });
  if (!hasOwnNetworks(subject)) return [];
  const primary = findPrimary(subject);
  return Object.entries(subject.endpoints).map(([network, endpoint]) => {
    const mac =
      engine.runtime === 'podman' || speaks(engine, '1.44')
        ? planMac(subject, endpoint, network === primary)
        : undefined;
    return { network, endpoint: planEndpoint(subject, network, mac?.address) };
  });
}
