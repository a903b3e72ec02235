import test from 'ava';
import type { ContainerObservation } from '../../../../src/domain/containers/discovery/container-observation.js';
import {
  trackContainers,
  type ContainerTracking,
  type KnownContainer,
} from '../../../../src/domain/containers/discovery/track-containers.js';

const FACTS: ContainerObservation['facts'] = {
  ports: [],
  mounts: [],
  networks: [],
  networkMode: 'bridge',
  restartPolicy: 'no',
  restartCount: 0,
  autoRemove: false,
  createdAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
};

function seen(runtimeId: string, name: string, fields: Partial<ContainerObservation> = {}): ContainerObservation {
  return {
    runtimeId,
    name,
    imageReference: 'nginx:1.27',
    imageDigest: null,
    imageId: 'sha256:1',
    state: 'running',
    health: 'none',
    labels: {},
    composeProject: null,
    composeService: null,
    facts: FACTS,
    ...fields,
  };
}

function known(id: string, runtimeId: string, fields: Partial<KnownContainer> = {}): KnownContainer {
  return {
    id,
    runtimeId,
    name: id,
    asideOf: null,
    imageReference: 'nginx:1.27',
    imageId: 'sha256:1',
    state: 'running',
    health: 'none',
    isGone: false,
    ...fields,
  };
}

function track(input: Partial<ContainerTracking>) {
  let next = 0;
  const newId = (): string => `new-${(next += 1)}`;
  return trackContainers({ known: [], observed: [], updateRuns: [], isFirst: false, newId, ...input });
}

const rowOf = (tracked: ReturnType<typeof track>, name: string) =>
  tracked.present.find(({ observation }) => observation.name === name)?.id;

test('a container that was recreated under its name keeps its row', (t) => {
  const tracked = track({ known: [known('web', 'a')], observed: [seen('b', 'web')] });
  t.is(rowOf(tracked, 'web'), 'web');
  t.deepEqual(tracked.goneIds, []);
  t.deepEqual(tracked.events, []);
});

test('a container that was renamed keeps its row, and the line of history says so', (t) => {
  const tracked = track({ known: [known('web', 'a')], observed: [seen('a', 'shop')] });
  t.is(rowOf(tracked, 'shop'), 'web');
  t.like(tracked.events[0], { kind: 'changed', field: 'name', before: 'web', after: 'shop' });
});

test('when another tool renames the old one and gives its name to the new one, the name keeps the row', (t) => {
  const tracked = track({ known: [known('web', 'a')], observed: [seen('a', 'old-xyz'), seen('b', 'web')] });
  t.is(rowOf(tracked, 'web'), 'web');
  t.is(rowOf(tracked, 'old-xyz'), 'new-1');
});

test('two containers that swap their names swap their rows', (t) => {
  const tracked = track({ known: [known('x', 'a'), known('y', 'b')], observed: [seen('a', 'y'), seen('b', 'x')] });
  t.is(rowOf(tracked, 'y'), 'y');
  t.is(rowOf(tracked, 'x'), 'x');
});

test('a name that a gone container had brings its row back', (t) => {
  const tracked = track({ known: [known('web', 'a', { isGone: true })], observed: [seen('b', 'web')] });
  t.is(rowOf(tracked, 'web'), 'web');
  t.is(tracked.events[0]?.kind, 'returned');
});

test('what is not there any more is gone, once', (t) => {
  const tracked = track({ known: [known('web', 'a'), known('db', 'b', { isGone: true })] });
  t.deepEqual(tracked.goneIds, ['web']);
  t.deepEqual(
    tracked.events.map(({ kind, resourceName }) => [kind, resourceName]),
    [['gone', 'web']],
  );
});

const RUN = { id: '01932b2e-0000-7000-8000-0000deadbeef', containerId: 'web' };

test('what an update sets aside belongs to the container that it updates, and to no one else', (t) => {
  const observed = [seen('a', 'web.mw-old-deadbeef'), seen('b', 'web')];
  const tracked = track({ known: [known('web', 'a')], observed, updateRuns: [RUN] });
  t.is(rowOf(tracked, 'web'), 'web');
  const aside = tracked.present.find(({ asideOf }) => asideOf !== null);
  t.like(aside, { id: 'new-1', asideOf: 'web' });
  t.deepEqual(tracked.events, [], 'an update under way is no news here');
  const candidate = track({
    known: [known('web', 'a')],
    observed: [seen('a', 'web'), seen('b', 'web.mw-deadbeef')],
    updateRuns: [RUN],
  });
  t.is(candidate.present.find(({ asideOf }) => asideOf === 'web')?.observation.runtimeId, 'b');
});

test('while an update swaps the two, the container is not gone', (t) => {
  const observed = [seen('a', 'web.mw-old-deadbeef'), seen('b', 'web.mw-deadbeef')];
  const tracked = track({ known: [known('web', 'a')], observed, updateRuns: [RUN] });
  t.deepEqual(tracked.goneIds, []);
  t.deepEqual(tracked.events, []);
});

test('a name of that form without such a run is an ordinary name', (t) => {
  const tracked = track({ observed: [seen('a', 'web.mw-old-deadbeef')] });
  t.like(tracked.present[0], { asideOf: null });
});

test('rows of an update that is over are dropped', (t) => {
  const aside = known('aside-1', 'a', { name: 'web.mw-old-deadbeef', asideOf: 'web' });
  const tracked = track({ known: [known('web', 'b'), aside], observed: [seen('b', 'web')], updateRuns: [] });
  t.deepEqual(tracked.droppedIds, ['aside-1']);
  t.deepEqual(tracked.goneIds, []);
});

test('a container that compose is about to rename is none of its own', (t) => {
  const labels = { 'com.docker.compose.replace': 'web' };
  const old = seen('0123456789abcdef', 'web');
  const replacement = seen('ffff', '0123456789ab_web', { labels });
  t.is(
    rowOf(track({ known: [known('web', old.runtimeId)], observed: [old, replacement] }), '0123456789ab_web'),
    undefined,
  );
  t.is(rowOf(track({ observed: [replacement] }), '0123456789ab_web'), 'new-1', 'left behind by a compose that died');
});

test('a host that is looked at for the first time makes no news', (t) => {
  t.deepEqual(track({ observed: [seen('a', 'web')], isFirst: true }).events, []);
  t.is(track({ observed: [seen('a', 'web')] }).events[0]?.kind, 'appeared');
});

test('a change of state, image or health is told; that a check begins anew is not', (t) => {
  const changes = (before: Partial<KnownContainer>, after: Partial<ContainerObservation>) =>
    track({ known: [known('web', 'a', before)], observed: [seen('a', 'web', after)] }).events.map(
      ({ field, before: was, after: is }) => `${field}: ${String(was)} → ${String(is)}`,
    );
  t.deepEqual(changes({}, { state: 'exited' }), ['state: running → exited']);
  t.deepEqual(changes({ health: 'healthy' }, { health: 'unhealthy' }), ['health: healthy → unhealthy']);
  t.deepEqual(changes({ health: 'starting' }, { health: 'unhealthy' }), ['health: starting → unhealthy']);
  t.deepEqual(changes({ health: 'unhealthy' }, { health: 'healthy' }), ['health: unhealthy → healthy']);
  t.deepEqual(changes({ health: 'healthy' }, { health: 'starting' }), []);
  t.deepEqual(changes({ health: 'starting' }, { health: 'healthy' }), []);
  t.deepEqual(changes({ health: 'healthy' }, { health: 'unknown', state: 'exited' }), ['state: running → exited']);
  t.deepEqual(changes({}, { imageId: 'sha256:2' }), ['imageId: sha256:1 → sha256:2']);
});

test('another image has to be checked anew', (t) => {
  const of = (fields: Partial<ContainerObservation>) =>
    track({ known: [known('web', 'a')], observed: [seen('b', 'web', fields)] }).present[0]?.hasOtherImage;
  t.false(of({}));
  t.true(of({ imageId: 'sha256:2' }));
  t.true(of({ imageReference: 'nginx:1.28' }));
});

test('an engine that tells of one name or id twice is believed once', (t) => {
  const tracked = track({ observed: [seen('a', 'web'), seen('b', 'web'), seen('a', 'shop')] });
  t.is(tracked.present.length, 1);
});
