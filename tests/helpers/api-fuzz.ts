import { Agent, request as httpRequest } from 'node:http';
import { KnownIds } from './api-fuzz-ids.js';
import { createRandom, type Random } from './api-fuzz-random.js';
import { generateValue, HOSTILE_STRINGS, spoil, type JsonSchema } from './api-fuzz-values.js';

export interface FuzzOptions {
  /** Parsed /openapi.json. */
  readonly document: FuzzDocument;
  readonly baseUrl: string;
  readonly token: string;
  /** How many requests, not counting further ones to operations that were never served. */
  readonly requests: number;
  /** The same seed gives the same choices (ids harvested from answers aside). */
  readonly seed: number;
  readonly concurrency?: number;
  /** Operations that are left alone. */
  readonly skip?: readonly string[];
  /** Ids that no changing request may name: the fuzzer's own user and token. */
  readonly protect?: readonly string[];
  /** By the template of a list below another resource: a member of it that chance would hardly find. */
  readonly places?: Readonly<Record<string, string>>;
  /** Operations that are not tried again when chance has served none of their requests. */
  readonly hopeless?: readonly string[];
}

export interface FuzzDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, FuzzOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> };
}

interface FuzzOperation {
  readonly operationId: string;
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema?: JsonSchema }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: JsonSchema }>> };
}

export interface FuzzFinding {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly status: number;
  readonly answer: string;
}

export interface FuzzReport {
  readonly requests: number;
  /** `2xx`, `4xx`, … → how many. */
  readonly classes: Record<string, number>;
  readonly byOperation: Record<string, Record<string, number>>;
  /** Answers of 500 and above. */
  readonly serverErrors: FuzzFinding[];
  /** Refusals that are not problem+json with a code. */
  readonly malformedProblems: FuzzFinding[];
  /** Requests that got no answer at all. */
  readonly failures: string[];
}

interface Target {
  readonly method: string;
  readonly template: string;
  readonly operation: FuzzOperation;
}

interface Shot {
  readonly target: Target;
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const MAX_KEPT_FINDINGS = 50;
/** For an operation that chance has served none of its requests. */
const MAX_FURTHER_SHOTS = 1_000;
const REQUEST_TIMEOUT_MS = 20_000;
const UUID = /"(id|[a-z]+Id)":"([0-9a-f-]{36})"/g;

/** What `/x/{name}` goes by. */
const NAME = /"name":"([a-z][a-z0-9_-]{0,62})"/g;

/** Sends random valid, nearly valid and hostile requests that are made from the API's own description. */
export async function fuzzApi(options: FuzzOptions): Promise<FuzzReport> {
  const random = createRandom(options.seed);
  const targets = listTargets(options);
  const report: FuzzReport = {
    requests: options.requests,
    classes: {},
    byOperation: {},
    serverErrors: [],
    malformedProblems: [],
    failures: [],
  };
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency ?? 8 });
  const known = new KnownIds();
  for (const [list, place] of Object.entries(options.places ?? {})) known.rememberPlace(list, place);
  let sent = 0;
  const fireAt = async (target: Target): Promise<void> => {
    const shot = makeShot({ options, random, known }, target);
    try {
      const answer = await fire(options.baseUrl, agent, shot);
      record(report, shot, answer);
      for (const [, field = '', id = ''] of answer.text.matchAll(UUID)) {
        known.remember(id, shot.target.template);
        if (field !== 'id') known.remember(id, field);
      }
      if (answer.status === 200) rememberPlaces(known, shot, answer.text);
      for (const match of answer.text.matchAll(NAME)) known.rememberName(match[1] ?? '', shot.target.template);
    } catch (error) {
      report.failures.push(`${shot.method} ${shot.path}: ${String(error)}`);
    }
  };
  const worker = async (): Promise<void> => {
    while (sent < options.requests) {
      sent += 1;
      await fireAt(random.pick(targets));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 8 }, worker));
  for (const target of unserved(report, targets)) {
    if (options.hopeless?.includes(target.operation.operationId) === true) continue;
    for (let shot = 0; shot < MAX_FURTHER_SHOTS && unserved(report, [target]).length > 0; shot += 1)
      await fireAt(target);
  }
  agent.destroy();
  return report;
}

/** Operations that answered nothing but refusals so far: chance decides which ids a request names. */
function unserved(report: FuzzReport, targets: readonly Target[]): readonly Target[] {
  const served = (target: Target): boolean =>
    Object.keys(report.byOperation[target.operation.operationId] ?? {}).some((status) => status.startsWith('2'));
  return targets.filter((target) => !served(target));
}

function listTargets({ document, skip = [] }: FuzzOptions): Target[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item)
      .filter(([, operation]) => !skip.includes(operation.operationId))
      .map(([method, operation]) => ({ method: method.toUpperCase(), template, operation })),
  );
}

interface Making {
  readonly options: FuzzOptions;
  readonly random: Random;
  readonly known: KnownIds;
}

function makeShot(making: Making, target: Target): Shot {
  const { random, options, known } = making;
  const knownId = (field: string): string | undefined => known.pick(random, field);
  const schemas = options.document.components?.schemas ?? {};
  const value = (schema: JsonSchema | undefined): unknown => generateValue(schema ?? {}, { random, schemas, knownId });
  const path = `${fillPath(making, target)}${makeQuery(making, target, value)}`;
  const bodySchema = target.operation.requestBody?.content['application/json']?.schema;
  const body = makeBody(random, bodySchema === undefined ? undefined : value(bodySchema));
  const headers: Record<string, string> = { authorization: `Bearer ${options.token}` };
  if (body !== undefined) headers['content-type'] = random.chance(0.03) ? 'text/plain' : 'application/json';
  for (const parameter of target.operation.parameters ?? []) {
    if (parameter.in === 'header' && random.chance(0.4)) headers[parameter.name] = headerValue(random);
  }
  if (random.chance(0.03)) headers['authorization'] = random.pick(['', 'Basic eDp5', 'Bearer mw_nonsense', 'Bearer']);
  if (random.chance(0.03)) headers['x-correlation-id'] = headerValue(random);
  const method = random.chance(0.02)
    ? random.pick(['PUT', 'DELETE', 'PATCH', 'POST', 'OPTIONS', 'HEAD'])
    : target.method;
  const shot = { target, method, path, headers, body };
  return namesProtected(options, shot) ? makeShot(making, target) : shot;
}

/** A request that would take the fuzzer's own rights away is not sent. */
function namesProtected(options: FuzzOptions, shot: Shot): boolean {
  if (shot.method === 'GET' || shot.method === 'HEAD') return false;
  return (options.protect ?? []).some((id) => shot.path.toLowerCase().includes(id));
}

function headerValue(random: Random): string {
  return random.pick(['*', '"v1"', '"v999"', 'W/"x"', random.text(1, 40), 'k'.repeat(300), '\u00e9\u00ff', 'a, b']);
}

/** Members of a list below another resource: `/x/{id}/y` answered items. */
function rememberPlaces(known: KnownIds, { target, path }: Shot, text: string): void {
  if (target.method !== 'GET' || !target.template.includes('/{') || !text.includes('"items":[')) return;
  const list = path.split('?')[0] ?? path;
  for (const match of text.matchAll(/"id":"([0-9a-f-]{36})"/g)) {
    known.rememberPlace(target.template, `${list}/${match[1] ?? ''}`);
  }
}

function fillPath({ random, known }: Making, target: Target): string {
  const last = target.template.lastIndexOf('/{');
  const place = random.chance(0.4) ? known.pickPlace(random, target.template.slice(0, Math.max(0, last))) : undefined;
  if (place !== undefined) return `${place}${target.template.slice(last).replace(/^\/\{[^}]+\}/, '')}`;
  return target.template.replaceAll(/\{[^}]+\}/g, (parameter, offset: number) => {
    const list = target.template.slice(0, offset - 1);
    const pick = (): string | undefined =>
      parameter === '{name}' ? known.pickName(random, list) : known.pick(random, list);
    const id = random.chance(0.6) ? pick() : undefined;
    return encodeURIComponent(id ?? random.pick([random.uuid(), hostile(random)]));
  });
}

function hostile(random: Random): string {
  return random.chance(0.5) ? random.pick(HOSTILE_STRINGS) : random.text(0, 60);
}

function makeQuery({ random, known }: Making, target: Target, value: (schema?: JsonSchema) => unknown): string {
  const pairs: string[] = [];
  for (const parameter of target.operation.parameters ?? []) {
    if (parameter.in !== 'query' || !(parameter.required === true || random.chance(0.4))) continue;
    const id =
      parameter.schema?.format === 'uuid' && random.chance(0.6) ? known.pick(random, parameter.name) : undefined;
    const chosen = random.chance(0.2) ? hostile(random) : (id ?? queryText(value(parameter.schema)));
    const pair = `${encodeURIComponent(parameter.name)}=${encodeURIComponent(chosen)}`;
    pairs.push(pair, ...(random.chance(0.03) ? [pair] : []));
  }
  if (random.chance(0.03)) pairs.push(`${encodeURIComponent(random.text(1, 8))}=1`);
  if (random.chance(0.02)) pairs.push(random.pick(['%', '%E0%A4%A', '[]=1', '__proto__=1', '&&==']));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function queryText(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).replaceAll(/\p{Surrogate}/gu, '?');
}

function makeBody(random: Random, valid: unknown): string | undefined {
  if (valid === undefined) return random.chance(0.05) ? random.pick(['{}', '[]', '{"x":1}', 'null', '']) : undefined;
  if (random.chance(0.4)) return JSON.stringify(valid);
  if (random.chance(0.8)) return JSON.stringify(spoil(valid, random)) ?? 'null';
  return random.pick(['', '{', 'null', '[]', '0', '"x"', '{"__proto__":{"x":1}}', `[${'['.repeat(2_000)}`, '\u0000']);
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

async function fire(baseUrl: string, agent: Agent, shot: Shot): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(Object.entries(shot.headers).map(([k, v]) => [k, latin1(v)]));
    const length = shot.body === undefined ? {} : { 'content-length': Buffer.byteLength(shot.body) };
    const request = httpRequest(
      `${baseUrl}${shot.path}`,
      { method: shot.method, agent, headers: { ...headers, ...length }, timeout: REQUEST_TIMEOUT_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
    request.end(shot.body);
  });
}

/** Headers carry no control characters: the client refuses to send them. */
function latin1(value: string): string {
  return value.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');
}

function record(report: FuzzReport, shot: Shot, answer: Answer): void {
  const statusClass = `${Math.floor(answer.status / 100)}xx`;
  const { operationId } = shot.target.operation;
  report.classes[statusClass] = (report.classes[statusClass] ?? 0) + 1;
  const statuses = (report.byOperation[operationId] ??= {});
  // What another method was answered says nothing about the operation.
  if (shot.method === shot.target.method) statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
  const { method, path, body } = shot;
  const finding = { operationId, method, path, body, status: answer.status, answer: answer.text.slice(0, 2_000) };
  if (answer.status >= 500 && report.serverErrors.length < MAX_KEPT_FINDINGS) report.serverErrors.push(finding);
  const refused = answer.status >= 400 && method !== 'HEAD';
  const typed = answer.contentType.startsWith('application/problem+json') && /"code":"[a-z_]+"/.test(answer.text);
  if (refused && !typed && report.malformedProblems.length < MAX_KEPT_FINDINGS) report.malformedProblems.push(finding);
}
