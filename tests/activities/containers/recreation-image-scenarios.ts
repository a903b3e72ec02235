import { readRecord } from '../../../src/platform/engines/engine-json.js';
import { RUN, type Scenarios } from './recreation-case.js';
import { updateLikeUser } from './recreation-reference.js';

const HEALTH = { Test: ['CMD', 'true'], Interval: 30e9, Timeout: 5e9, Retries: 4 };

/** Points 1 to 16 and 63, 64: what comes from the image, and what the user set. */
export const IMAGE_SCENARIOS: Scenarios = {
  'what nobody set follows the new image: environment, command, user, health, labels, signals, ports': {
    points: [2, 3, 5, 9, 10, 11, 12, 13, 14, 15],
    run: async (at) => {
      const common = { Entrypoint: ['sh', '-c'], WorkingDir: '/home', User: 'app' };
      const oldImage = {
        ...common,
        Cmd: ['sleep 1000'],
        Healthcheck: HEALTH,
        StopSignal: 'SIGQUIT',
        ExposedPorts: { '80/tcp': {} },
      };
      const newImage = { Cmd: RUN, WorkingDir: '/tmp', StopSignal: 'SIGINT', ExposedPorts: { '81/tcp': {} } };
      const { container } = await updateLikeUser(at, { oldImage, newImage });
      const config = readRecord(container['Config']);
      at.t.is(config['WorkingDir'], '/tmp');
      at.t.is(readRecord(config['Labels'])['version'], 'new');
      at.t.false('removed' in readRecord(config['Labels']));
      at.t.false(JSON.stringify(config['Env']).includes('REMOVED'));
    },
  },
  'what the user set stays: environment with odd values, labels with spaces, user, directory, signal, terminal': {
    points: [1, 4, 10, 11, 12, 14, 15, 16, 63, 64],
    run: async (at) => {
      const body = {
        Env: ['Z=1', 'CHANGED=mine', 'EQUALS=a=b=c', 'EMPTY=', 'PATH=/mine:/usr/bin:/bin'],
        Labels: { own: 'x', version: 'mine', 'with space': 'a b' },
        User: '0:0',
        WorkingDir: '/www',
        StopSignal: 'SIGUSR1',
        StopTimeout: 2,
        Tty: true,
        OpenStdin: true,
        ExposedPorts: { '99/tcp': {} },
      };
      const images = { User: 'app', WorkingDir: '/home', StopSignal: 'SIGQUIT' };
      const { container } = await updateLikeUser(at, {
        body,
        oldImage: images,
        newImage: { ...images, User: 'nobody' },
      });
      at.t.is(readRecord(container['Config'])['User'], '0:0');
    },
  },
  'an entry without a value takes the image’s away, still': {
    points: [4],
    not: { podman: 'does not know such an entry' },
    run: async (at) => {
      const { container } = await updateLikeUser(at, { body: { Env: ['CHANGED', 'A=1'] } });
      at.t.deepEqual((readRecord(container['Config'])['Env'] as string[]).slice(0, 2), ['CHANGED', 'A=1']);
    },
  },
  'with an entrypoint of the user’s, of several elements, the image’s command does not leak in': {
    points: [6, 8],
    run: async (at) => {
      const oldImage = { Entrypoint: ['/bin/old'], Cmd: ['old', 'arguments'] };
      const newImage = { Entrypoint: ['/bin/new'], Cmd: ['new', 'arguments'] };
      const { container } = await updateLikeUser(at, { body: { Entrypoint: RUN }, oldImage, newImage });
      at.t.deepEqual([container['Path'], container['Args']], [RUN[0], RUN.slice(1)]);
    },
  },
  'a cleared entrypoint stays cleared': {
    points: [7],
    run: async (at) => {
      const images = { Entrypoint: ['/bin/false'] };
      const body = { Entrypoint: [''], Cmd: RUN };
      const { container } = await updateLikeUser(at, { body, oldImage: images, newImage: images });
      at.t.is(container['Path'], 'sh');
    },
  },
  'a command of the user’s meets the new image’s entrypoint': {
    points: [9],
    run: async (at) => {
      const oldImage = { Entrypoint: ['sh', '-c'], Cmd: ['sleep 1'] };
      const newImage = { Entrypoint: ['sh', '-e', '-c'], Cmd: ['sleep 2'] };
      const { container } = await updateLikeUser(at, { body: { Cmd: [RUN[2]] }, oldImage, newImage });
      at.t.deepEqual(container['Args'], ['-e', '-c', RUN[2]]);
    },
  },
  'a health check that was overridden in part takes the rest from the new image': {
    points: [13],
    not: { podman: 'takes the whole from the image, or nothing' },
    run: async (at) => {
      const newImage = { Healthcheck: { ...HEALTH, Test: ['CMD', 'ls'], Retries: 9 } };
      const request = { body: { Healthcheck: { Interval: 7e9 } }, oldImage: { Healthcheck: HEALTH }, newImage };
      const { container } = await updateLikeUser(at, request);
      at.t.deepEqual(readRecord(container['Config'])['Healthcheck'], { ...newImage.Healthcheck, Interval: 7e9 });
    },
  },
  'a health check of the user’s stays, and so does none': {
    points: [13],
    run: async (at) => {
      const images = { oldImage: { Healthcheck: HEALTH }, newImage: { Healthcheck: { ...HEALTH, Retries: 9 } } };
      const Healthcheck = { Test: ['CMD-SHELL', 'true'], Interval: 7e9, Timeout: 2e9, Retries: 2, StartPeriod: 1e9 };
      await updateLikeUser(at, { ...images, body: { Healthcheck } });
      await updateLikeUser(at, { ...images, body: { Healthcheck: { Test: ['NONE'] } } });
    },
  },
  'how often a health check runs at the start stays': {
    points: [13],
    not: { debian: 'came with API 1.44', podman: 'came with API 1.44' },
    run: async (at) => {
      const Healthcheck = { ...HEALTH, StartPeriod: 20e9, StartInterval: 2e9 };
      const { container } = await updateLikeUser(at, { body: { Healthcheck } });
      at.t.is(readRecord(readRecord(container['Config'])['Healthcheck'])['StartInterval'], 2e9);
    },
  },
};
