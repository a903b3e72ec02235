import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { createOpenApiDocument } from '../../src/api/openapi.js';
import { apiRoutes } from '../../src/api/routes.js';
import { findRouteFaults } from '../helpers/route-checks.js';

test('no route of the product is without summary and problems, too open, or takes unknown fields', (t) => {
  t.deepEqual(findRouteFaults(apiRoutes), []);
});

test('operation ids and paths are each used once', (t) => {
  const ids = apiRoutes.map(({ operationId }) => operationId);
  t.is(new Set(ids).size, ids.length);
  // Parameters of different names would still be the same path.
  const places = apiRoutes.map(({ method, path: route }) => `${method} ${route.replaceAll(/\{[^}]+\}/g, '{}')}`);
  t.is(new Set(places).size, places.length);
});

test('redocly finds nothing wrong with the document of all routes', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-openapi-'));
  try {
    const file = path.join(directory, 'openapi.json');
    const rules = path.join(directory, 'redocly.yaml');
    await writeFile(file, JSON.stringify(createOpenApiDocument({ routes: apiRoutes, version: '1.0.0' })));
    await writeFile(rules, 'extends:\n  - recommended\nrules:\n  operation-4xx-response: error\n');
    const { stdout, stderr, exitCode } = await execa(
      'node_modules/.bin/redocly',
      ['lint', file, '--config', rules, '--format', 'stylish'],
      { reject: false, env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' } },
    );
    t.is(exitCode, 0, `${stdout}\n${stderr}`);
    t.notRegex(`${stdout}\n${stderr}`, /You have \d+ warning/, `${stdout}\n${stderr}`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
