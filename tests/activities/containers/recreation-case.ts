import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ExecutionContext } from 'ava';
import { compareCreated } from '../../../src/domain/containers/recreation/compare-created.js';
import { planRecreation } from '../../../src/domain/containers/recreation/plan-recreation.js';
import { planReconnect } from '../../../src/domain/containers/recreation/plan-reconnect.js';
import type {
  ComposeModel,
  ConnectRequest,
  PlannedRecreation,
} from '../../../src/domain/containers/recreation/recreation.js';
import { connectDockerEngine, type DockerEngine } from '../../../src/platform/engines/docker-engine.js';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import type { EngineDescription, EngineObject } from '../../../src/platform/engines/engine.js';
import { EngineError } from '../../../src/platform/engines/engine-error.js';
import { EngineProcess } from '../../helpers/docker-engine-process.js';
import { startDockerEngine, type EngineKind, type TestEngine } from '../../helpers/docker-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { buildImage, loadImage, type ImageConfig } from '../../helpers/oci-images.js';
import { postToEngine } from '../../helpers/post-to-engine.js';

/** Ends at once when it is asked to. */
export const RUN = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'];

export interface RecreationCase {
  readonly t: ExecutionContext;
  readonly engine: DockerEngine;
  readonly host: TestEngine;
  readonly description: EngineDescription;
  /** A name that nobody else has. */
  readonly name: string;
  /** First two parts of the addresses of this engine; the third one is free from 200. */
  readonly net: string;
}

export interface Scenario {
  /** Numbers of the checklist that it shows. */
  readonly points: readonly number[];
  readonly run: (at: RecreationCase) => Promise<void>;
  /** Engines that cannot make it, with the reason. */
  readonly not?: Partial<Readonly<Record<EngineKind, string>>>;
}

export type Scenarios = Readonly<Record<string, Scenario>>;

export function testRecreation(kind: EngineKind, ...tables: readonly Scenarios[]): void {
  const test = testWithEngine(kind);
  const parts: { host?: TestEngine; engine?: DockerEngine; description?: EngineDescription } = {};
  test.before(async () => {
    parts.host = await startDockerEngine({ kind });
    parts.engine = connectDockerEngine({
      open: () => EngineProcess.connect(parts.host!.socketPath),
      where: 'the test',
    });
    parts.description = await parts.engine.describe();
  });
  test.after.always(async () => {
    parts.engine?.close();
    await parts.host?.stop();
  });
  // Podman's resolver knows networks by name alone, for all engines of a machine.
  const prefix = `case-${randomBytes(3).toString('hex')}`;
  let count = 0;
  for (const [title, { run, not = {} }] of tables.flatMap((table) => Object.entries(table))) {
    count += 1;
    const name = `${prefix}-${count}`;
    if (not[kind] !== undefined) continue;
    test.serial(title, async (t) => {
      const { host, engine, description } = parts;
      if (host === undefined || engine === undefined || description === undefined) return t.fail('nothing was started');
      const net = host.bridgeAddress.split('.').slice(0, 2).join('.');
      await run({ t, engine, host, description, name, net });
      // The last one first: it may share with one that is older.
      const made = (await engine.listContainers()).filter((one) => one.name.startsWith(name));
      for (const { id } of made.toSorted((left, right) => right.createdAt - left.createdAt))
        await engine.removeContainer(id, { force: true }).catch(() => undefined);
    });
  }
}

/** A port of this machine that nobody listens on now; engines that are tested at the same time share its ports. */
export async function drawPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** `third` is the third part of its addresses. */
export async function addNetwork({ host, net }: RecreationCase, name: string, third: number): Promise<void> {
  await postToEngine(host, '/networks/create', { Name: name, IPAM: { Config: [{ Subnet: `${net}.${third}.0/24` }] } });
}

const OLD: ImageConfig = {
  Env: ['PATH=/usr/bin:/bin', 'KEPT=1', 'CHANGED=old', 'REMOVED=1'],
  Cmd: RUN,
  Labels: { kept: '1', version: 'old', removed: '1' },
};
const NEW: ImageConfig = {
  Env: ['PATH=/opt:/usr/bin:/bin', 'KEPT=1', 'CHANGED=new', 'ADDED=1'],
  Cmd: RUN,
  Labels: { kept: '1', version: 'new', added: '1' },
};

export interface Request {
  /** The create body, without `Image`. */
  readonly body?: EngineObject;
  readonly connect?: readonly ConnectRequest[];
  /** Over what images have anyway. */
  readonly oldImage?: ImageConfig;
  readonly newImage?: ImageConfig;
  readonly state?: 'running' | 'stopped' | 'paused' | 'created';
  readonly renames?: Readonly<Record<string, string>>;
  /** Between the start of the old one and its recreation. */
  readonly use?: (id: string) => Promise<void>;
}

export interface Recreated {
  readonly plan: PlannedRecreation;
  readonly old: EngineObject;
  /** After its start. */
  readonly container: EngineObject;
  readonly id: string;
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Loads an image as `test.local/<name>:<version>` and gives its id. */
export async function load(
  { engine, host, name }: RecreationCase,
  version: string,
  config: ImageConfig,
): Promise<string> {
  const tag = `test.local/${name}:${version}`;
  await loadImage(host.socketPath, buildImage({ config, files: { 'etc/version': `${name} ${version}` } }), tag);
  return String((await engine.inspectImage(tag))['Id']);
}

/** An image for a container that is not the one under test. */
export async function anyImage(at: RecreationCase): Promise<string> {
  const name = `${at.name}-other`;
  await load({ ...at, name }, 'any', { Cmd: RUN, Env: ['PATH=/usr/bin:/bin'] });
  return `test.local/${name}:any`;
}

export const referenceOf = ({ name }: RecreationCase): string => `test.local/${name}:live`;

/** A container as a user makes it. */
export async function makeContainer(at: RecreationCase, asked: Request, name = at.name): Promise<string> {
  const { engine } = at;
  const body = { HostConfig: {}, ...asked.body, Image: referenceOf(at) };
  const { id } = await engine.createContainer({ name, body });
  for (const { network, endpoint } of asked.connect ?? [])
    await engine.connectNetwork(network, { container: id, endpoint });
  if (asked.state !== 'created') await engine.startContainer(id);
  if (asked.state === 'stopped') await engine.stopContainer(id, { timeoutSeconds: 1 });
  if (asked.state === 'paused') await engine.pauseContainer(id);
  return id;
}

/** The whole way of an update: made, used, planned, created beside, compared, swapped, started. */
export async function update(at: RecreationCase, asked: Request): Promise<Recreated> {
  const { engine } = at;
  const oldImage = await load(at, 'old', { ...OLD, ...asked.oldImage });
  const newImage = await load(at, 'new', { ...NEW, ...asked.newImage });
  await engine.tagImage(oldImage, referenceOf(at));
  const id = await makeContainer(at, asked);
  await asked.use?.(id);
  return recreateFrom(at, { id, newImage, renames: asked.renames ?? {}, runId: null });
}

export interface Recreation {
  readonly id: string;
  readonly newImage: string;
  readonly renames: Readonly<Record<string, string>>;
  readonly runId: string | null;
  /** Inspect of an earlier time: who shares a pid namespace ends with its owner. */
  readonly seen?: EngineObject;
  /** Podman removes no owner before those that share with it. */
  readonly keepOld?: boolean;
  readonly compose?: ComposeModel;
}

export async function recreateFrom(at: RecreationCase, recreation: Recreation): Promise<Recreated> {
  const { id, newImage, renames, runId, seen, keepOld = false, compose } = recreation;
  const { t, engine, description } = at;
  const container = seen ?? (await engine.inspectContainer(id));
  const images = {
    oldImage: await engine.inspectImage(String(container['Image'])),
    newImage: await engine.inspectImage(newImage),
  };
  const name = String(container['Name']).replace(/^\//, '');
  const imageReference = String(readRecord(container['Config'])['Image']);
  await engine.tagImage(newImage, imageReference);
  const facts = { container, ...images, engine: description, ...(compose === undefined ? {} : { compose }) };
  const plan = planRecreation({ ...facts, imageReference, name: `${name}.mw-0a1b2c3d`, runId, renames });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const created = await engine.createContainer(plan.create);
  for (const { network, endpoint } of plan.connect)
    await engine.connectNetwork(network, { container: created.id, endpoint });
  const compare = async (): Promise<void> => {
    const found = await engine.inspectContainer(created.id);
    t.deepEqual(compareCreated({ ...facts, intended: plan, created: found, digest }), [], `the gate of ${name}`);
  };
  await compare();
  await swap(at, container, { name, id: created.id });
  if (!keepOld) await engine.removeContainer(id, { force: true });
  if (plan.runPlan.start) await engine.startContainer(created.id);
  if (plan.runPlan.pause) await engine.pauseContainer(created.id);
  await compare();
  return { plan, old: container, container: await engine.inspectContainer(created.id), id: created.id };
}

/** Stops the old one, puts it aside, frees its addresses, gives its name on. */
async function swap(
  { engine, description }: RecreationCase,
  old: EngineObject,
  candidate: { name: string; id: string },
): Promise<void> {
  const id = String(old['Id']);
  const unlessGone = async (work: Promise<void>): Promise<void> => {
    await work.catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.code !== 'not_found') throw error;
    });
  };
  if (readRecord(old['State'])['Status'] === 'paused') await engine.unpauseContainer(id);
  await engine.stopContainer(id, { timeoutSeconds: 1 });
  const removesItself = readRecord(old['HostConfig'])['AutoRemove'] === true;
  if (removesItself) await engine.waitContainer(id, { until: 'removed', timeoutMs: 90_000 }).catch(() => undefined);
  await unlessGone(engine.renameContainer(id, `${candidate.name}.mw-old-0a1b2c3d`));
  for (const { network } of planReconnect(old, description))
    await unlessGone(engine.disconnectNetwork(network, { container: id, force: true }));
  await engine.renameContainer(candidate.id, candidate.name);
}
