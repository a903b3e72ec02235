import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export interface HttpObservation {
  readonly operationId: string;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Text in Prometheus' exposition format from somewhere else (the Temporal SDK's own endpoint). */
export interface MetricsSource {
  readonly name: string;
  read(signal: AbortSignal): Promise<string>;
}

export interface Metrics {
  /** Register further metrics of the process here. */
  readonly registry: Registry;
  readonly contentType: string;
  observeHttp(observation: HttpObservation): void;
  /** Everything as one text. A source that fails or is slow is left out and counted, never an error. */
  render(): Promise<string>;
}

export interface MetricsOptions {
  readonly sources?: readonly MetricsSource[];
  readonly sourceTimeoutMs?: number;
}

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One process's metrics, in a registry of their own. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'millwright_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['operation', 'method', 'status'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  });
  const failures = new Counter({
    name: 'millwright_metrics_source_failures_total',
    help: 'Further sources of /metrics that did not answer in time.',
    labelNames: ['source'],
    registers: [registry],
  });
  const { sources = [], sourceTimeoutMs = 1_000 } = options;
  return {
    registry,
    contentType: registry.contentType,
    observeHttp({ operationId, method, status, durationMs }) {
      duration.observe({ operation: operationId, method, status: String(status) }, durationMs / 1000);
    },
    async render() {
      const readings = sources.map((source) =>
        readSource(source, sourceTimeoutMs).catch(() => {
          failures.inc({ source: source.name });
          return '';
        }),
      );
      const texts = await Promise.all(readings);
      return [await registry.metrics(), ...texts]
        .filter((text) => text !== '')
        .map(endLine)
        .join('');
    },
  };
}

async function readSource(source: MetricsSource, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([source.read(signal), late]);
}

/** A source that is an HTTP endpoint of this machine. */
export function httpMetricsSource(name: string, url: string): MetricsSource {
  return {
    name,
    async read(signal) {
      const response = await fetch(url, { signal });
      if (!response.ok) throw new Error(`${name} answered ${response.status}`);
      return response.text();
    },
  };
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
