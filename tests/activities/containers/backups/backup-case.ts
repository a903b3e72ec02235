import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext, TestFn } from 'ava';
import type { VolumeChoice } from '../../../../src/domain/containers/backups/backup.js';
import { BackupError, type BackupErrorCode } from '../../../../src/activities/containers/backups/backup-error.js';
import { backupVolumes } from '../../../../src/activities/containers/backups/backup-volumes.js';
import { measureBackup } from '../../../../src/activities/containers/backups/measure-backup.js';
import type { BackupPlace } from '../../../../src/activities/containers/backups/place.js';
import { connectDockerEngine, type DockerEngine } from '../../../../src/platform/engines/docker-engine.js';
import { newId } from '../../../../src/platform/ids/ids.js';
import { LocalTransport } from '../../../../src/platform/local/local-transport.js';
import { EngineProcess } from '../../../helpers/docker-engine-process.js';
import { startDockerEngine, type TestEngine } from '../../../helpers/docker-engine.js';
import { buildImage, loadImage } from '../../../helpers/oci-images.js';

const IMAGE = 'test.local/backed-up:1';

/** One engine for a file, and what a test of backups does with it. */
export class BackupCase {
  readonly #engines: { host?: TestEngine; engine?: DockerEngine; folder?: string } = {};

  constructor(test: TestFn) {
    test.before(async () => {
      this.#engines.host = await startDockerEngine({ kind: 'debian' });
      const { socketPath } = this.#engines.host;
      this.#engines.engine = connectDockerEngine({ open: () => EngineProcess.connect(socketPath), where: 'the test' });
      await loadImage(socketPath, buildImage(), IMAGE);
      this.#engines.folder = await mkdtemp(join(tmpdir(), 'backups-'));
    });
    test.after.always(async () => {
      this.#engines.engine?.close();
      await this.#engines.host?.stop();
      await rm(this.#engines.folder ?? '/nonexistent', { recursive: true, force: true });
    });
  }

  get host(): TestEngine {
    if (this.#engines.host === undefined) throw new Error('no engine was started');
    return this.#engines.host;
  }

  get engine(): DockerEngine {
    if (this.#engines.engine === undefined) throw new Error('no engine was started');
    return this.#engines.engine;
  }

  makeFolder(): Promise<string> {
    return mkdtemp(join(this.#engines.folder ?? tmpdir(), 'of-a-test-'));
  }

  async place(changes: Partial<BackupPlace> = {}): Promise<BackupPlace> {
    return {
      engine: this.engine,
      transport: new LocalTransport(),
      host: { tools: {}, sudo: 'root' },
      directory: join(await this.makeFolder(), 'made by us'),
      ...changes,
    };
  }

  /** A stopped container with these mounts. */
  async container(hostConfig: Readonly<Record<string, unknown>>): Promise<string> {
    const name = `c-${newId().slice(-12)}`;
    const body = { Image: IMAGE, Env: ['PASSWORD=of-the-container'], HostConfig: hostConfig };
    return (await this.engine.createContainer({ name, body })).id;
  }

  /** A stopped container with one named volume, and where that lies. */
  async withVolume(): Promise<{ readonly id: string; readonly name: string; readonly path: string }> {
    const name = `v-${newId().slice(-12)}`;
    const id = await this.container({ Binds: [`${name}:/data`] });
    const { Mountpoint: path } = await this.engine.inspectVolume(name);
    return { id, name, path: String(path) };
  }

  /** Measures and backs up. */
  async backUp(
    place: BackupPlace,
    containerRuntimeId: string,
    options: { volumes?: VolumeChoice; live?: boolean } = {},
  ) {
    const backupId = newId();
    const { directory, volumes } = await measureBackup(place, { containerRuntimeId, volumes: options.volumes ?? true });
    const request = { containerRuntimeId, backupId, directory, volumes, live: options.live ?? false };
    return { request, volumes: await backupVolumes(place, request) };
  }
}

export async function failsWith(
  t: ExecutionContext,
  work: Promise<unknown>,
  code: BackupErrorCode,
): Promise<BackupError> {
  const error = await t.throwsAsync(work, { instanceOf: BackupError });
  t.is(error.code, code, error.message);
  return error;
}
