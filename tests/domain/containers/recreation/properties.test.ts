import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { compareCreated } from '../../../../src/domain/containers/recreation/compare-created.js';
import type { EngineJson } from '../../../../src/domain/containers/recreation/engine-json.js';
import { isEmpty, isSame, readRecord } from '../../../../src/domain/containers/recreation/engine-json.js';
import { findDependants } from '../../../../src/domain/containers/recreation/find-dependants.js';
import { planRecreation } from '../../../../src/domain/containers/recreation/plan-recreation.js';
import type { PlannedRecreation, RecreationEngine } from '../../../../src/domain/containers/recreation/recreation.js';
import { arbitraryImage, arbitraryRequest } from './arbitrary-request.js';
import { requestFor } from './made-container.js';
import { createPretend } from './pretend-docker.js';

const engine: RecreationEngine = {
  runtime: 'docker',
  apiVersion: '1.41',
  cgroupVersion: 1,
  containerdImageStore: false,
};
const digest = (text: string): string => `#${text.length}`;
const imageOf = (id: string, Config: EngineJson): EngineJson => ({
  Id: `sha256:${id}`,
  Os: 'linux',
  Architecture: 'amd64',
  Config,
});

function plan(container: EngineJson, oldImage: EngineJson, newImage: EngineJson): PlannedRecreation {
  const request = {
    container,
    oldImage,
    newImage,
    engine,
    imageReference: 'app:1',
    name: 'temporary',
    runId: null,
    renames: {},
  };
  const planned = planRecreation(request);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned;
}

/** Without what differs in every container. */
function settings(container: EngineJson): EngineJson {
  const text = JSON.stringify(container).replaceAll(String(container['Id']).slice(0, 12), 'SHORT');
  const { Id: _id, Name: _name, Mounts: _all, HostConfig, ...rest } = JSON.parse(text) as EngineJson;
  const { Mounts: _mounts, ...host } = readRecord(HostConfig);
  const config = { ...readRecord(rest['Config']), Image: '' };
  return { ...rest, Config: config, HostConfig: host };
}

const targets = (container: EngineJson): readonly string[] =>
  (container['Mounts'] as readonly { readonly Destination: string }[]).map(({ Destination }) => Destination).toSorted();

/** An entrypoint that was cleared although the image has none looks like one that nobody touched. */
function isTold(asked: { readonly create: { readonly body: EngineJson } }, oldConfig: EngineJson): boolean {
  return !isSame(asked.create.body['Entrypoint'], ['']) || !isEmpty(oldConfig['Entrypoint']);
}

test('the new container is what the user would have made of the new image', (t) => {
  fc.assert(
    fc.property(arbitraryRequest, arbitraryImage('o'), arbitraryImage('n'), (asked, oldConfig, newConfig) => {
      fc.pre(isTold(asked, oldConfig));
      const [oldImage, newImage] = [imageOf('old', oldConfig), imageOf('new', newConfig)];
      const container = createPretend(asked, oldImage, 'first');
      const recreated = createPretend(plan(container, oldImage, newImage), newImage, 'second');
      const reference = createPretend(asked, newImage, 'third');
      return isSame(settings(recreated), settings(reference));
    }),
    { numRuns: runs(150) },
  );
  t.pass();
});

test('every volume of the old container is in the new one, at its path, under its name', (t) => {
  fc.assert(
    fc.property(arbitraryRequest, arbitraryImage('o'), arbitraryImage('n'), (asked, oldConfig, newConfig) => {
      const [oldImage, newImage] = [imageOf('old', oldConfig), imageOf('new', newConfig)];
      const container = createPretend(asked, oldImage, 'first');
      const recreated = createPretend(plan(container, oldImage, newImage), newImage, 'second');
      const names = (one: EngineJson): readonly string[] =>
        (one['Mounts'] as readonly EngineJson[]).map(
          (mount) => `${String(mount['Destination'])} ${String(mount['Name'])}`,
        );
      const found = new Set(names(recreated));
      return (
        names(container).every((name) => found.has(name)) &&
        new Set(targets(recreated)).size === targets(recreated).length
      );
    }),
    { numRuns: runs(150) },
  );
  t.pass();
});

test('recreating again with the same image changes nothing', (t) => {
  fc.assert(
    fc.property(arbitraryRequest, arbitraryImage('o'), arbitraryImage('n'), (asked, oldConfig, newConfig) => {
      const [oldImage, newImage] = [imageOf('old', oldConfig), imageOf('new', newConfig)];
      const first = plan(createPretend(asked, oldImage, 'first'), oldImage, newImage);
      const container = createPretend(first, newImage, 'second');
      const again = plan(container, newImage, newImage);
      const result = createPretend(again, newImage, 'third');
      const third = plan(result, newImage, newImage);
      return isSame(settings(container), settings(result)) && isSame(again.create.body, third.create.body);
    }),
    { numRuns: runs(150) },
  );
  t.pass();
});

test('the gate is open for what was intended, and shut for every setting that is lost', (t) => {
  fc.assert(
    fc.property(
      arbitraryRequest,
      arbitraryImage('o'),
      arbitraryImage('n'),
      fc.nat(),
      (asked, oldConfig, newConfig, pick) => {
        const [oldImage, newImage] = [imageOf('old', oldConfig), imageOf('new', newConfig)];
        const container = createPretend(asked, oldImage, 'first');
        const intended = plan(container, oldImage, newImage);
        const created = createPretend(intended, newImage, 'second');
        const compare = (one: EngineJson) =>
          compareCreated({ intended, created: one, container, oldImage, newImage, engine, digest });
        t.deepEqual(compare(created), []);
        const [part, field] = pickField(created, pick);
        const broken = { ...created, [part]: { ...readRecord(created[part]), [field]: undefined } };
        return compare(broken).length > 0;
      },
    ),
    { numRuns: runs(150) },
  );
});

/** A setting that says something, anywhere. */
function pickField(created: EngineJson, pick: number): readonly [string, string] {
  const made = new Set(['Config.Hostname', 'HostConfig.NetworkMode']);
  const all = ['Config', 'HostConfig'].flatMap((part) =>
    Object.entries(readRecord(created[part])).flatMap(([field, value]) =>
      isEmpty(value) || made.has(`${part}.${field}`) ? [] : [[part, field] as const],
    ),
  );
  return all[pick % all.length] ?? ['Config', 'Image'];
}

const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, [], {}, '', 0, '__proto__', ['x', null, {}], { __proto__: null, constructor: 1, toString: [] }),
);
const FIELDS = [
  'Config',
  'HostConfig',
  'NetworkSettings',
  'Mounts',
  'State',
  'Id',
  'Name',
  'Image',
  'Labels',
  'Env',
  'Cmd',
  'Entrypoint',
  'Volumes',
  'Binds',
  'NetworkMode',
  'Networks',
  'Healthcheck',
  'Aliases',
  'PortBindings',
  'Links',
  'VolumesFrom',
  'ExposedPorts',
  'Devices',
  'Ulimits',
  'constructor',
  '__proto__',
];

/** An inspect where any part may be anything. */
const mangled = fc.letrec<{ readonly tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    hostile,
    fc.dictionary(fc.constantFrom(...FIELDS), tie('tree'), { maxKeys: 8 }),
  ),
})).tree;

test('nothing that an engine sends makes it throw', (t) => {
  const asJson = (value: unknown): EngineJson =>
    typeof value === 'object' && value !== null ? (value as EngineJson) : {};
  fc.assert(
    fc.property(mangled, mangled, mangled, fc.boolean(), (container, oldImage, newImage, isPodman) => {
      const whole = requestFor({});
      const over = (base: EngineJson, value: unknown): EngineJson => ({
        ...base,
        ...asJson(value),
        Id: base['Id'],
        Image: base['Image'],
      });
      for (const request of [
        { ...whole, container: asJson(container), oldImage: asJson(oldImage), newImage: asJson(newImage) },
        {
          ...whole,
          container: over(whole.container, container),
          oldImage: over(whole.oldImage, oldImage),
          newImage: over(whole.newImage, newImage),
        },
      ]) {
        const made = {
          ...request,
          engine: { ...request.engine, runtime: isPodman ? ('podman' as const) : ('docker' as const) },
        };
        const planned = planRecreation(made);
        if (planned.ok) {
          JSON.stringify(planned);
          compareCreated({ ...made, intended: planned, created: asJson(newImage), digest });
        }
      }
      findDependants([asJson(container), asJson(oldImage), asJson(newImage), whole.container], 'a', 'web');
      return true;
    }),
    { numRuns: runs(300) },
  );
  t.pass();
});
