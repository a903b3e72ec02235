import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readList, readRecord } from '../../../src/platform/engines/engine-json.js';
import { anyImage, recreateFrom, type RecreationCase, type Scenarios, update } from './recreation-case.js';
import { updateLikeUser } from './recreation-reference.js';

const shell = (command: string) => ({ argv: ['sh', '-c', command], timeoutMs: 20_000, maxOutputBytes: 10_000 });

async function sh({ engine, t }: RecreationCase, id: string, command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await engine.exec(id, shell(command));
  t.is(exitCode, 0, `${command}: ${stderr}`);
  return stdout.trim();
}

const namesOf = (container: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    readList(container['Mounts']).map((mount) => [readRecord(mount)['Destination'], readRecord(mount)['Name']]),
  );

/** Points 17 to 26. */
export const STORAGE_SCENARIOS: Scenarios = {
  'volumes without a name keep their contents: of the image, of -v, of --mount; and the old container takes none along':
    {
      points: [18, 19, 20, 25, 26],
      run: async (at) => {
        const body = { Volumes: { '/v': {} }, HostConfig: { Mounts: [{ Type: 'volume', Target: '/m' }] } };
        const images = { oldImage: { Volumes: { '/i': {} } }, newImage: { Volumes: { '/i': {}, '/j': {} } } };
        const use = async (id: string): Promise<void> => {
          await sh(at, id, 'echo one > /i/f; echo two > /v/f; echo three > /m/f');
        };
        const first = await update(at, { body, ...images, use });
        at.t.is(await sh(at, first.id, 'cat /i/f /v/f /m/f | tr "\\n" " "'), 'one two three');
        const { '/j': _new, ...kept } = namesOf(first.container);
        at.t.deepEqual(kept, namesOf(first.old));
        const second = await recreateFrom(at, {
          id: first.id,
          newImage: `test.local/${at.name}:old`,
          renames: {},
          runId: null,
        });
        at.t.is(await sh(at, second.id, 'cat /i/f /v/f /m/f | tr "\\n" " "'), 'one two three');
        at.t.deepEqual(namesOf(second.container), namesOf(first.container));
        await at.engine.removeContainer(second.id, { force: true });
        await updateLikeUser(at, { body, ...images });
      },
    },
  'a volume that the new image no longer declares stays where it is': {
    points: [18],
    run: async (at) => {
      const use = (id: string): Promise<void> => sh(at, id, 'echo data > /i/f').then(() => undefined);
      const { id, plan } = await update(at, {
        oldImage: { Volumes: { '/i': {} } },
        newImage: { Volumes: { '/n': {} } },
        use,
      });
      at.t.is(await sh(at, id, 'cat /i/f'), 'data');
      at.t.true(plan.notes.some((note) => note.includes('no longer declares')));
    },
  },
  'named volumes keep driver, options and nocopy': {
    points: [17, 26],
    run: async (at) => {
      const options = {
        NoCopy: true,
        Labels: { a: 'b' },
        DriverConfig: { Name: 'local', Options: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } },
      };
      const Mounts = [{ Type: 'volume', Source: `${at.name}-m`, Target: '/m', VolumeOptions: options }];
      const HostConfig = { Binds: [`${at.name}-b:/b:nocopy`, `${at.name}-r:/r:ro`], Mounts };
      await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'a part of a volume stays that part': {
    points: [17],
    not: { debian: 'came with API 1.45', podman: 'came with API 1.45' },
    run: async (at) => {
      const volume = `${at.name}-s`;
      const maker = await at.engine.createContainer({
        name: `${at.name}-maker`,
        body: { Image: await anyImage(at), Cmd: ['mkdir', '/s/sub'], HostConfig: { Binds: [`${volume}:/s`] } },
      });
      await at.engine.startContainer(maker.id);
      await at.engine.waitContainer(maker.id, { until: 'not_running', timeoutMs: 90_000 });
      const Mounts = [{ Type: 'volume', Source: volume, Target: '/m', VolumeOptions: { Subpath: 'sub' } }];
      await updateLikeUser(at, { body: { HostConfig: { Mounts } } });
    },
  },
  'binds keep ro, relabelling and propagation; tmpfs of both kinds keep their options': {
    points: [21, 22],
    run: async (at) => {
      const directory = await mkdtemp(join(tmpdir(), 'recreate-'));
      try {
        const HostConfig = {
          Binds: [`${directory}:/a:ro,z`, `${directory}:/b:rprivate`, `${directory}:/c`],
          Mounts: [
            { Type: 'bind', Source: directory, Target: '/d', ReadOnly: true, BindOptions: { Propagation: 'private' } },
            { Type: 'tmpfs', Target: '/e', TmpfsOptions: { SizeBytes: 1_048_576, Mode: 0o1770 } },
          ],
          Tmpfs: { '/f': 'size=2m,mode=1777' },
        };
        await updateLikeUser(at, { body: { HostConfig } });
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  },
  'what is lent by another container is lent again': {
    points: [23],
    run: async (at) => {
      const image = await anyImage(at);
      const lender = await at.engine.createContainer({
        name: `${at.name}-lender`,
        body: { Image: image, Volumes: { '/lent': {} }, HostConfig: {} },
      });
      const { container } = await updateLikeUser(at, { body: { HostConfig: { VolumesFrom: [`${lender.id}:ro`] } } });
      const host = readRecord(container['HostConfig']);
      if (at.host.kind !== 'podman') at.t.deepEqual(host['VolumesFrom'], [`${lender.id}:ro`]);
      at.t.deepEqual(namesOf(container), namesOf(await at.engine.inspectContainer(lender.id)));
    },
  },
  'an image that is mounted stays mounted': {
    points: [24],
    not: { debian: 'came with API 1.48', podman: 'not in its answer to Docker’s API' },
    run: async (at) => {
      const Mounts = [{ Type: 'image', Source: await anyImage(at), Target: '/tools' }];
      await updateLikeUser(at, { body: { HostConfig: { Mounts } } });
    },
  },
};
