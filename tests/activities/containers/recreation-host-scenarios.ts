import { findProblemsFor } from './recreation-problems.js';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import { type Scenarios, update } from './recreation-case.js';
import { updateLikeUser } from './recreation-reference.js';

const NO_INIT = 'has no init program on this machine';

/** Points 41 to 67. */
export const HOST_SCENARIOS: Scenarios = {
  'the host’s namespaces stay': {
    points: [41],
    run: async (at) => {
      const HostConfig = {
        PidMode: 'host',
        IpcMode: 'host',
        UTSMode: 'host',
        UsernsMode: 'host',
        CgroupnsMode: 'host',
      };
      await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'groups, cgroup parent, capabilities, security options, sysctls and limits of the user stay': {
    points: [42, 43, 44, 46, 52, 53],
    run: async (at) => {
      const HostConfig = {
        GroupAdd: ['1234', 'nogroup'],
        CgroupParent: '/recreation-test',
        CapAdd: ['NET_ADMIN'],
        CapDrop: ['MKNOD', 'CHOWN'],
        SecurityOpt: ['no-new-privileges:true', 'label=disable', 'seccomp=unconfined'],
        Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
        Ulimits: [
          { Name: 'nofile', Soft: 512, Hard: 1024 },
          { Name: 'nproc', Soft: 400, Hard: 500 },
        ],
      };
      await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'privileged stays': {
    points: [45],
    // Where this machine may not start it, it is compared unstarted.
    run: async (at) => {
      await updateLikeUser(at, { body: { HostConfig: { Privileged: true } }, state: 'created' });
    },
  },
  'masked and read-only paths stay as they were asked for: none, some, the engine’s': {
    points: [46],
    not: { podman: 'does not show them' },
    run: async (at) => {
      for (const HostConfig of [{ MaskedPaths: [], ReadonlyPaths: [] }, { MaskedPaths: ['/proc/kcore'] }, {}])
        await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'devices with their permissions and rules, a runtime and a read-only root stay': {
    points: [47, 48, 50, 51],
    run: async (at) => {
      const HostConfig = {
        Devices: [
          { PathOnHost: '/dev/null', PathInContainer: '/dev/one', CgroupPermissions: 'rwm' },
          {
            PathOnHost: '/dev/zero',
            PathInContainer: '/dev/two',
            CgroupPermissions: at.host.kind === 'podman' ? 'rwm' : 'r',
          },
        ],
        DeviceCgroupRules: at.host.kind === 'podman' ? [] : ['c 1:3 rwm'],
        Runtime: at.host.kind === 'podman' ? '' : 'runc',
        ReadonlyRootfs: true,
      };
      const { id } = await update({ ...at, name: `${at.name}-b` }, { body: { HostConfig } });
      const write = { argv: ['sh', '-c', 'echo x > /dev/one'], timeoutMs: 9_000, maxOutputBytes: 99 };
      at.t.is((await at.engine.exec(id, write)).exitCode, 0);
      await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'requests for GPUs stay, though this machine has none': {
    points: [49],
    not: { podman: 'does not show them' },
    run: async (at) => {
      const DeviceRequests = [{ Driver: 'nvidia', Count: -1, DeviceIDs: null, Capabilities: [['gpu']], Options: {} }];
      await updateLikeUser(at, { body: { HostConfig: { DeviceRequests } }, state: 'created' });
    },
  },
  'memory limits stay': {
    points: [54, 56],
    run: async (at) => {
      const MiB = 1_048_576;
      const HostConfig = { Memory: 64 * MiB, MemoryReservation: 32 * MiB, MemorySwap: 128 * MiB, OomScoreAdj: 500 };
      const swappiness = at.description.cgroupVersion === 1 ? { MemorySwappiness: 60, OomKillDisable: true } : {};
      await updateLikeUser(at, { body: { HostConfig: { ...HostConfig, ...swappiness } } });
    },
  },
  'processor limits stay, as quota and as a share of processors': {
    points: [55],
    run: async (at) => {
      const quota = { CpuShares: 512, CpuQuota: 50_000, CpuPeriod: 100_000, CpusetCpus: '0', CpusetMems: '0' };
      await updateLikeUser(at, { body: { HostConfig: quota } });
      await updateLikeUser(at, { body: { HostConfig: { NanoCpus: 500_000_000 } } });
    },
  },
  'process limit, shared memory, restart policy and log driver stay': {
    points: [56, 57, 61, 65],
    run: async (at) => {
      const HostConfig = {
        PidsLimit: 77,
        ShmSize: 8_388_608,
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 4 },
        // Podman's monitor knows a tag for the journal only, and does not start otherwise.
        LogConfig: {
          Type: 'json-file',
          Config: { 'max-size': '1m', ...(at.host.kind === 'podman' ? {} : { tag: '{{.Name}}' }) },
        },
      };
      await updateLikeUser(at, { body: { HostConfig } });
    },
  },
  'init stays, on and off': {
    points: [59],
    not: { podman: NO_INIT },
    run: async (at) => {
      await updateLikeUser(at, { body: { HostConfig: { Init: false } } });
      await updateLikeUser(at, { body: { HostConfig: { Init: true } }, state: 'created' });
    },
  },
  'annotations stay': {
    points: [60],
    not: { debian: 'came with API 1.43', podman: 'does not show them' },
    run: (at) => updateLikeUser(at, { body: { HostConfig: { Annotations: { 'my.key': 'v' } } } }).then(() => undefined),
  },
  'what removes itself is made again so': {
    points: [62],
    run: async (at) => {
      const { container, plan } = await updateLikeUser(at, { body: { HostConfig: { AutoRemove: true } } });
      at.t.true(plan.runPlan.removesItself);
      at.t.is(readRecord(container['HostConfig'])['AutoRemove'], true);
    },
  },
  'stopped stays stopped, paused stays paused, created stays created': {
    points: [66],
    run: async (at) => {
      for (const [state, status] of [
        ['stopped', ['created', 'configured']],
        ['paused', ['paused']],
        ['created', ['created', 'configured']],
      ] as const) {
        const { container, id } = await update({ ...at, name: `${at.name}-${state}` }, { state });
        at.t.true((status as readonly unknown[]).includes(readRecord(container['State'])['Status']), state);
        await at.engine.removeContainer(id, { force: true });
      }
    },
  },
  'an image for another platform is refused before anything is made': {
    points: [67],
    run: async (at) => {
      at.t.deepEqual(await findProblemsFor(at, 'arm64'), ['wrong_platform']);
      at.t.deepEqual(await findProblemsFor(at, 'amd64'), []);
    },
  },
};
