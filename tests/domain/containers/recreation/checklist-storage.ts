import type { ChecklistCase } from './checklist-case.js';
import { OTHER_ID, recreate } from './made-container.js';

const volume = (name: string, destination: string, over = {}) => ({
  Type: 'volume',
  Name: name,
  Source: `/var/lib/docker/volumes/${name}/_data`,
  Destination: destination,
  Driver: 'local',
  Mode: '',
  RW: true,
  Propagation: '',
  ...over,
});
const carried = (name: string, target: string) => ({ Type: 'volume', Source: name, Target: target });

/** 17 to 26. */
export const STORAGE_CASES: readonly ChecklistCase[] = [
  {
    point: 17,
    what: 'named volumes with driver, options, nocopy and subpath',
    check: (t) => {
      const Mounts = [
        {
          Type: 'volume',
          Source: 'data',
          Target: '/data',
          VolumeOptions: {
            NoCopy: true,
            Subpath: 'a/b',
            Labels: { l: 'v' },
            DriverConfig: { Name: 'x', Options: { o: '1' } },
          },
        },
      ];
      const Binds = ['logs:/logs:nocopy'];
      const { host } = recreate({
        hostConfig: { Mounts, Binds, VolumeDriver: 'x' },
        mounts: [volume('data', '/data'), volume('logs', '/logs')],
      });
      t.deepEqual([host['Mounts'], host['Binds'], host['VolumeDriver']], [Mounts, Binds, 'x']);
    },
  },
  {
    point: 18,
    what: "an anonymous volume of the image's VOLUME is carried over by name, also when the new image has none there",
    check: (t) => {
      const oldImage = { Volumes: { '/data': {} } };
      const mounts = [volume('04eb', '/data')];
      const { host, config, plan } = recreate({ oldImage, mounts });
      t.deepEqual(host['Mounts'], [carried('04eb', '/data')]);
      t.is(config['Volumes'], undefined);
      t.true(plan.notes.some((note) => note.includes('/data is carried over as 04eb')));
      const moved = recreate({ oldImage, newImage: { Volumes: { '/new': {} } }, mounts });
      t.deepEqual(moved.host['Mounts'], [carried('04eb', '/data')]);
      t.true(moved.plan.notes.some((note) => note.includes('no longer declares a volume at /data')));
      t.true(moved.plan.notes.some((note) => note.includes('declares a volume at /new')));
    },
  },
  {
    point: 19,
    what: 'an anonymous volume of -v /x is carried over by name, read-only if it was',
    check: (t) => {
      const config = { Volumes: { '/x': {}, '/y': {} } };
      const mounts = [volume('aa', '/x'), volume('bb', '/y', { RW: false })];
      const planned = recreate({ config, mounts });
      t.deepEqual(planned.host['Mounts'], [carried('aa', '/x'), { ...carried('bb', '/y'), ReadOnly: true }]);
      t.deepEqual(planned.config['Volumes'], config.Volumes);
      t.deepEqual(recreate({ hostConfig: { Binds: ['/x'] }, mounts: [volume('aa', '/x')] }).host['Binds'], ['aa:/x']);
    },
  },
  {
    point: 20,
    what: 'a volume of --mount without a source is carried over by name, with its options',
    check: (t) => {
      const Mounts = [{ Type: 'volume', Target: '/x/', VolumeOptions: { NoCopy: true } }];
      const { host } = recreate({ hostConfig: { Mounts }, mounts: [volume('cc', '/x')] });
      t.deepEqual(host['Mounts'], [{ ...Mounts[0], Source: 'cc' }]);
    },
  },
  {
    point: 21,
    what: 'bind mounts with ro, relabelling and propagation, word for word',
    check: (t) => {
      const Binds = ['/srv:/a:ro,z', '/srv:/b:Z,rslave', '/srv:/c'];
      const Mounts = [
        { Type: 'bind', Source: '/srv', Target: '/d', ReadOnly: true, BindOptions: { Propagation: 'rshared' } },
      ];
      const mounts = ['/a', '/b', '/c', '/d'].map((Destination) => ({ Type: 'bind', Source: '/srv', Destination }));
      const { host } = recreate({ hostConfig: { Binds, Mounts }, mounts });
      t.deepEqual([host['Binds'], host['Mounts']], [Binds, Mounts]);
    },
  },
  {
    point: 22,
    what: 'tmpfs with options, of both kinds',
    check: (t) => {
      const Mounts = [{ Type: 'tmpfs', Target: '/m', TmpfsOptions: { SizeBytes: 1024, Mode: 448 } }];
      const { host } = recreate({ hostConfig: { Tmpfs: { '/t': 'size=2m,mode=1777' }, Mounts } });
      t.deepEqual([host['Tmpfs'], host['Mounts']], [{ '/t': 'size=2m,mode=1777' }, Mounts]);
    },
  },
  {
    point: 23,
    what: 'volumes_from is kept, and what it brings is not carried over as its own',
    check: (t) => {
      const hostConfig = { VolumesFrom: [`${OTHER_ID}:ro`, 'other'] };
      const mounts = [volume('lent', '/lent')];
      const kept = recreate({ hostConfig, mounts });
      t.deepEqual([kept.host['VolumesFrom'], kept.host['Mounts']], [[`${OTHER_ID}:ro`, 'other'], undefined]);
      const own = recreate({
        hostConfig,
        mounts: [...mounts, volume('own', '/own')],
        oldImage: { Volumes: { '/own': {} } },
      });
      t.deepEqual(own.host['Mounts'], [carried('own', '/own')]);
      const renames = { [OTHER_ID]: 'successor' };
      t.deepEqual(recreate({ hostConfig, mounts, request: { renames } }).host['VolumesFrom'], [
        'successor:ro',
        'other',
      ]);
    },
  },
  {
    point: 24,
    what: 'mounts of images',
    check: (t) => {
      const Mounts = [{ Type: 'image', Source: 'tools:1', Target: '/tools', ImageOptions: { Subpath: 'bin' } }];
      const mounts = [{ Type: 'image', Source: '/rootfs/1', Destination: '/tools', RW: false }];
      t.deepEqual(recreate({ hostConfig: { Mounts }, mounts }).host['Mounts'], Mounts);
    },
  },
  {
    point: 25,
    what: 'no path is mounted twice, however it is spelled',
    check: (t) => {
      const { host } = recreate({
        config: { Volumes: { '/data': {}, '/logs/': {} } },
        hostConfig: { Binds: ['named:/data/'], Mounts: [{ Type: 'volume', Source: 'l', Target: '//logs/./' }] },
        mounts: [volume('named', '/data'), volume('l', '/logs'), volume('x', '/x'), volume('y', '/x/')],
      });
      t.deepEqual(host['Mounts'], [{ Type: 'volume', Source: 'l', Target: '//logs/./' }, carried('x', '/x')]);
    },
  },
  {
    point: 26,
    what: 'volumes stay with their container: every volume that is mounted is in the request',
    check: (t) => {
      const { host } = recreate({
        oldImage: { Volumes: { '/i': {} } },
        config: { Volumes: { '/i': {}, '/v': {} } },
        hostConfig: { Binds: ['n:/n'], Mounts: [{ Type: 'volume', Target: '/m' }] },
        mounts: [volume('i', '/i'), volume('v', '/v'), volume('n', '/n'), volume('m', '/m')],
      });
      const names = (host['Mounts'] as readonly { readonly Source: string }[]).map(({ Source }) => Source);
      t.deepEqual([names.toSorted(), host['Binds']], [['i', 'm', 'v'], ['n:/n']]);
    },
  },
];
