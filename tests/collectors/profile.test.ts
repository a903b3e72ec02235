import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { detectHost } from '../../src/collectors/profile/detect-host.js';
import { readCapabilities, readProfile } from '../../src/collectors/profile/read-profile.js';
import { DetectedCapabilities, HostProfile } from '../../src/collectors/profile/schema.js';
import { parseSections, readAssignments } from '../../src/collectors/profile/sections.js';
import { TOOLS } from '../../src/collectors/profile/tools.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { shellTransport } from '../platform/commands/shell-transport.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const sectionsOf = (name: string) => parseSections(outputOf(fixture(`profile/${name}.txt`)));
const noSudo = { sudo: 'none', sudoProblem: null } as const;

const EXPECTED: Record<string, Partial<HostProfile>> = {
  'debian-12-kvm': {
    kind: 'debian',
    os: 'debian',
    osVersion: '12',
    family: 'debian',
    virtualisation: 'kvm',
    init: 'systemd',
  },
  'ubuntu-24.04-vmware': { kind: 'ubuntu', osVersion: '24.04', family: 'debian', virtualisation: 'vmware' },
  'rocky-9': { kind: 'rhel', os: 'rocky', osVersion: '9.4', family: 'rhel', virtualisation: 'none' },
  'alpine-3.20': { kind: 'alpine', osVersion: '3.20.3', family: 'alpine', init: 'openrc' },
  'arch-container': { kind: 'arch', family: 'arch', osVersion: 'rolling', virtualisation: 'docker', init: 'none' },
  'unraid-6.12': { kind: 'unraid', osVersion: '6.12.8', init: 'sysvinit' },
  'wsl2-ubuntu': { kind: 'wsl2', os: 'ubuntu', virtualisation: 'wsl' },
  'docker-desktop': { kind: 'docker_desktop', arch: 'aarch64' },
  'proxmox-8': { kind: 'proxmox', family: 'debian', kernel: '6.8.12-1-pve' },
  'zfs-debian': { kind: 'zfs_host', os: 'debian' },
  'synology-7.2': { kind: 'synology', osVersion: '7.2.1', os: 'linux' },
  'qnap-5.1': { kind: 'qnap', osVersion: '5.1.8' },
  'truenas-scale-24.10': { kind: 'truenas', os: 'debian', osVersion: '24.10.0.2' },
  'openmediavault-7': { kind: 'openmediavault', family: 'debian', osVersion: '12' },
  'alma-8-container': { kind: 'rhel', os: 'almalinux', osVersion: '8.10', virtualisation: 'podman', init: 'none' },
  'opensuse-15.6': { kind: 'suse', family: 'suse', osVersion: '15.6', virtualisation: 'hyperv' },
  'bare-shell': { kind: 'linux', os: '', family: 'other', init: 'other' },
};

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`${name} is told`, (t) => {
    const profile = readProfile(sectionsOf(name));
    t.like(profile, expected);
    t.true(HostProfile.safeParse(profile).success);
    t.true(DetectedCapabilities.safeParse(readCapabilities(sectionsOf(name), undefined, noSudo)).success);
  });
}

test('tools carry their version, systemctl only counts under systemd, unknown names are left out', (t) => {
  const versions = sectionsOf('versions');
  const debian = readCapabilities(sectionsOf('debian-12-kvm'), versions, noSudo);
  t.deepEqual(Object.keys(debian.tools).toSorted(), ['awk', 'cat', 'df', 'docker', 'ps', 'stat', 'systemctl']);
  t.is(debian.tools['systemctl'], 'systemd 252 (252.30-1~deb12u2)');
  t.is(debian.tools['cat'], '');
  t.true(debian.tools['ps']!.startsWith('BusyBox v1.36.1'));
  t.is(readCapabilities(sectionsOf('wsl2-ubuntu'), versions, noSudo).tools['systemctl'], undefined);
});

test('container sockets are told with whether the login may use them', (t) => {
  const { containerSockets, groups, userId } = readCapabilities(sectionsOf('debian-12-kvm'), undefined, noSudo);
  t.deepEqual(containerSockets, [
    { path: '/var/run/docker.sock', runtime: 'docker', usable: true },
    { path: '/run/containerd/containerd.sock', runtime: 'containerd', usable: false },
  ]);
  t.deepEqual(groups, ['bob', 'sudo', 'docker']);
  t.is(userId, 1000);
});

test('no fixture is left untested', (t) => {
  const names = fixtureNames('profile').map((name) => name.replace('profile/', '').replace('.txt', ''));
  t.deepEqual(names.toSorted(), [...Object.keys(EXPECTED), 'versions'].toSorted());
  t.is(new Set(TOOLS.map(({ tool }) => tool)).size, TOOLS.length);
});

test('os-release values with either quotes, escapes or none', (t) => {
  const lines = ['A="x \\"y\\""', "B='z'", 'C=w', '# D=1', 'E', 'F = v'];
  t.deepEqual(Object.fromEntries(readAssignments(lines)), { A: 'x "y"', B: 'z', C: 'w', F: 'v' });
});

for (const shell of ['/bin/dash', '/bin/bash']) {
  test(`${shell}: this machine is detected in one run`, async (t) => {
    let runs = 0;
    const transport = shellTransport({ shell, onScript: () => (runs += 1) });
    const { profile, capabilities, commands } = await detectHost(transport);
    t.is(runs, 1);
    t.is(profile.arch, process.arch === 'x64' ? 'x86_64' : 'aarch64');
    t.is(capabilities.sudo === 'root', process.getuid?.() === 0);
    t.not(capabilities.tools['awk'], undefined);
    t.true((capabilities.inotifyWatches ?? 0) > 100);
    t.regex(capabilities.bootId ?? '', /^[0-9a-f-]{36}$/);
    t.is(commands[0]!.status, 'ok');
    t.is(commands[0]!.stderr.toString(), '');
  });
}

test('a host without any tool is one error of the class for it', async (t) => {
  const transport = shellTransport({ env: { PATH: '/nonexistent' } });
  const error = await t.throwsAsync(detectHost(transport), { instanceOf: RemoteError });
  t.is(error.errorClass, 'command_not_found');
});

test('whatever the sections hold, the profile is valid or the error is typed', (t) => {
  const names = fixtureNames('profile');
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.nat(3000),
      fc.nat(60),
      fc.string({ unit: fc.constantFrom('\u001d', '\n', 'tools', '=', '"', ' ', 'é', '9', '\u0000'), maxLength: 12 }),
      (name, at, length, inserted) => {
        const text = fixture(name);
        const changed = text.slice(0, at) + inserted + text.slice(at + length);
        try {
          const sections = parseSections(outputOf(changed));
          t.true(HostProfile.safeParse(readProfile(sections)).success);
          t.true(DetectedCapabilities.safeParse(readCapabilities(sections, sections, noSudo)).success);
        } catch (error) {
          t.true(error instanceof ParseError);
        }
      },
    ),
    { numRuns: runs(500) },
  );
});
