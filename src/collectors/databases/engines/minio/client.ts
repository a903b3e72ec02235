import { ParseError } from '../../../../platform/commands/index.js';
import { RemoteError } from '../../../../platform/ssh/remote-errors.js';
import type { EngineClient, Measurement, MeasureInput } from '../../engine.js';
import { getOver, type Answer } from './http-over-stream.js';
import { judgeMinio } from './judge.js';
import { MINIO_METRICS } from './metrics.js';
import { parsePrometheus, type PrometheusSample } from './parse-prometheus.js';
import { bearerToken } from './token.js';

const DEFAULT_PORT = 9_000;

/** Version 2 in one page; where a release has no more of it, what is judged of version 3. */
const PATHS: readonly (readonly string[])[] = [
  ['/minio/v2/metrics/cluster'],
  [
    '/minio/metrics/v3/cluster/health',
    '/minio/metrics/v3/cluster/erasure-set',
    '/minio/metrics/v3/cluster/usage/objects',
  ],
];

/** MinIO: its health endpoints, which need no login, and the metrics of the cluster. */
export const minioClient: EngineClient = {
  engines: ['minio'],
  metricDefinitions: MINIO_METRICS,
  commandDefinitions: [],
  measure: async (input) => {
    try {
      return await measureMinio(input);
    } catch (error) {
      if (!(error instanceof RemoteError) || error.errorClass !== 'connection_refused') throw error;
      return nothing(input, 'offline', `Nothing answers at ${nameOf(input)}.`);
    }
  },
};

async function measureMinio(input: MeasureInput): Promise<Measurement> {
  const { ask, live, scheme } = await findScheme(input);
  // Sent while the server waits for its drives or for the others.
  if (live.headers['x-minio-server-status'] === 'offline' || live.status === 503) {
    return { ...nothing(input, 'starting', 'It waits for its drives or its other nodes.'), details: { scheme } };
  }
  if (live.status !== 200) {
    throw new RemoteError('protocol_error', `${nameOf(input)} answered its health check with status ${live.status}.`);
  }
  const errors: RemoteError[] = [];
  const cluster = await ask('/minio/health/cluster').catch((error: unknown) => keepError(error, errors));
  const metrics = await readMetrics(input, ask, live).catch((error: unknown) => keepError(error, errors));
  errors.push(...(metrics?.errors ?? []));
  const judged = judgeMinio({ samples: metrics?.samples, ...readCluster(cluster) }, input);
  const status = metrics === undefined ? 'online' : metrics.status;
  return {
    status,
    statusReason: metrics?.reason ?? null,
    version: judged.version?.slice(0, 100) ?? versionOf(live) ?? input.previous?.version ?? null,
    role: null,
    details: {
      scheme,
      ...(judged.usableFreePercent === undefined ? {} : { usableFreePercent: judged.usableFreePercent }),
    },
    findings: judged.findings,
    values: judged.values,
    errors,
  };
}

function keepError(error: unknown, errors: RemoteError[]): undefined {
  if (!(error instanceof RemoteError)) throw error;
  errors.push(error);
}

type Ask = (path: string, token?: string) => Promise<Answer>;

/** Which of the two it speaks is remembered; a server with TLS answers plain HTTP with status 400. */
async function findScheme(
  input: MeasureInput,
): Promise<{ readonly ask: Ask; readonly live: Answer; readonly scheme: string }> {
  const details = input.last?.details ?? input.previous?.details;
  const first = details?.['scheme'] === 'https' ? 'https' : 'http';
  const path = '/minio/health/live';
  const asking = askerOf(input, first);
  const answer = await asking(path).catch((error: unknown) => {
    if (error instanceof RemoteError && error.errorClass === 'protocol_error') return error;
    throw error;
  });
  if (!(answer instanceof RemoteError) && answer.status !== 400) return { ask: asking, live: answer, scheme: first };
  const second = first === 'http' ? 'https' : 'http';
  const other = askerOf(input, second);
  return { ask: other, live: await other(path), scheme: second };
}

function askerOf(input: MeasureInput, scheme: 'http' | 'https'): Ask {
  const { address, port } = input.endpoint;
  const host = address === null || address === '' ? 'localhost' : address;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port ?? DEFAULT_PORT}`;
  const { signal } = input;
  return async (path, token) => {
    const stream = await input.connect();
    return getOver(stream, { scheme, path, token, authority, signal, where: nameOf(input) });
  };
}

interface Metrics {
  readonly status: 'online' | 'login_required';
  readonly reason: string | null;
  readonly samples: readonly PrometheusSample[] | undefined;
  readonly errors: readonly RemoteError[];
}

const REFUSED: ReadonlySet<number> = new Set([401, 403]);

async function readMetrics(input: MeasureInput, ask: Ask, live: Answer): Promise<Metrics> {
  const { login } = input;
  const token = login && bearerToken(login, serverSeconds(live));
  for (const paths of PATHS) {
    const pages = await askPages(paths, ask, token);
    const [firstPage] = pages;
    if (firstPage === undefined || isNotThere(firstPage.status)) continue;
    if (REFUSED.has(firstPage.status)) return refused(login !== undefined);
    return readPages(pages, paths, nameOf(input));
  }
  throw new RemoteError('command_failed', `${nameOf(input)} has neither version 2 nor version 3 of the metrics.`);
}

async function askPages(paths: readonly string[], ask: Ask, token: string | undefined): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (const path of paths) {
    const page = await ask(path, token);
    pages.push(page);
    if (page.status !== 200) break;
  }
  return pages;
}

/** A path that a release does not know is taken for a bucket, whose name it does not like. */
function isNotThere(status: number): boolean {
  return status === 404 || status === 400 || status === 410;
}

function refused(hasLogin: boolean): Metrics {
  const reason = hasLogin
    ? 'It refused the login for its metrics: give it the access and secret key of an account with the policy diagnostics, or the user bearer and a token.'
    : 'Give it a login to see its measures, or set MINIO_PROMETHEUS_AUTH_TYPE=public.';
  return { status: 'login_required', reason, samples: undefined, errors: [] };
}

function readPages(pages: readonly Answer[], paths: readonly string[], where: string): Metrics {
  const errors: RemoteError[] = [];
  const samples = pages.flatMap(({ status, body }, index) => {
    const path = paths[index] ?? '';
    if (status !== 200) {
      errors.push(new RemoteError('command_failed', `${where} answered ${path} with status ${status}.`));
      return [];
    }
    const text = parsePrometheus(body);
    if (text.badLine !== undefined)
      errors.push(new ParseError(path, `${text.badLines} lines are no metrics`, text.badLine));
    return text.samples;
  });
  return { status: 'online', reason: null, samples, errors };
}

interface Cluster {
  /** undefined: neither yes nor no was said. */
  readonly hasWriteQuorum: boolean | undefined;
  /** The part that is not ready: `iam-offline`, `bucket-metadata-offline`. */
  readonly notReady: string | undefined;
  readonly healingDrives: number | undefined;
}

/** 503 is lost quorum, unless a header says that the question was not even looked at. */
function readCluster(answer: Answer | undefined): Cluster {
  const notReady = answer?.headers['x-minio-server-status'];
  const quorum = answer?.status === 200 ? true : answer?.status === 503 && notReady === undefined ? false : undefined;
  const healing = answer?.headers['x-minio-healing-drives'] ?? '';
  return {
    hasWriteQuorum: quorum,
    notReady: answer?.status === 503 ? notReady : undefined,
    healingDrives: /^\d{1,6}$/.test(healing) ? Number(healing) : undefined,
  };
}

/** A token is judged by the server’s clock. */
function serverSeconds({ headers }: Answer): number {
  const theirs = Date.parse(headers['date'] ?? '');
  return Math.floor((Number.isFinite(theirs) ? theirs : Date.now()) / 1000);
}

/** Old releases named themselves in the header; newer ones say `MinIO` only. */
function versionOf({ headers }: Answer): string | undefined {
  return /^minio\/(\S{1,60})/i.exec(headers['server'] ?? '')?.[1];
}

function nothing(input: MeasureInput, status: Measurement['status'], reason: string): Measurement {
  const rest = { role: null, details: {}, findings: [], values: {}, errors: [] };
  return { status, statusReason: reason, version: input.previous?.version ?? null, ...rest };
}

function nameOf({ endpoint: { address, port } }: MeasureInput): string {
  return `MinIO at ${address ?? 'localhost'} port ${port ?? DEFAULT_PORT}`;
}
