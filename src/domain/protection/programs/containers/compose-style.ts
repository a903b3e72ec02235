import type { ArgumentStyle } from '../read-arguments.js';
import { EXEC_VALUED, TIMED_VALUED } from './valued-options.js';

const COMPOSE_VALUED = [
  '-f',
  '--file',
  '-p',
  '--project-name',
  '--profile',
  '--env-file',
  '--project-directory',
  '--ansi',
  '--parallel',
  '--progress',
  '--context',
  '-c',
  '-H',
  '--host',
];

/** What compose reads behind its verbs; `docker-compose` has the same without the word before. */
export const COMPOSE_VERBS: Readonly<Record<string, readonly string[]>> = {
  '': COMPOSE_VALUED,
  down: ['-t', '--timeout', '--rmi'],
  up: ['-t', '--timeout', '--scale', '--pull', '--exit-code-from', '--attach', '--no-attach', '--wait-timeout'],
  stop: TIMED_VALUED,
  restart: TIMED_VALUED,
  kill: ['-s', '--signal'],
  rm: [],
  scale: [],
  logs: ['-n', '--tail', '--since', '--until', '--index'],
  ps: ['--filter', '--format', '--status', '--orphans'],
  config: ['--format', '-o', '--output', '--hash'],
  ls: ['--filter', '--format'],
  images: ['--format'],
  run: [
    '-e',
    '--env',
    '--entrypoint',
    '-l',
    '--label',
    '--name',
    '-p',
    '--publish',
    '-u',
    '--user',
    '-v',
    '--volume',
    '-w',
    '--workdir',
    '--cap-add',
    '--cap-drop',
    '--pull',
  ],
  exec: EXEC_VALUED,
  pull: ['--policy'],
  push: [],
  build: ['--build-arg', '-m', '--memory', '--progress', '--ssh', '--builder'],
  cp: ['--index'],
  create: ['--pull', '--scale'],
  start: [],
  pause: [],
  unpause: [],
  top: [],
  port: ['--protocol', '--index'],
  events: ['--since', '--until'],
  version: ['-f', '--format'],
  watch: [],
  wait: [],
  commit: ['-a', '--author', '-c', '--change', '-m', '--message', '--index'],
  attach: ['--detach-keys', '--index'],
  export: ['-o', '--output', '--index'],
  stats: ['--format'],
};

const withoutEmpty = (verbs: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(verbs).filter(([verb]) => verb !== ''));

/** `docker-compose` and its like. */
export const COMPOSE_STYLE: ArgumentStyle = {
  subcommands: 1,
  globalValued: COMPOSE_VALUED,
  valued: [],
  valuedAfter: withoutEmpty(COMPOSE_VERBS),
};
