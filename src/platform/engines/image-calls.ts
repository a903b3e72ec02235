import { encodeReference } from './encode-name.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { demandRecord, demandRecords, readLabels, readNumber, readText, readTexts } from './engine-json.js';
import type { EngineObject, ImageSummary } from './engine.js';
import { parsePlatform, splitReference } from './image-reference.js';

export async function listImages(api: EngineApi): Promise<readonly ImageSummary[]> {
  const what = 'listing images';
  const call = { method: 'GET', path: '/images/json', what, limits: CALL_LIMITS.list } as const;
  const images = demandRecords(await api.json(call), what);
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
  return demandRecord(await api.json({ method: 'GET', path, what, query, limits: CALL_LIMITS.look }), what);
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
