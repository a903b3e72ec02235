import { parseJson, readObject } from './json-answer.js';
import { readRateLimit, type RateLimit } from './rate-limit.js';
import { assertFound } from './read-head.js';
import { RegistryError } from './registry-error.js';
import type { RegistrySession } from './registry-session.js';
import { assertRepository, isTag, type RegistryTarget } from './registry-target.js';

export interface TagList {
  /** Each once, in the registry's order; what is no tag is left out. */
  readonly tags: readonly string[];
  /** There are more than were read. */
  readonly truncated: boolean;
  readonly pages: number;
  readonly rateLimit: RateLimit | null;
}

const PAGE_SIZE = 1_000;
const MAX_PAGES = 50;
const MAX_TAGS = 50_000;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const NEXT_LINK = /<([^>]*)>\s*;[^,]*?\brel\s*=\s*"?next"?/i;

/** Reads page after page, each of this repository in this registry. Throws `RegistryError`. */
export async function listTags(
  session: RegistrySession,
  { registry, repository }: Pick<RegistryTarget, 'registry' | 'repository'>,
): Promise<TagList> {
  assertRepository(registry, repository);
  const place = `${registry}/${repository}`;
  const start = `/v2/${repository}/tags/list`;
  const tags = new Set<string>();
  const seen = new Set<string>();
  let rateLimit: RateLimit | null = null;
  let path: string | null = `${start}?n=${PAGE_SIZE}`;
  while (path !== null && seen.size < MAX_PAGES && tags.size < MAX_TAGS) {
    seen.add(path);
    const answer = await session.request({ method: 'GET', repository, path, maxBytes: MAX_PAGE_BYTES });
    assertFound(answer, place);
    rateLimit = readRateLimit(answer.headers) ?? rateLimit;
    for (const tag of readTags(answer.body, place)) if (tags.size < MAX_TAGS) tags.add(tag);
    path = readNext(answer.headers.link, { start, current: path, place });
    if (path !== null && seen.has(path)) throw new RegistryError('bad_answer', `${place} lists its tags in circles.`);
  }
  return { tags: [...tags], truncated: path !== null || tags.size >= MAX_TAGS, pages: seen.size, rateLimit };
}

function readTags(body: Buffer, place: string): readonly string[] {
  const { tags } = readObject(parseJson(body, place), place);
  // Null is how some say that there are none.
  if (tags === null || tags === undefined) return [];
  if (!Array.isArray(tags)) throw new RegistryError('bad_answer', `${place} sent no list of tags.`);
  return tags.filter((tag) => typeof tag === 'string').filter(isTag);
}

interface Page {
  readonly start: string;
  readonly current: string;
  readonly place: string;
}

/** The path of the next page. A registry behind a proxy may name itself wrongly, so only path and query are taken. */
function readNext(link: string | string[] | undefined, { start, current, place }: Page): string | null {
  const header = Array.isArray(link) ? link.join(',') : (link ?? '');
  const target = NEXT_LINK.exec(header)?.[1];
  if (target === undefined) return null;
  const base = `http://registry${current}`;
  const url = URL.canParse(target, base) ? new URL(target, base) : null;
  if (url?.pathname !== start) {
    throw new RegistryError('redirect_refused', `${place} names a next page of its tags that is somewhere else.`);
  }
  return `${url.pathname}${url.search}`;
}
