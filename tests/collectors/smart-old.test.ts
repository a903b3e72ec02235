import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector as smart } from '../../src/collectors/smart/index.js';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import { ASK_DEVICE, BUSY_MARK } from '../../src/collectors/smart/script.js';
import { createShimHost, type Shim } from '../helpers/shim-host.js';
import { outputOf } from './fixtures.js';

const LSBLK: Shim = {
  answers: [
    {
      stdout:
        '{"blockdevices":[{"name":"sda","type":"disk","tran":"sata","vendor":"ATA","rota":"1","serial":"WD-WCC4E1234567"}]}',
    },
  ],
};
const OLD_SMARTCTL: Shim = {
  answers: [
    { args: /--json/, stdout: '=======> UNRECOGNIZED OPTION: json\n', exitCode: 1 },
    { args: '--scan', file: 'smart/scan-6.6.txt' },
    { args: '-x -n standby -d sat /dev/sda', file: 'smart/ata-6.6.txt', exitCode: 128 },
    { args: '*megaraid,3*', file: 'smart/scsi-6.6.txt', exitCode: 8 },
    { args: '*/dev/nvme0', file: 'smart/nvme-6.6.txt' },
    { args: '*/dev/sdb', file: 'smart/asleep-6.6.txt', exitCode: 2 },
  ],
};

for (const version of ['smartctl 6.6 2017-11-05 r4594', '']) {
  test(`smartctl 6.6 has no JSON (version ${version === '' ? 'not known' : 'known'}): the text is read`, async (t) => {
    const shim = await createShimHost({ lsblk: LSBLK, smartctl: OLD_SMARTCTL }, { versions: { smartctl: version } });
    t.teardown(shim.close);
    const { collected, failures } = await collectHost(shim.transport, { collectors: [smart], host: shim.host });
    t.deepEqual(failures, []);
    const devices = collected[0]?.observations.devices?.items ?? [];
    t.deepEqual(
      devices.map(({ name, type, smart: report }) => [name, type, report?.source, report?.state, report?.passed]),
      [
        ['megaraid,3', 'hdd', 'smartctl_text', 'read', false],
        ['sda', 'hdd', 'smartctl_text', 'read', true],
        ['nvme0', 'nvme', 'smartctl_text', 'read', false],
      ],
    );
    const asked = (await shim.calls()).filter(({ args }) => args.includes('--json=c')).length;
    t.is(asked > 0, version === '');
  });
}

test('without smartctl, NVMe is asked by nvme-cli; other disks are there without SMART', async (t) => {
  const shim = await createShimHost({
    lsblk: {
      answers: [
        {
          stdout:
            '{"blockdevices":[{"name":"nvme0n1","type":"disk","tran":"nvme","rota":false},{"name":"sda","type":"disk","rota":true,"tran":"sata","serial":"ABC123"}]}',
        },
      ],
    },
    nvme: {
      answers: [
        { args: 'list -o json', file: 'smart/nvme-cli-2.11-list.json' },
        { args: 'smart-log -o json /dev/nvme0n1', file: 'smart/nvme-cli-2.11-smart-log.json' },
        { args: 'id-ctrl -o json /dev/nvme0n1', file: 'smart/nvme-cli-id-ctrl.json' },
      ],
    },
  });
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [smart], host: shim.host });
  t.deepEqual(failures, []);
  t.deepEqual(collected[0]?.missing, []);
  const [nvme, sda] = collected[0]?.observations.devices?.items ?? [];
  t.like(nvme, { name: 'nvme0n1', type: 'nvme', serial: 'S4EWNX0M123456B', identities: ['serial:S4EWNX0M123456B'] });
  t.like(nvme?.smart, {
    source: 'nvme',
    state: 'read',
    temperatureCelsius: 41,
    temperatureLimits: { warning: 85, critical: null },
  });
  t.like(sda, { name: 'sda', smart: null });
  t.true(collected[0]?.observations.devices?.complete);
});

for (const version of ['smartctl 6.2 2013-07-26 r3841', 'smartctl 7.3 2022-02-28 r5338']) {
  test(`NVMe that ${version.slice(0, 12)} cannot ask is asked by nvme-cli in the same go`, async (t) => {
    const shim = await createShimHost(
      {
        lsblk: { answers: [{ stdout: '{"blockdevices":[{"name":"nvme0n1","type":"disk","tran":"nvme"}]}' }] },
        smartctl: {
          answers: [
            { args: '*--scan*', stdout: version.includes(' 6.') ? '' : '{"devices":[]}' },
            { args: '*--json*', stdout: '{"smartctl":{"exit_status":2}}', exitCode: 2 },
            { stdout: '=======> INVALID ARGUMENT TO -d: nvme\n', exitCode: 1 },
          ],
        },
        nvme: {
          answers: [
            { args: 'smart-log -o json /dev/nvme0n1', file: 'smart/nvme-cli-2.11-smart-log.json' },
            { args: 'id-ctrl -o json /dev/nvme0n1', file: 'smart/nvme-cli-id-ctrl.json' },
          ],
        },
      },
      { versions: { smartctl: version, nvme: '' } },
    );
    t.teardown(shim.close);
    const { collected, failures } = await collectHost(shim.transport, { collectors: [smart], host: shim.host });
    t.deepEqual(failures, []);
    const [device] = collected[0]?.observations.devices?.items ?? [];
    t.like(device, { name: 'nvme0n1', type: 'nvme', serial: 'S4EWNX0M123456B' });
    t.like(device?.smart, {
      source: 'nvme',
      state: 'read',
      temperatureCelsius: 41,
      temperatureLimits: { warning: 85 },
    });
    t.is(device?.smart?.nvme?.criticalWarning, 4);
  });
}

test('nvme-cli that cannot ask it either leaves smartctl’s own answer', async (t) => {
  const shim = await createShimHost(
    {
      lsblk: { answers: [{ stdout: '{"blockdevices":[{"name":"nvme0n1","type":"disk","tran":"nvme"}]}' }] },
      smartctl: {
        answers: [
          { args: '*--scan*', stdout: '' },
          { stdout: 'Smartctl open device: /dev/nvme0n1 failed: Permission denied\n', exitCode: 2 },
        ],
      },
      nvme: { answers: [{ stderr: 'Permission denied\n', exitCode: 1 }] },
    },
    { versions: { smartctl: 'smartctl 6.6 2017-11-05 r4594', nvme: '' } },
  );
  t.teardown(shim.close);
  const { collected } = await collectHost(shim.transport, { collectors: [smart], host: shim.host });
  const [device] = collected[0]?.observations.devices?.items ?? [];
  t.like(device?.smart, { source: 'smartctl_text', state: 'unavailable' });
});

test('without any tool there is nothing to do and nothing wrong', async (t) => {
  const shim = await createShimHost({ lsblk: LSBLK });
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [smart], host: shim.host });
  t.deepEqual(failures, []);
  t.is(collected[0]?.facts, undefined);
  t.deepEqual(await shim.calls(), []);
});

test('a device that an earlier smartctl still holds is skipped, not asked again', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'smartctl'), '#!/bin/sh\nexit 2\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const holder = spawn('sh', ['-c', 'exec flock "$1" sleep 30', 'holder', folder], { stdio: 'ignore' });
  t.teardown(() => holder.kill());
  await once(holder, 'spawn');
  const ask = async (): Promise<string> => {
    const child = spawn('sh', ['-c', ASK_DEVICE, 'smart', folder, 'json', 'guard', '/dev/none', 'sat'], { env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(child, 'close');
    return Buffer.concat(chunks).toString('utf8');
  };
  let said = await ask();
  for (let tries = 0; tries < 50 && !said.startsWith(BUSY_MARK); tries += 1) said = await ask();
  t.is(said.trim(), BUSY_MARK);
  const { value } = parseSmartAnswer(outputOf(said), { type: 'sat', guard: true });
  t.like(value.report, { state: 'unavailable', exitStatus: null, passed: null });
  t.regex(value.report.reason ?? '', /busy/);
});
