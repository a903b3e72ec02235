import type { ChecklistCase } from './checklist-case.js';
import { PODMAN, recreate, SHORT } from './made-container.js';

/** Kept as it is, whatever else there is. */
const kept = (point: number, what: string, hostConfig: Readonly<Record<string, unknown>>): ChecklistCase => ({
  point,
  what,
  check: (t) => {
    const { host } = recreate({ hostConfig });
    for (const [field, value] of Object.entries(hostConfig)) t.deepEqual(host[field], value, field);
  },
});

/** 38 to 53: identity, namespaces, security, devices. */
export const IDENTITY_CASES: readonly ChecklistCase[] = [
  {
    point: 38,
    what: 'the name is the one that was asked for, and nothing else in the request says it',
    check: (t) => {
      const { plan } = recreate({ config: { Labels: { a: 'b' } }, networks: {} });
      t.is(plan.create.name, 'web.mw-12345678');
      t.false(JSON.stringify(plan.create.body).includes('web.mw'));
      t.true(plan.notes.some((note) => note.includes('no setting depends on that name')));
    },
  },
  {
    point: 39,
    what: 'the hostname only if it was not generated',
    check: (t) => {
      t.is(recreate({}).config['Hostname'], undefined);
      t.is(recreate({ config: { Hostname: 'mine' } }).config['Hostname'], 'mine');
      t.is(recreate({ config: { Hostname: '0123456789ab' } }).config['Hostname'], '0123456789ab');
      const host = { hostConfig: { NetworkMode: 'host' }, config: { Hostname: 'mine' } };
      t.is(recreate(host).config['Hostname'], 'mine', 'beside the host’s network it is allowed');
      t.is(recreate({ config: { Hostname: 'mine' }, hostConfig: { UTSMode: 'host' } }).config['Hostname'], undefined);
      t.is(recreate({ config: { Hostname: SHORT.slice(0, 11) } }).config['Hostname'], SHORT.slice(0, 11));
    },
  },
  {
    point: 40,
    what: 'the domain name',
    check: (t) => t.is(recreate({ config: { Domainname: 'd.test' } }).config['Domainname'], 'd.test'),
  },
  {
    point: 41,
    what: 'pid, ipc, uts, user and cgroup namespaces',
    check: (t) => {
      const modes = {
        PidMode: 'host',
        IpcMode: 'shareable',
        UTSMode: 'host',
        UsernsMode: 'host',
        CgroupnsMode: 'private',
      };
      const { host } = recreate({ hostConfig: modes });
      for (const [field, mode] of Object.entries(modes)) t.is(host[field], mode);
      const podman = recreate({ hostConfig: { PidMode: 'private', UTSMode: 'private' }, engine: PODMAN }).host;
      t.false('PidMode' in podman || 'UTSMode' in podman);
    },
  },
  kept(42, 'further groups', { GroupAdd: ['1234', 'audio'] }),
  kept(43, 'the cgroup parent', { CgroupParent: '/mine' }),
  {
    point: 44,
    what: 'capabilities added and dropped',
    check: (t) => {
      const hostConfig = { CapAdd: ['NET_ADMIN'], CapDrop: ['ALL'] };
      const { host } = recreate({ hostConfig });
      t.deepEqual([host['CapAdd'], host['CapDrop']], [['NET_ADMIN'], ['ALL']]);
      const podman = recreate({ hostConfig: { Privileged: true, CapDrop: ['SYS_RESOURCE'] }, engine: PODMAN }).host;
      t.false('CapDrop' in podman, 'what this machine cannot give');
    },
  },
  kept(45, 'privileged', { Privileged: true }),
  {
    point: 46,
    what: "security options; masked paths only where they are not the engine's own",
    check: (t) => {
      const SecurityOpt = ['seccomp={"x":1}', 'apparmor=mine', 'label=disable', 'no-new-privileges:true'];
      t.deepEqual(recreate({ hostConfig: { SecurityOpt } }).host['SecurityOpt'], SecurityOpt);
      const MaskedPaths = [
        '/proc/acpi',
        '/proc/kcore',
        '/proc/keys',
        '/proc/timer_list',
        '/proc/scsi',
        '/sys/firmware',
        '/new',
      ];
      const ReadonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];
      const engine = recreate({ hostConfig: { MaskedPaths, ReadonlyPaths } }).host;
      t.false('MaskedPaths' in engine || 'ReadonlyPaths' in engine);
      const none = recreate({ hostConfig: { MaskedPaths: [], ReadonlyPaths: [] } }).host;
      t.deepEqual([none['MaskedPaths'], none['ReadonlyPaths']], [[], []], 'systempaths=unconfined');
      const some = recreate({ hostConfig: { MaskedPaths: ['/proc/kcore'], ReadonlyPaths: null } }).host;
      t.deepEqual([some['MaskedPaths'], 'ReadonlyPaths' in some], [['/proc/kcore'], false]);
    },
  },
  {
    point: 47,
    what: 'devices with their permissions; rwm where Podman shows none',
    check: (t) => {
      const device = { PathOnHost: '/dev/null', PathInContainer: '/dev/mine', CgroupPermissions: 'r' };
      t.deepEqual(recreate({ hostConfig: { Devices: [device] } }).host['Devices'], [device]);
      const bare = { ...device, CgroupPermissions: '' };
      t.deepEqual(recreate({ hostConfig: { Devices: [bare] }, engine: PODMAN }).host['Devices'], [
        { ...device, CgroupPermissions: 'rwm' },
      ]);
    },
  },
  kept(48, 'device cgroup rules', { DeviceCgroupRules: ['c 13:* rwm'] }),
  kept(49, 'GPUs and CDI devices', {
    DeviceRequests: [
      { Driver: 'nvidia', Count: -1, DeviceIDs: null, Capabilities: [['gpu', 'compute']], Options: {} },
      { Driver: 'cdi', DeviceIDs: ['vendor.test/gpu=0'] },
    ],
  }),
  {
    point: 50,
    what: 'the runtime; Podman says oci whatever it is',
    check: (t) => {
      t.is(recreate({ hostConfig: { Runtime: 'nvidia' } }).host['Runtime'], 'nvidia');
      t.is(recreate({ hostConfig: { Runtime: 'oci' }, engine: PODMAN }).host['Runtime'], undefined);
    },
  },
  kept(51, 'a read-only root', { ReadonlyRootfs: true }),
  kept(52, 'sysctls', { Sysctls: { 'net.core.somaxconn': '1024' } }),
  {
    point: 53,
    what: 'ulimits, in the names that a request wants',
    check: (t) => {
      const Ulimits = [{ Name: 'nofile', Soft: 512, Hard: 1024 }];
      t.deepEqual(recreate({ hostConfig: { Ulimits } }).host['Ulimits'], Ulimits);
      const podman = [{ Name: 'RLIMIT_NOFILE', Soft: 512, Hard: 1024 }];
      t.deepEqual(recreate({ hostConfig: { Ulimits: podman }, engine: PODMAN }).host['Ulimits'], Ulimits);
    },
  },
];
