import type { ExecutionContext, TestFn } from 'ava';
import { EngineError, type EngineErrorCode } from '../../../src/platform/engines/engine-error.js';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { startDockerEngine, type EngineKind, type TestEngine } from '../../helpers/docker-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, loadImage } from '../../helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../helpers/oci-registry.js';

/** What every behaviour of an engine is tested with; one engine and one registry for a file. */
export interface EngineCase {
  readonly t: ExecutionContext;
  readonly engine: DockerEngine;
  readonly host: TestEngine;
  readonly registry: TestRegistry;
  readonly login: { readonly username: string; readonly password: string };
  /** A name that nobody else has. */
  readonly name: string;
}

export type EngineBehaviour = (at: EngineCase) => Promise<void>;

/** An image that every engine has: busybox. */
export const IMAGE = 'test.local/base:1';
const LOGIN = { username: 'puller', password: 'pässword-of-the-registry' };

export function connectTo(host: TestEngine): DockerEngine {
  return connectDockerEngine({ open: () => EngineProcess.connect(host.socketPath), where: 'the test host' });
}

/** Runs tables of behaviour against one engine of this kind. */
export function testEngine(kind: EngineKind, ...tables: readonly Readonly<Record<string, EngineBehaviour>>[]): void {
  const test = testWithEngine(kind);
  const parts: { host?: TestEngine; registry?: TestRegistry; engine?: DockerEngine } = {};
  startBefore(kind, test, parts);
  let count = 0;
  for (const [title, behave] of tables.flatMap((table) => Object.entries(table))) {
    count += 1;
    const name = `case-${count}`;
    test(title, async (t) => {
      const { host, registry, engine } = parts;
      if (host === undefined || registry === undefined || engine === undefined) return t.fail('nothing was started');
      await behave({ t, engine, host, registry, login: LOGIN, name });
    });
  }
}

function startBefore(
  kind: EngineKind,
  test: TestFn,
  parts: { host?: TestEngine; registry?: TestRegistry; engine?: DockerEngine },
): void {
  test.before(async () => {
    parts.host = await startDockerEngine({ kind });
    parts.registry = await startRegistry({ basicAuth: LOGIN });
    parts.engine = connectTo(parts.host);
    await loadImage(parts.host.socketPath, buildImage(), IMAGE);
  });
  test.after.always(async () => {
    parts.engine?.close();
    await parts.host?.stop();
    await parts.registry?.stop();
  });
}

export async function failsWith(
  t: ExecutionContext,
  work: Promise<unknown>,
  code: EngineErrorCode,
): Promise<EngineError> {
  const error = await t.throwsAsync(work, { instanceOf: EngineError });
  t.is(error.code, code, error.message);
  return error;
}

/** A container that runs until it is stopped, and ends at once when it is. */
export async function runContainer(
  { engine, name }: Pick<EngineCase, 'engine' | 'name'>,
  body: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const command = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'];
  const { id } = await engine.createContainer({ name, body: { Image: IMAGE, Cmd: command, HostConfig: {}, ...body } });
  await engine.startContainer(id);
  return id;
}
