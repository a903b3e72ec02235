import { startHttpServer, type HttpServer } from '../platform/http/http-server.js';
import { findFreePort } from '../platform/process/ports.js';
import type { Workers } from '../platform/temporal/worker.js';
import type { Services } from './open-services.js';

/** `/health/live`, `/health/ready` and `/metrics` of a separate worker: for container health checks and Prometheus. */
export async function startWorkerHealth(services: Services, workers: Workers): Promise<HttpServer> {
  const { config, metrics } = services;
  const port = config.metricsPort ?? (await findFreePort());
  return startHttpServer(
    (request, response) => {
      const send = (status: number, type: string, body: string): void => {
        response.writeHead(status, { 'Content-Type': type });
        response.end(body);
      };
      const json = (status: number, value: object): void => send(status, 'application/json', JSON.stringify(value));
      if (request.url === '/health/live') json(200, { status: 'ok' });
      else if (request.url === '/health/ready')
        json(workers.isRunning() ? 200 : 503, { status: workers.isRunning() ? 'ok' : 'unavailable' });
      else if (request.url === '/metrics') {
        metrics.render().then(
          (text) => send(200, metrics.contentType, text),
          () => json(500, { status: 'error' }),
        );
      } else json(404, { status: 'not found' });
    },
    { host: config.host, port },
  );
}
