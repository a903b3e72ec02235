import type { Config } from '../../config/config.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../../platform/errors/catalogue.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

export interface ApiReply<T> {
  readonly status: number;
  readonly body: T;
}

/** The HTTP API of a Millwright that runs somewhere. Problems come as the MillwrightErrors they are. */
export interface ApiClient {
  send<T>(method: string, path: string, json?: unknown): Promise<ApiReply<T>>;
  get<T>(path: string): Promise<T>;
}

const TIMEOUT_MS = 150_000;

export function connectApi(config: Pick<Config, 'url' | 'token' | 'port'>): ApiClient {
  const base = (config.url ?? `http://127.0.0.1:${config.port}`).replace(/\/$/, '');
  const { token } = config;
  if (token === undefined) {
    throw new MillwrightError(
      'configuration_invalid',
      'MILLWRIGHT_TOKEN (or MILLWRIGHT_TOKEN_FILE) is not set: this command acts as the person whose token it is.',
    );
  }
  const send = async <T>(method: string, path: string, json?: unknown): Promise<ApiReply<T>> => {
    const response = await reach(base, path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.status >= 400) throw toError(response.status, body);
    return { status: response.status, body: body as T };
  };
  return { send, get: async (path) => (await send<never>('GET', path)).body };
}

async function reach(base: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${base}${path}`, init);
  } catch (error) {
    throw new MillwrightError('api_unreachable', `Nothing answers at ${base}.`, {
      cause: error,
    });
  }
}

function toError(status: number, body: unknown): MillwrightError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = typeof problem['code'] === 'string' ? problem['code'] : '';
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : `The answer was ${status}.`;
  return new MillwrightError(code in ERROR_CATALOGUE ? (code as ErrorCode) : 'internal', detail, { members: problem });
}
