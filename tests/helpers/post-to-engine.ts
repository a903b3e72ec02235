import { request } from 'node:http';
import type { EngineObject } from '../../src/platform/engines/engine.js';
import type { TestEngine } from './docker-engine.js';

/** What users do that the engine's interface is not made for. */
export async function postToEngine(host: TestEngine, path: string, body: object): Promise<EngineObject> {
  const text = JSON.stringify(body);
  const headers = { Host: 'engine', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const target = { socketPath: host.socketPath, method: 'POST', path: `/v${host.apiVersion}${path}`, headers };
    const sending = request({ ...target, agent: false }, (answer) => {
      let said = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      answer.once('end', () => {
        if ((answer.statusCode ?? 500) < 300) resolve(said === '' ? {} : (JSON.parse(said) as EngineObject));
        else reject(new Error(`${path}: ${answer.statusCode} ${said}`));
      });
    });
    sending.once('error', reject).end(text);
  });
}
