import type { Entry } from './entry.js';

/** A subcommand that runs what stands behind it right here, in an environment that it has made. */
function runsHere(programs: string, subcommands: string, more: Partial<Entry> = {}): readonly Entry[] {
  return subcommands.split('|').map((subcommand) => ({
    programs: programs.split(' '),
    subcommand: subcommand === '' ? [] : subcommand.split(' '),
    valued: [],
    operands: 0,
    place: 'here',
    global: [],
    ...more,
  }));
}

const PACKAGE_RUNNER = { valued: ['-p', '--package', '-w', '--workspace'], scripts: ['-c', '--call', '--shell-mode'] };
const REMOTE = { place: 'remote', operands: 1 } as const;

/** Tools that put a command into the environment of a project, a tool chain, a lock or another machine. */
export const ENVIRONMENT_ENTRIES: readonly Entry[] = [
  ...runsHere('poetry pipenv pdm hatch rye pixi', 'run', { valued: ['-C', '-e', '-p', '--env'], global: ['-C', '-e'] }),
  ...runsHere('uv', 'run', {
    valued: '-p -C --with --python --project --directory --env-file --extra --group --package --index'.split(' '),
    global: ['--project', '--directory', '--config-file'],
  }),
  ...runsHere('uv', 'tool run', { valued: ['-p', '--from', '--with', '--python'] }),
  ...runsHere('uvx', '', { valued: ['-p', '--from', '--with', '--python'] }),
  ...runsHere('pipx', 'run', { valued: ['--spec', '--python', '--pip-args', '--index-url'] }),
  ...runsHere('npx bunx', '', PACKAGE_RUNNER),
  ...runsHere('npm', 'exec|x', PACKAGE_RUNNER),
  ...runsHere('pnpm', 'exec|dlx', { ...PACKAGE_RUNNER, global: ['-C', '--dir', '-F', '--filter'] }),
  ...runsHere('yarn', 'exec|dlx', { valued: ['-p', '--package'] }),
  ...runsHere('bun', 'x', { valued: ['-p', '--package'] }),
  ...runsHere('bundle', 'exec', { global: ['--gemfile'] }),
  ...runsHere('rbenv pyenv nodenv goenv jenv plenv asdf', 'exec'),
  ...runsHere('mise rtx', 'exec|x', { operands: 1, dashes: true }),
  ...runsHere('nvm volta fnm', 'exec', { operands: 1 }),
  ...runsHere('conda mamba micromamba', 'run', { valued: ['-n', '-p', '--name', '--prefix', '--cwd'] }),
  ...runsHere('nix', 'develop|shell', { operands: 0, valued: ['-f', '--file'] }),
  ...runsHere('nix-shell', '', { valued: ['-p', '-A', '-I', '--arg', '--argstr'], scripts: ['--run', '--command'] }),
  ...runsHere('guix', 'shell|environment', { operands: 1, dashes: true }),
  ...runsHere('doppler infisical op teller', 'run', { dashes: true, operands: 9 }),
  ...runsHere('dotenv dotenvx', 'run|', { dashes: true, valued: ['-f', '-e'], operands: 9 }),
  ...runsHere('chamber aws-vault', 'exec', { operands: 1 }),
  ...runsHere('sops', 'exec-env|exec-file', { operands: 1, joins: true }),
  ...runsHere('scl', 'enable', { operands: 1 }),
  ...runsHere('perf', 'record|stat|trace|mem record|lock record|sched record|kmem record|c2c record|ftrace', {
    valued:
      '-e -p -t -o -c -F -C -r -x -I -u -D -G -m --event --pid --tid --output --count --freq --cpu --call-graph'.split(
        ' ',
      ),
    visible: true,
  }),
  ...runsHere('podman', 'unshare'),
  ...runsHere('buildah', 'run', {
    valued: ['-v', '--volume', '--user', '--workingdir'],
    operands: 1,
    place: 'container',
  }),
  ...runsHere('ctr', 'task exec|tasks exec|t exec', {
    valued: ['--exec-id', '--cwd', '--user', '--fifo-dir'],
    global: ['-n', '--namespace', '-a', '--address'],
    operands: 1,
    place: 'container',
  }),
  ...runsHere('apptainer singularity', 'exec', {
    valued: ['-B', '-H', '--bind', '--home', '--pwd', '--env'],
    operands: 1,
    place: 'container',
  }),
  ...runsHere('oc', 'rsh', { ...REMOTE, place: 'pod', valued: ['-c', '-n', '--container', '--namespace'] }),
  ...runsHere('nomad', 'alloc exec', { ...REMOTE, place: 'container', valued: ['-task', '-job', '-e'] }),
  ...runsHere('consul', 'lock', { operands: 1, joins: true }),
  ...runsHere('consul', 'exec', { place: 'remote', joins: true }),
  ...runsHere('etcdctl', 'lock', { operands: 1, global: ['--endpoints', '--cacert', '--cert', '--key'] }),
  ...runsHere('vagrant', 'ssh|winrm', {
    ...REMOTE,
    place: 'guest',
    dashes: true,
    scripts: ['-c', '--command'],
    permutes: 1,
  }),
  ...runsHere('limactl', 'shell', { ...REMOTE, place: 'guest', valued: ['--workdir', '--shell'] }),
  ...runsHere('fly flyctl', 'ssh console', {
    ...REMOTE,
    valued: ['-a', '-r', '-u', '-s', '--app', '--region'],
    scripts: ['-C', '--command'],
    permutes: 1,
  }),
  ...runsHere('cf', 'ssh', { ...REMOTE, valued: ['-i', '-L', '--process'], scripts: ['-c', '--command'], permutes: 1 }),
  ...runsHere('tsh', 'ssh', { ...REMOTE, valued: ['-l', '-p', '-L', '--proxy', '--cluster'], joins: true }),
  ...runsHere('gcloud', 'compute ssh', {
    ...REMOTE,
    dashes: true,
    valued: ['--zone', '--project', '--ssh-key-file', '--ssh-flag'],
    global: ['--project', '--account', '--configuration', '--zone'],
    scripts: ['--command'],
    permutes: 1,
  }),
  ...runsHere('az', 'ssh vm', { ...REMOTE, dashes: true, operands: 9 }),
  ...runsHere('virt-customize virt-sysprep', '', {
    place: 'guest',
    operands: 9,
    dashes: true,
    visible: true,
    valued: ['-a', '-d', '--add', '--domain'],
    scripts: ['--run-command', '--firstboot-command'],
  }),
];
