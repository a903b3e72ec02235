import type { ChecklistCase } from './checklist-case.js';
import { PODMAN, recreate } from './made-container.js';

/** 1 to 16: what comes from the image, and what the user set. */
export const IMAGE_CASES: readonly ChecklistCase[] = [
  {
    point: 1,
    what: 'Env set by the user is kept',
    check: (t) => {
      const oldImage = { Env: ['PATH=/bin', 'MODE=image'] };
      const config = { Env: ['MODE=mine', 'OWN=1', 'PATH=/bin'] };
      t.deepEqual(recreate({ oldImage, config }).config['Env'], ['MODE=mine', 'OWN=1']);
    },
  },
  {
    point: 2,
    what: "inherited Env is not sent, so that the new image's value holds",
    check: (t) => {
      const [oldImage, newImage] = [{ Env: ['PATH=/bin', 'V=1'] }, { Env: ['PATH=/opt', 'V=2'] }];
      t.is(recreate({ oldImage, newImage }).config['Env'], undefined);
    },
  },
  {
    point: 3,
    what: 'inherited Env that the new image does not have is gone',
    check: (t) => {
      const planned = recreate({
        oldImage: { Env: ['GONE=1', 'X=1'] },
        newImage: {},
        config: { Env: ['X=2', 'GONE=1'] },
      });
      t.deepEqual(planned.config['Env'], ['X=2']);
    },
  },
  {
    point: 4,
    what: 'Env keeps its order, values with an equals sign, empty values, doubled names and names taken away',
    check: (t) => {
      const Env = ['Z=1', 'A=b=c', 'EMPTY=', 'D=1', 'D=2', 'TAKEN', 'PATH=/bin'];
      const planned = recreate({ oldImage: { Env: ['PATH=/bin', 'TAKEN=1', 'D=2'] }, config: { Env } });
      t.deepEqual(planned.config['Env'], ['Z=1', 'A=b=c', 'EMPTY=', 'D=1', 'D=2', 'TAKEN']);
      const cleared = recreate({ oldImage: { Env: ['A=1', 'B=2'] }, config: { Env: ['A=1'] } });
      t.deepEqual(cleared.config['Env'], ['B']);
    },
  },
  {
    point: 5,
    what: 'an inherited Entrypoint is not sent',
    check: (t) => {
      const planned = recreate({ oldImage: { Entrypoint: ['/old'], Cmd: ['a'] }, newImage: { Entrypoint: ['/new'] } });
      t.false('Entrypoint' in planned.config);
      t.false('Cmd' in planned.config);
    },
  },
  {
    point: 6,
    what: "an Entrypoint of the user's without a Cmd brings no Cmd of the image",
    check: (t) => {
      const oldImage = { Entrypoint: ['/old'], Cmd: ['a'] };
      const planned = recreate({ oldImage, config: { Entrypoint: ['/mine'], Cmd: null } });
      t.deepEqual(planned.config['Entrypoint'], ['/mine']);
      t.false('Cmd' in planned.config);
      const same = recreate({ oldImage, config: { Entrypoint: ['/old'], Cmd: null } });
      t.deepEqual(same.config['Entrypoint'], ['/old'], 'an equal one without a command can only be the user’s');
      const both = recreate({ oldImage, config: { Entrypoint: ['/mine'], Cmd: ['a'] } });
      t.deepEqual(both.config['Cmd'], ['a'], 'beside an entrypoint of the user’s, an equal command is the user’s');
    },
  },
  {
    point: 7,
    what: 'a cleared Entrypoint is cleared again',
    check: (t) => {
      for (const Entrypoint of [null, [''], undefined]) {
        const planned = recreate({ oldImage: { Entrypoint: ['/old'] }, config: { Entrypoint, Cmd: ['x'] } });
        t.deepEqual(planned.config['Entrypoint'], ['']);
        t.deepEqual(planned.config['Cmd'], ['x']);
      }
    },
  },
  {
    point: 8,
    what: 'an Entrypoint of several elements stays whole',
    check: (t) => {
      const Entrypoint = ['/bin/sh', '-c', 'exec "$@"', '--'];
      t.deepEqual(recreate({ config: { Entrypoint, Cmd: ['a b'] } }).config['Entrypoint'], Entrypoint);
    },
  },
  {
    point: 9,
    what: 'Cmd inherited is not sent; overridden with an inherited Entrypoint it is, alone',
    check: (t) => {
      const oldImage = { Entrypoint: ['/e'], Cmd: ['a'] };
      t.false('Cmd' in recreate({ oldImage }).config);
      const { config } = recreate({ oldImage, config: { Cmd: ['b'] } });
      t.deepEqual([config['Cmd'], config['Entrypoint']], [['b'], undefined]);
    },
  },
  {
    point: 10,
    what: 'WorkingDir',
    check: (t) => {
      const oldImage = { WorkingDir: '/app' };
      t.is(recreate({ oldImage }).config['WorkingDir'], undefined);
      t.is(recreate({ oldImage, config: { WorkingDir: '/mine' } }).config['WorkingDir'], '/mine');
      t.is(recreate({ oldImage, config: { WorkingDir: '' } }).config['WorkingDir'], '/', 'cleared');
      t.is(recreate({ config: { WorkingDir: '/' }, engine: PODMAN }).config['WorkingDir'], undefined);
      t.is(recreate({ config: { WorkingDir: '/' } }).config['WorkingDir'], '/');
    },
  },
  {
    point: 11,
    what: 'User',
    check: (t) => {
      const oldImage = { User: 'app' };
      t.is(recreate({ oldImage }).config['User'], undefined);
      t.is(recreate({ oldImage, config: { User: '0' } }).config['User'], '0');
      t.is(recreate({ oldImage, config: { User: '' } }).config['User'], '0:0', 'cleared');
    },
  },
  {
    point: 12,
    what: "labels: the user's kept, the image's not sent, keys with spaces, ours of an earlier run replaced",
    check: (t) => {
      const oldImage = { Labels: { version: '1', gone: 'x', shared: 'image' } };
      const Labels = { version: '1', gone: 'x', shared: 'mine', 'with space': 'a b', 'io.millwright.update': 'run-1' };
      t.deepEqual(recreate({ oldImage, config: { Labels } }).config['Labels'], { shared: 'mine', 'with space': 'a b' });
      t.deepEqual(recreate({ oldImage, config: { Labels }, request: { runId: 'run-2' } }).config['Labels'], {
        shared: 'mine',
        'with space': 'a b',
        'io.millwright.update': 'run-2',
      });
    },
  },
  {
    point: 13,
    what: 'Healthcheck: inherited, partly overridden, NONE, StartInterval',
    check: (t) => {
      const Healthcheck = { Test: ['CMD', 'true'], Interval: 30e9, Retries: 3 };
      const of = (own: unknown, over = {}) =>
        recreate({ oldImage: { Healthcheck }, config: { Healthcheck: own }, ...over }).config['Healthcheck'];
      t.is(of(Healthcheck), undefined);
      t.deepEqual(of({ ...Healthcheck, Interval: 5e9 }), { Interval: 5e9 });
      t.deepEqual(of({ ...Healthcheck, StartInterval: 1e9 }), { StartInterval: 1e9 });
      t.deepEqual(of({ ...Healthcheck, Test: ['NONE'] }), { Test: ['NONE'] });
      t.deepEqual(of(null), { Test: ['NONE'] }, 'cleared');
      const newImage = { Healthcheck: { Test: ['CMD', 'new'], Timeout: 1e9 } };
      t.deepEqual(of({ ...Healthcheck, Interval: 5e9 }, { newImage, engine: PODMAN }), {
        Test: ['CMD', 'new'],
        Timeout: 1e9,
        Interval: 5e9,
      });
    },
  },
  {
    point: 14,
    what: 'StopSignal inherited against set',
    check: (t) => {
      const oldImage = { StopSignal: 'SIGQUIT' };
      t.is(recreate({ oldImage, newImage: {} }).config['StopSignal'], undefined);
      t.is(recreate({ oldImage, config: { StopSignal: 'SIGTERM' } }).config['StopSignal'], 'SIGTERM');
      t.is(recreate({ oldImage, config: { StopSignal: '3' }, engine: PODMAN }).config['StopSignal'], undefined);
      t.is(recreate({ config: { StopSignal: '15' }, engine: PODMAN }).config['StopSignal'], undefined);
      t.is(recreate({ oldImage, config: { StopSignal: '10' }, engine: PODMAN }).config['StopSignal'], '10');
    },
  },
  {
    point: 15,
    what: "ExposedPorts: the user's, and those that the user publishes",
    check: (t) => {
      const oldImage = { ExposedPorts: { '80/tcp': {}, '81/tcp': {} } };
      const config = { ExposedPorts: { '80/tcp': {}, '81/tcp': {}, '53/udp': {} } };
      const hostConfig = { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } };
      t.deepEqual(recreate({ oldImage, config, hostConfig }).config['ExposedPorts'], { '53/udp': {}, '80/tcp': {} });
    },
  },
  {
    point: 16,
    what: 'Shell and OnBuild are not sent',
    check: (t) => {
      const { config } = recreate({ config: { Shell: ['/bin/bash'], OnBuild: ['RUN x'], ArgsEscaped: true } });
      for (const field of ['Shell', 'OnBuild', 'ArgsEscaped']) t.false(field in config, field);
    },
  },
];
