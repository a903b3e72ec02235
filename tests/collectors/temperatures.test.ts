import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { chipName } from '../../src/collectors/temperatures/chip-name.js';
import { temperatures } from '../../src/collectors/temperatures/command.js';
import { collector } from '../../src/collectors/temperatures/index.js';
import { parseTemperatures } from '../../src/collectors/temperatures/parser.js';
import { plausibleLimit, plausibleReading } from '../../src/collectors/temperatures/plausible.js';
import { temperaturesFactsSchema, type TemperaturesFacts } from '../../src/collectors/temperatures/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { createShimHost } from '../helpers/shim-host.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string) => parseTemperatures(outputOf(fixture(`temperatures/${name}.txt`)));
const byId = ({ sensors }: TemperaturesFacts) => new Map(sensors.map(({ id, celsius }) => [id, celsius]));

test('sensors: temperatures only, limits from the chip, readings that cannot be true are null', (t) => {
  const { value, errors } = read('sensors-3.6.0');
  t.deepEqual(errors, []);
  t.is(value.source, 'sensors');
  t.deepEqual(Object.fromEntries(byId(value)), {
    'coretemp-isa-0000/Package id 0': 45,
    'coretemp-isa-0000/Core 0': 43,
    'nvme-pci-0100/Composite': 38.85,
    'nvme-pci-0100/Sensor 1': 38.85,
    'nct6798-isa-0290/SYSTIN': 31,
    'nct6798-isa-0290/AUXTIN0': null,
    'nct6798-isa-0290/AUXTIN1': null,
    'nct6798-isa-0290/PCH_CHIP_TEMP': 0,
    'nct6798-isa-0290/AUXTIN2': null,
  });
  t.like(value.sensors[2], { highCelsius: 81.85, criticalCelsius: 84.85, fault: false });
  t.like(value.sensors[3], { highCelsius: null });
  t.like(value.sensors[4], { highCelsius: null });
  t.true(value.sensors.at(-1)!.fault);
});

test('sensors: broken JSON, nan and repeated labels cost nothing but the value itself', (t) => {
  const { value } = read('sensors-3.5.0-broken');
  t.deepEqual(Object.fromEntries(byId(value)), {
    'acpitz-acpi-0/temp1': null,
    'acpitz-acpi-0/temp2': 29.8,
    'jc42-i2c-0-18/temp1': null,
    'amdgpu-pci-0300/edge': 51,
    'amdgpu-pci-0300/edge (temp2)': 52,
  });
});

test('hwmon: the same names that sensors gives, whatever the number of the directory', (t) => {
  const { value, errors } = read('hwmon-amd-server');
  t.deepEqual(errors, []);
  t.deepEqual(Object.fromEntries(byId(value)), {
    'nvme-pci-0100/Composite': 38.85,
    'nvme-pci-0100/Sensor 1': 38.85,
    'k10temp-pci-00c3/Tctl': 54.125,
    'k10temp-pci-00c3/Tccd1': 51.5,
    'nct6798-isa-0290/SYSTIN': 31,
    'nct6798-isa-0290/AUXTIN0': null,
    'nct6798-isa-0290/AUXTIN1': null,
    'jc42-i2c-0-18/temp1': 33.25,
    'acpitz-acpi-0/temp1': 27.8,
    'cpu_thermal-virtual-0/temp1': 41,
  });
  t.is(chipName('coretemp', '/sys/devices/platform/coretemp.1/hwmon/hwmon9'), 'coretemp-isa-0001');
  t.is(chipName('odd', '/nowhere'), 'odd');
});

test('thermal zones serve where no chip has a sensor, also those that give whole degrees', (t) => {
  const { value } = read('zones-arm');
  t.deepEqual(Object.fromEntries(byId(value)), {
    'thermal/cpu-thermal': 48.312,
    'thermal/gpu_thermal': 45,
    'thermal/iwlwifi_1': null,
    'thermal/charger': null,
  });
  t.deepEqual(read('none').value.sensors, []);
});

test('what no working sensor reads is null, for readings and limits', (t) => {
  for (const bogus of [-273.15, -128, -62, 127, 127.5, 128, 255, 255.5, 65_261.85, Number.NaN]) {
    t.is(plausibleReading(bogus), null, String(bogus));
    t.is(plausibleLimit(bogus), null, String(bogus));
  }
  t.is(plausibleReading(-20.5), -20.5);
  t.is(plausibleReading(0), 0);
  t.is(plausibleLimit(0), null);
  t.is(plausibleLimit(105), 105);
});

test('a host with sensors: its answer counts, null readings are samples without a value', async (t) => {
  const json = fixture('temperatures/sensors-3.6.0.txt').split('\n').slice(1, -3).join('\n');
  const host = await createShimHost({ sensors: { answers: [{ args: '-j', stdout: json }] } });
  t.teardown(host.close);
  const { collected, failures, channels } = await collectHost(host.transport, {
    collectors: [collector],
    host: host.host,
  });
  t.deepEqual(failures, []);
  t.is(channels.length, 1);
  t.is((collected[0]!.facts as TemperaturesFacts).source, 'sensors');
  const values = collected[0]!.samples.filter(({ metric }) => metric === 'temperature_celsius');
  t.is(values.find(({ labels }) => labels['sensor'] === 'nct6798-isa-0290/AUXTIN0')!.value, null);
  t.is(values.find(({ labels }) => labels['sensor'] === 'coretemp-isa-0000/Core 0')!.value, 43);
});

test('sensors that fail or know no JSON leave the kernel’s files', async (t) => {
  for (const answer of [{ exitCode: 1, stderr: 'sensors: invalid option -- j\n' }, { stdout: '{\n}\n' }]) {
    const host = await createShimHost({ sensors: { answers: [answer] } });
    const { collected, failures } = await collectHost(host.transport, { collectors: [collector], host: host.host });
    t.deepEqual(failures, []);
    t.not((collected[0]!.facts as TemperaturesFacts).source, 'sensors');
    await host.close();
  }
});

/** The script against a /sys of our own. */
function runOn(root: string, tool: 'sensors' | 'kernel', shell: string): string {
  const argv = temperatures.argv({}, { tools: tool === 'sensors' ? { sensors: '' } : {}, sudo: 'root' })!;
  const script = argv[2]!.replaceAll('/sys/class', `${root}/class`);
  // Without SHLVL bash takes itself for the shell of a remote login, and reads its start files.
  const env = { PATH: `${root}/bin:/usr/bin:/bin`, SHLVL: '1' };
  const { stdout, stderr } = spawnSync(shell, ['-c', script, ...argv.slice(3)], { encoding: 'utf8', env });
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

for (const shell of ['/bin/dash', '/bin/bash']) {
  test(`${shell}: disks are left out, and sensors is not run where it would read them`, (t) => {
    const root = mkdtempSync(join(tmpdir(), 'sys-'));
    t.teardown(() => rmSync(root, { recursive: true }));
    const put = (path: string, text: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const chip = 'devices/platform/coretemp.0/hwmon/hwmon0';
    put(`${chip}/name`, 'coretemp\n');
    put(`${chip}/temp1_input`, '45000\n');
    put(`${chip}/temp1_crit`, '100000\n');
    put(`${chip}/temp1_label`, 'Package id 0\n');
    const disk = 'devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/hwmon/hwmon1';
    put(`${disk}/name`, 'coretemp\n');
    mkdirSync(join(root, 'class', 'hwmon'), { recursive: true });
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(root, chip), join(root, 'class/hwmon/hwmon0'));
    writeFileSync(join(root, 'bin', 'sensors'), '#!/bin/sh\necho \'{"a-isa-0":{"x":{"temp1_input": 1.0}}}\'\n', {
      mode: 0o755,
    });
    t.is(parseTemperatures(outputOf(runOn(root, 'sensors', shell))).value.source, 'sensors');
    put(`${disk}/name`, 'drivetemp\n');
    put(`${disk}/temp1_input`, '33000\n');
    symlinkSync(join(root, disk), join(root, 'class/hwmon/hwmon1'));
    const { value, errors } = parseTemperatures(outputOf(runOn(root, 'sensors', shell)));
    t.deepEqual(errors, []);
    t.is(value.source, 'hwmon');
    t.deepEqual(value.sensors, [
      {
        id: 'coretemp-isa-0000/Package id 0',
        chip: 'coretemp-isa-0000',
        label: 'Package id 0',
        celsius: 45,
        highCelsius: null,
        criticalCelsius: 100,
        fault: false,
      },
    ]);
  });
}

test('whatever comes, sensors have distinct names and credible readings, or the error is typed', (t) => {
  const texts = fixtureNames('temperatures').map(fixture);
  const piece = fc.string({
    unit: fc.constantFrom('{', '}', '"', ':', ',', '|', '9', '-', '\n', '\u001d', 'temp1_input'),
  });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(1500), fc.nat(80), piece, (text, at, cut, inserted) => {
      try {
        const { value } = parseTemperatures(outputOf(text.slice(0, at) + inserted + text.slice(at + cut)));
        t.true(temperaturesFactsSchema.safeParse(value).success);
        t.is(new Set(value.sensors.map(({ id }) => id)).size, value.sensors.length);
        t.true(value.sensors.every(({ celsius }) => celsius === null || (celsius > -55 && celsius < 150)));
      } catch (error) {
        if (!(error instanceof ParseError)) t.fail(String(error));
      }
    }),
    { numRuns: runs(1500) },
  );
});
