import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectionError, CollectionRun } from '../../src/domain/collection/run.js';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty when there is none or it is not JSON. */
  readonly body: Record<string, unknown>;
  readonly durationMs: number;
}

export interface SystemClient {
  readonly url: string;
  /** One request with the admin's token, whatever its answer. */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The body of an answer below 300; throws for others. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Every item of a list, over its pages. */
  list<T>(path: string): Promise<T[]>;
  startRun(request?: { serverIds?: readonly string[]; selector?: string }): Promise<CollectionRun>;
  /** Waits until the run has ended, whatever is away meanwhile; throws when it takes longer than `withinMs`. */
  waitForRun(id: string, withinMs: number): Promise<CollectionRun>;
  listErrors(runId: string): Promise<CollectionError[]>;
}

const POLL_MS = 150;
const REQUEST_TIMEOUT_MS = 120_000;
const RUNS = '/api/infrastructure/collection/runs';

export function createSystemClient(url: string, token: string): SystemClient {
  const api = (method: string, path: string, body?: unknown) => send(`${url}${path}`, { method, token, body });
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await api(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.body as T;
  };
  const list = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer: { items: T[]; nextCursor: string | null } = await ask('GET', `${withLimit(path)}${page}`);
      items.push(...answer.items);
      cursor = answer.nextCursor;
    } while (cursor !== null);
    return items;
  };
  return {
    url,
    api,
    ask,
    list,
    startRun: (request = {}) => ask('POST', RUNS, request),
    waitForRun: (id, withinMs) => waitForRun(api, id, withinMs),
    listErrors: (runId) => list(`/api/infrastructure/collection/errors?runId=${runId}`),
  };
}

function withLimit(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}limit=500`;
}

async function send(url: string, request: { method: string; token: string; body: unknown }): Promise<ApiAnswer> {
  const { method, token, body } = request;
  const startedAt = performance.now();
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const durationMs = Math.round(performance.now() - startedAt);
  return { status: response.status, headers: response.headers, text, body: parseObject(text), durationMs };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function waitForRun(api: SystemClient['api'], id: string, withinMs: number): Promise<CollectionRun> {
  const deadlineAt = Date.now() + withinMs;
  let last = 'no answer';
  while (Date.now() < deadlineAt) {
    const answer = await api('GET', `${RUNS}/${id}`).catch((error: unknown) => String(error));
    last = typeof answer === 'string' ? answer : answer.text;
    if (typeof answer !== 'string' && answer.status === 200 && answer.body['state'] !== 'running')
      return answer.body as unknown as CollectionRun;
    await sleep(POLL_MS);
  }
  throw new Error(`Run ${id} has not ended within ${withinMs} ms; last answer: ${last}`);
}
