import type { ChecklistCase } from './checklist-case.js';
import { PODMAN, problemsOf, recreate } from './made-container.js';

const keeps = (point: number, what: string, hostConfig: Readonly<Record<string, unknown>>): ChecklistCase => ({
  point,
  what,
  check: (t) => {
    const { host } = recreate({ hostConfig });
    for (const [field, value] of Object.entries(hostConfig)) t.deepEqual(host[field], value, field);
  },
});

const COMPOSE = 'com.docker.compose.';
const labelled = {
  [`${COMPOSE}project`]: 'shop',
  [`${COMPOSE}service`]: 'web',
  [`${COMPOSE}config-hash`]: 'abc',
  [`${COMPOSE}container-number`]: '1',
  [`${COMPOSE}depends_on`]: 'db:service_healthy:true',
  [`${COMPOSE}image`]: 'sha256:old',
  [`${COMPOSE}image-volume-digest`]: 'sha256:vol',
  [`${COMPOSE}oneoff`]: 'False',
  [`${COMPOSE}replace`]: 'web-0',
  [`${COMPOSE}version`]: '2.29.7',
  [`${COMPOSE}some-future-label`]: 'x',
};
const composeLabels = (oldLabels?: object): Readonly<Record<string, unknown>> => {
  const oldImage = oldLabels === undefined ? {} : { Labels: oldLabels };
  return recreate({ oldImage, newImage: {}, config: { Labels: labelled } }).config['Labels'] as Record<string, unknown>;
};

/** 54 to 73: resources, life cycle, compose. */
export const LIFE_CASES: readonly ChecklistCase[] = [
  {
    point: 54,
    what: 'memory limits; no swappiness on cgroup v2, nor the zero that Podman shows',
    check: (t) => {
      const hostConfig = { Memory: 67108864, MemoryReservation: 33554432, MemorySwap: 134217728, MemorySwappiness: 60 };
      const { host } = recreate({ hostConfig });
      for (const [field, value] of Object.entries(hostConfig)) t.is(host[field], value);
      t.false('MemorySwappiness' in recreate({ hostConfig, engine: { cgroupVersion: 2 } }).host);
      t.false('MemorySwappiness' in recreate({ hostConfig: { MemorySwappiness: 0 }, engine: PODMAN }).host);
      t.is(recreate({ hostConfig: { MemorySwappiness: 0 } }).host['MemorySwappiness'], 0);
    },
  },
  {
    point: 55,
    what: 'CPU shares, quota, period, sets; NanoCPUs not beside a quota on Podman',
    check: (t) => {
      const hostConfig = { CpuShares: 512, CpuQuota: 50000, CpuPeriod: 100000, CpusetCpus: '0-1', CpusetMems: '0' };
      const { host } = recreate({ hostConfig });
      for (const [field, value] of Object.entries(hostConfig)) t.is(host[field], value);
      const podman = recreate({ hostConfig: { ...hostConfig, NanoCpus: 5e8 }, engine: PODMAN }).host;
      t.deepEqual([podman['CpuQuota'], podman['NanoCpus']], [50000, undefined]);
      t.is(recreate({ hostConfig: { NanoCpus: 5e8 } }).host['NanoCpus'], 5e8);
    },
  },
  keeps(56, 'pids limit, OOM flags, block I/O', {
    PidsLimit: -1,
    OomKillDisable: true,
    OomScoreAdj: -500,
    BlkioWeight: 300,
    BlkioWeightDevice: [{ Path: '/dev/sda', Weight: 200 }],
    BlkioDeviceReadBps: [{ Path: '/dev/sda', Rate: 1024 }],
  }),
  keeps(57, 'the size of /dev/shm', { ShmSize: 134217728 }),
  keeps(58, 'storage options', { StorageOpt: { size: '10G' } }),
  {
    point: 59,
    what: 'init, also when it was switched off',
    check: (t) => {
      t.is(recreate({ hostConfig: { Init: true } }).host['Init'], true);
      t.is(recreate({ hostConfig: { Init: false } }).host['Init'], false);
      t.false('Init' in recreate({ hostConfig: { Init: null } }).host);
    },
  },
  keeps(60, 'annotations', { Annotations: { 'my.key': 'v' } }),
  {
    point: 61,
    what: 'the restart policy with its count',
    check: (t) => {
      const of = (RestartPolicy: unknown) => recreate({ hostConfig: { RestartPolicy } }).host['RestartPolicy'];
      t.deepEqual(of({ Name: 'on-failure', MaximumRetryCount: 4 }), { Name: 'on-failure', MaximumRetryCount: 4 });
      t.deepEqual(of({ Name: 'unless-stopped', MaximumRetryCount: 0 }), { Name: 'unless-stopped' });
      t.is(of({ Name: '', MaximumRetryCount: 0 }), undefined);
    },
  },
  {
    point: 62,
    what: 'AutoRemove is kept, without a restart policy beside it, and said',
    check: (t) => {
      const { plan, host } = recreate({ hostConfig: { AutoRemove: true, RestartPolicy: { Name: 'always' } } });
      t.deepEqual([host['AutoRemove'], 'RestartPolicy' in host, plan.runPlan.removesItself], [true, false, true]);
      // As the command line asks for it.
      const none = recreate({ hostConfig: { AutoRemove: true, RestartPolicy: { Name: 'no' } } });
      t.deepEqual(none.host['RestartPolicy'], { Name: 'no' });
      t.true(plan.notes.some((note) => note.includes('cannot be kept aside')));
      t.false(recreate({}).plan.runPlan.removesItself);
    },
  },
  {
    point: 63,
    what: 'the stop timeout, also zero',
    check: (t) => {
      for (const StopTimeout of [33, 0]) t.is(recreate({ config: { StopTimeout } }).config['StopTimeout'], StopTimeout);
      t.false('StopTimeout' in recreate({ config: { StopTimeout: null } }).config);
    },
  },
  {
    point: 64,
    what: 'terminal and input',
    check: (t) => {
      const config = {
        Tty: true,
        OpenStdin: true,
        StdinOnce: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
      };
      const planned = recreate({ config, hostConfig: { ConsoleSize: [40, 120] } });
      for (const field of Object.keys(config)) t.is(planned.config[field], true);
      t.deepEqual(planned.host['ConsoleSize'], [40, 120]);
      t.false('ConsoleSize' in recreate({ hostConfig: { ConsoleSize: [0, 0] } }).host);
    },
  },
  keeps(65, 'the log driver with its options', { LogConfig: { Type: 'syslog', Config: { tag: '{{.Name}}' } } }),
  {
    point: 66,
    what: 'stopped stays stopped, paused stays paused, what restarts is to run',
    check: (t) => {
      const run = (state: string) => {
        const { start, pause } = recreate({ state }).plan.runPlan;
        return [start, pause];
      };
      t.deepEqual(run('running'), [true, false]);
      t.deepEqual(run('restarting'), [true, false]);
      t.deepEqual(run('paused'), [true, true]);
      for (const state of ['exited', 'created']) t.deepEqual(run(state), [false, false]);
      for (const state of ['removing', 'dead']) t.deepEqual(problemsOf({ state }), ['container_state']);
    },
  },
  {
    point: 67,
    what: 'an image for another platform is a problem before anything is stopped',
    check: (t) => {
      t.deepEqual(problemsOf({ newPlatform: { Architecture: 'arm64' } }), ['wrong_platform']);
      t.deepEqual(problemsOf({ newPlatform: { Os: 'windows' } }), ['wrong_platform']);
      const arm = { Architecture: 'arm', Variant: 'v7' };
      t.deepEqual(problemsOf({ platform: arm, newPlatform: { Variant: 'v6' } }), ['wrong_platform']);
      t.deepEqual(problemsOf({ platform: { Architecture: 'arm64' }, newPlatform: { Variant: 'v8' } }), []);
      t.is(recreate({ platform: arm }).plan.create.platform, 'linux/arm/v7');
      const top = { ImageManifestDescriptor: { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } } };
      t.is(recreate({ top }).plan.create.platform, 'linux/arm64/v8', 'the one of several that it runs');
      t.is(recreate({ engine: { apiVersion: '1.40' } }).plan.create.platform, undefined);
    },
  },
  {
    point: 68,
    what: 'all labels of compose are kept, also those that an image of compose’s has as well',
    check: (t) => {
      const { [`${COMPOSE}replace`]: _gone, ...expected } = { ...labelled, [`${COMPOSE}image`]: 'sha256:new' };
      t.deepEqual(composeLabels(), expected);
      t.deepEqual(composeLabels({ [`${COMPOSE}project`]: 'shop', [`${COMPOSE}service`]: 'web' }), expected);
      const builder = `${COMPOSE}image.builder`;
      const built = recreate({
        oldImage: { Labels: { [builder]: 'classic' } },
        config: { Labels: { ...labelled, [builder]: 'classic' } },
      });
      t.false(builder in (built.config['Labels'] as object), 'belongs to the image');
      const run = recreate({ oldImage: { Labels: { [`${COMPOSE}project`]: 'shop' } } }).config['Labels'];
      t.is(run, undefined, 'run by hand, the image’s labels are the image’s');
    },
  },
  { point: 69, what: 'config-hash', check: (t) => t.is(composeLabels()[`${COMPOSE}config-hash`], 'abc') },
  {
    point: 70,
    what: 'the image label says the new image',
    check: (t) => t.is(composeLabels()[`${COMPOSE}image`], 'sha256:new'),
  },
  {
    point: 71,
    what: 'container-number and depends_on',
    check: (t) => {
      t.is(composeLabels()[`${COMPOSE}container-number`], '1');
      t.is(composeLabels()[`${COMPOSE}depends_on`], 'db:service_healthy:true');
    },
  },
  { point: 72, what: 'replace is dropped', check: (t) => t.false(`${COMPOSE}replace` in composeLabels()) },
  {
    point: 73,
    what: 'the digest of image volumes',
    check: (t) => t.is(composeLabels()[`${COMPOSE}image-volume-digest`], 'sha256:vol'),
  },
];
