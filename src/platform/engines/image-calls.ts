import { encodeReference } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS, type EngineCall } from './engine-call.js';
import { EngineError } from './engine-error.js';
import {
  demandRecord,
  demandRecords,
  isRecord,
  readLabels,
  readNumber,
  readRecord,
  readText,
  readTexts,
} from './engine-json.js';
import type { EngineObject, ImageSummary } from './engine.js';
import { parsePlatform, splitReference } from './image-reference.js';
import { listAgain } from './list-again.js';

export async function listImages(api: EngineApi): Promise<readonly ImageSummary[]> {
  const what = 'listing images';
  const call = { method: 'GET', path: '/images/json', what, limits: CALL_LIMITS.list } as const;
  const images = demandRecords(await listAgain(() => api.json(call)), what);
  return images.map((image) => ({
    id: readText(image['Id']),
    // Engines with containerd list what was pulled by digest among the tags.
    tags: withoutNone(image['RepoTags']).filter((tag) => !tag.includes('@')),
    digests: withoutNone(image['RepoDigests']),
    createdAt: readNumber(image['Created']),
    sizeBytes: readNumber(image['Size']),
    labels: readLabels(image['Labels']),
  }));
}

/** Images without a name are `<none>:<none>` and `<none>@<none>` to older engines. */
function withoutNone(value: unknown): readonly string[] {
  return readTexts(value).filter((name) => !name.startsWith('<none>'));
}

/** Since API 1.49 an engine that keeps several platforms of an image shows the one that is asked for. */
const SHOWS_PLATFORMS = '1.49';

/** By id, tag or `repository@digest`; with a platform `not_found` where the image has none for it. */
export async function inspectImage(api: EngineApi, reference: string, platform?: string): Promise<EngineObject> {
  const what = `inspecting image ${reference}`;
  const path = `/images/${encodeReference(reference)}/json`;
  const byPlatform = platform !== undefined && (await api.speaks(SHOWS_PLATFORMS));
  const query = byPlatform ? { platform: renderPlatform(platform) } : {};
  const call = { method: 'GET', path, what, limits: CALL_LIMITS.look } as const;
  const image = demandRecord(await api.json({ ...call, query }), what);
  const { runtime } = await api.greet();
  return runtime === 'podman' ? addHealthcheck(api, image, call) : image;
}

/** Of Podman's own API; any of its versions has the request. */
const PODMAN_API = '4.0.0';

/** Podman leaves an image's health check out of its answer in Docker's form, and says it in its own. */
async function addHealthcheck(api: EngineApi, image: EngineObject, call: EngineCall): Promise<EngineObject> {
  const own = await api
    .json({ ...call, path: `/libpod${call.path}`, apiVersion: PODMAN_API })
    .catch((error: unknown) => {
      if (error instanceof EngineError && error.status !== null) return undefined;
      throw error;
    });
  const { Healthcheck: healthcheck } = readRecord(own);
  if (!isRecord(healthcheck)) return image;
  return { ...image, Config: { ...readRecord(image['Config']), Healthcheck: healthcheck } };
}

function renderPlatform(platform: string): string {
  const { os, architecture, variant } = parsePlatform(platform);
  return JSON.stringify({ os, architecture, ...(variant === '' ? {} : { variant }) });
}

export async function tagImage(api: EngineApi, id: string, reference: string): Promise<void> {
  const { repository, tag } = splitReference(reference);
  return api.send({
    method: 'POST',
    path: `/images/${encodeReference(id)}/tag`,
    what: `tagging image ${id} as ${reference}`,
    query: { repo: repository, tag },
    limits: CALL_LIMITS.change,
  });
}

/** The parents that nothing else needs go with it, as with `docker rmi`. */
export async function removeImage(api: EngineApi, reference: string): Promise<void> {
  return api.send({
    method: 'DELETE',
    path: `/images/${encodeReference(reference)}`,
    what: `removing image ${reference}`,
    limits: CALL_LIMITS.remove,
  });
}
