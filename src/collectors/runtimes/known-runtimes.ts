import type { RuntimeName } from './schema.js';

interface RuntimeRow {
  readonly runtime: RuntimeName;
  readonly sockets: readonly string[];
  /** Its `--version` is cheap and starts nothing. */
  readonly versionOf?: string;
  readonly reason: string;
}

export const RUNTIMES: readonly RuntimeRow[] = [
  { runtime: 'docker', sockets: ['/var/run/docker.sock', '/run/docker.sock'], reason: 'asked by its client' },
  {
    runtime: 'podman',
    sockets: ['/run/podman/podman.sock'],
    versionOf: 'podman',
    reason: 'needs no daemon; asked by its client',
  },
  {
    runtime: 'containerd',
    sockets: ['/run/containerd/containerd.sock'],
    versionOf: 'containerd',
    reason: 'its containers are mostly Docker’s or Kubernetes’: not counted twice',
  },
  {
    runtime: 'k3s',
    sockets: ['/run/k3s/containerd/containerd.sock'],
    versionOf: 'k3s',
    reason: 'brings a containerd of its own',
  },
  {
    runtime: 'crio',
    sockets: ['/run/crio/crio.sock', '/var/run/crio/crio.sock'],
    versionOf: 'crio',
    reason: 'Kubernetes',
  },
  {
    runtime: 'lxd',
    sockets: ['/var/snap/lxd/common/lxd/unix.socket', '/var/lib/lxd/unix.socket'],
    reason: 'its client is never run: on Ubuntu that may install LXD, and always starts it',
  },
  { runtime: 'incus', sockets: ['/var/lib/incus/unix.socket'], reason: 'the same' },
];
