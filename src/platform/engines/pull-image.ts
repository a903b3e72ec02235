import { readBody } from './body-watch.js';
import type { EngineApi } from './engine-api.js';
import { CALL_LIMITS } from './engine-call.js';
import { EngineError } from './engine-error.js';
import { classifyPullError } from './engine-failures.js';
import { readText, readTexts } from './engine-json.js';
import type { PullRequest, PullResult, RegistryLogin } from './engine.js';
import { inspectImage } from './image-calls.js';
import {
  fitsPlatform,
  parsePlatform,
  readPlatform,
  showPlatform,
  splitReference,
  type SplitReference,
} from './image-reference.js';
import { PullProgress } from './pull-progress.js';
import { showText } from './show-text.js';

/** Between two lines: unpacking a large layer says nothing for long. */
const IDLE_MS = 600_000;
const MESSAGE_CHARACTERS = 1_000;

/** Pulls an image, reads all that the engine says while it does, and looks at what came. */
export async function pullImage(api: EngineApi, request: PullRequest): Promise<PullResult> {
  const split = splitReference(request.reference);
  const what = `pulling ${showText(request.reference, MESSAGE_CHARACTERS)}`;
  await readPull(api, { request, split, what });
  return inspectPulled(api, request, what);
}

interface Pull {
  readonly request: PullRequest;
  readonly split: SplitReference;
  readonly what: string;
}

async function readPull(api: EngineApi, pull: Pull): Promise<void> {
  const { request, split, what } = pull;
  const { login, platform, signal } = request;
  try {
    const answer = await api.stream({
      method: 'POST',
      path: '/images/create',
      what,
      query: { fromImage: split.repository, tag: split.tag, platform },
      headers: login === undefined ? {} : { 'X-Registry-Auth': encodeLogin(login, split.registry) },
      limits: CALL_LIMITS.pull,
      // Pulling again finds what is there already.
      harmless: true,
      signal,
    });
    const progress = new PullProgress(request.onProgress);
    await readBody(answer, { idleMs: IDLE_MS, what, mayHaveRun: false }, (chunk) => progress.accept(chunk));
    progress.finish();
    if (progress.error !== undefined) throw describePullError(what, progress.error);
  } catch (error) {
    throw withoutPassword(refine(error, what), login);
  }
}

/** Some engines tell before the stream begins what others tell within it. */
function refine(error: unknown, what: string): unknown {
  if (!(error instanceof EngineError) || error.status === null || error.code === 'disk_full') return error;
  if (error.code === 'unauthorized' || error.code === 'unavailable') return error;
  const code = classifyPullError(error.message.slice(what.length));
  return new EngineError(code, error.message, { status: error.status, cause: error });
}

function describePullError(what: string, text: string): EngineError {
  return new EngineError(classifyPullError(text), `${what}: ${showText(text, MESSAGE_CHARACTERS)}`);
}

/** Go wants the padding. */
function encodeLogin({ username, password }: RegistryLogin, registry: string): string {
  const text = JSON.stringify({ username, password, serveraddress: registry });
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** Shorter ones would be found in any text, and hide it. */
const SHORTEST_PASSWORD = 4;

/** A registry may say what it was sent; a password goes into no message. */
function withoutPassword(error: unknown, login: RegistryLogin | undefined): unknown {
  if (!(error instanceof EngineError) || login === undefined) return error;
  if (login.password.length < SHORTEST_PASSWORD || !error.message.includes(login.password)) return error;
  const message = error.message.replaceAll(login.password, '[password]');
  return new EngineError(error.code, message, error.status === null ? {} : { status: error.status });
}

/** The id is what containers made from it will name; with several platforms in one image that is the whole image's. */
async function inspectPulled(api: EngineApi, request: PullRequest, what: string): Promise<PullResult> {
  const image = await inspectImage(api, request.reference);
  const imageId = readText(image['Id']);
  if (imageId === '') throw new EngineError('engine_failed', `${what}: the engine gave no id of the image.`);
  if (request.platform !== undefined) await checkPlatform(api, { ...request, platform: request.platform }, what);
  return { imageId, repoDigests: readTexts(image['RepoDigests']) };
}

/** Engines take an image of another platform when its name leads to one image only. */
async function checkPlatform(
  api: EngineApi,
  { reference, platform }: { readonly reference: string; readonly platform: string },
  what: string,
): Promise<void> {
  const image = await inspectImage(api, reference, platform).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'not_found') return undefined;
    throw error;
  });
  if (image !== undefined && fitsPlatform(readPlatform(image), parsePlatform(platform))) return;
  const has = image === undefined ? 'it is for others' : `it is for ${showPlatform(readPlatform(image))}`;
  throw new EngineError('wrong_platform', `${what}: there is no image for ${platform}; ${has}.`);
}
