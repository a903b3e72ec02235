import test from 'ava';
import { startHttpServer } from '../../../src/platform/http/http-server.js';
import { createMetrics, httpMetricsSource } from '../../../src/platform/metrics/metrics.js';

test('requests are counted by operation, method and status', async (t) => {
  const metrics = createMetrics();
  metrics.observeHttp({ operationId: 'listUsers', method: 'GET', status: 200, durationMs: 12 });
  metrics.observeHttp({ operationId: 'listUsers', method: 'GET', status: 200, durationMs: 700 });
  const text = await metrics.render();
  const labels = 'operation="listUsers",method="GET",status="200"';
  t.true(text.includes(`millwright_http_request_duration_seconds_count{${labels}} 2`));
  t.true(text.includes(`millwright_http_request_duration_seconds_bucket{le="0.025",${labels}} 1`));
  t.regex(text, /^process_resident_memory_bytes \d+/m);
  t.true(text.endsWith('\n'));
});

test('two processes’ worth of metrics do not share a registry', async (t) => {
  const [a, b] = [createMetrics(), createMetrics()];
  a.observeHttp({ operationId: 'only', method: 'GET', status: 200, durationMs: 1 });
  t.false((await b.render()).includes('operation="only"'));
});

test('text of other sources is appended, each family whole', async (t) => {
  const server = await startHttpServer((_request, response) => response.end('# TYPE sdk_x gauge\nsdk_x 1'), {
    host: '127.0.0.1',
    port: 0,
  });
  const metrics = createMetrics({ sources: [httpMetricsSource('sdk', `${server.url}/metrics`)] });
  const text = await metrics.render();
  await server.close({ drainMs: 100 });
  t.true(text.endsWith('# TYPE sdk_x gauge\nsdk_x 1\n'));
});

test('a source that fails, refuses or hangs is left out and counted', async (t) => {
  const server = await startHttpServer(
    (_request, response) => {
      response.statusCode = 500;
      response.end('oops 1');
    },
    { host: '127.0.0.1', port: 0 },
  );
  const metrics = createMetrics({
    sourceTimeoutMs: 100,
    sources: [httpMetricsSource('refusing', server.url), { name: 'hanging', read: () => new Promise(() => undefined) }],
  });
  const startedAt = Date.now();
  const text = await metrics.render();
  t.true(Date.now() - startedAt < 1_000);
  await server.close({ drainMs: 100 });
  t.false(text.includes('oops'));
  for (const source of ['refusing', 'hanging']) {
    t.regex(text, new RegExp(`millwright_metrics_source_failures_total\\{source="${source}"\\} 1`));
  }
});
