import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { execa } from 'execa';
import { z } from 'zod';
import { createOpenApiDocument } from '../../src/api/openapi.js';
import { identityRoutes } from '../../src/api/identity/routes.js';
import { routesFor } from '../../src/api/define-route.js';
import { systemRoutes } from '../../src/api/system/routes.js';
import { findRouteFaults } from '../helpers/route-checks.js';

const routes = [...identityRoutes, ...systemRoutes];
const defineRoute = routesFor<Record<never, never>>();

test('every route has a summary and problems, and whoever changes something is at least an operator', (t) => {
  t.deepEqual(findRouteFaults(routes), []);
});

test('a body that would take unknown fields, however deep, is found', (t) => {
  const loose = defineRoute({
    operationId: 'postLoose',
    method: 'POST',
    path: '/test/loose',
    summary: 'Loose',
    tag: 'test',
    role: 'operator',
    body: z.strictObject({ inner: z.array(z.object({ a: z.string() })) }),
    response: { status: 204 },
    problems: [],
    handle: (_input) => ({}),
  });
  t.deepEqual(findRouteFaults([loose]).length, 1);
});

test('the document does not depend on the order of the routes', (t) => {
  const forwards = JSON.stringify(createOpenApiDocument({ routes, version: '1' }));
  const backwards = JSON.stringify(createOpenApiDocument({ routes: [...routes].reverse(), version: '1' }));
  t.is(forwards, backwards);
});

test('an input’s defaults are optional, an answer’s fields are there, and lists name their filters', (t) => {
  const document = createOpenApiDocument({ routes, version: '1' });
  const list = document.paths?.['/api/users']?.get as unknown as { parameters: { name: string; schema: object }[] };
  t.deepEqual(
    list.parameters.map(({ name }) => name),
    ['limit', 'cursor', 'role', 'disabled'],
  );
  t.like(list.parameters[0]?.schema, { type: 'integer', minimum: 1, maximum: 500, default: 50 });
  t.like(list.parameters[3]?.schema, { type: 'boolean' });
  const schemas = document.components?.schemas as Record<string, { required?: string[] }>;
  t.true(schemas['Token']?.required?.includes('scopes'));
});

test('redocly finds nothing wrong with the document', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-openapi-'));
  try {
    const file = path.join(directory, 'openapi.json');
    const rules = 'extends:\n  - recommended\nrules:\n  operation-4xx-response: error\n';
    await writeFile(file, JSON.stringify(createOpenApiDocument({ routes, version: '1.0.0' })));
    await writeFile(path.join(directory, 'redocly.yaml'), rules);
    const { stdout, stderr, exitCode } = await execa(
      'node_modules/.bin/redocly',
      ['lint', file, '--config', path.join(directory, 'redocly.yaml'), '--format', 'stylish'],
      { reject: false, env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' } },
    );
    t.is(exitCode, 0, `${stdout}\n${stderr}`);
    t.notRegex(`${stdout}\n${stderr}`, /You have \d+ warning/, `${stdout}\n${stderr}`);
  } finally {
    await rm(directory, { recursive: true });
  }
});
