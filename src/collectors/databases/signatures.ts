import type { DatabaseEngine } from '../../domain/inventory/database-instance.js';

/** What gives a server away. One row per engine; a trait that two engines share stands with the first only. */
export interface Signature {
  readonly engine: DatabaseEngine;
  /** Engines that may turn out to be the same server: it keeps its identity when that is learned. */
  readonly family: string;
  /** Names of processes: at most 15 characters, as the kernel keeps them. */
  readonly processes: readonly string[];
  /** The first is the default. A listener there is evidence only together with a process or a protocol answer. */
  readonly ports: readonly number[];
  /** Ports of the same process that are not the database itself. */
  readonly sidePorts: readonly number[];
  readonly socket: RegExp | undefined;
  /** The last part of an image's name, without tag and digest. Exact: exporters and consoles are named after it too. */
  readonly images: RegExp;
  /** A word of a container's command, for images of any name. */
  readonly entrypoint: RegExp;
  /** Units of systemd that run it; patterns match loaded units only. */
  readonly units: readonly string[];
}

export const SIGNATURES: readonly Signature[] = [
  {
    engine: 'postgresql',
    family: 'postgresql',
    processes: ['postgres', 'postmaster'],
    ports: [5432],
    sidePorts: [],
    socket: /\/\.s\.PGSQL\.(\d{1,5})$/,
    images:
      /^(?:postgres|postgresql|postgis|timescaledb|timescaledb-ha|pgvector|pgvecto-rs|percona-distribution-postgresql|alloydbomni)$/,
    entrypoint: /(?:^|[\s/"])postgres(?=[\s"]|$)/,
    // Debian's postgresql.service is a wrapper, active without any cluster; its instances tell.
    units: ['postgresql.service', 'postgresql@*.service', 'postgresql-*.service'],
  },
  {
    engine: 'mariadb',
    family: 'mysql',
    processes: ['mariadbd'],
    ports: [3306],
    sidePorts: [4567, 4568, 4444],
    socket: undefined,
    images: /^(?:mariadb|mariadb-galera|linuxserver-mariadb)$/,
    entrypoint: /(?:^|[\s/"])mariadbd(?=[\s"]|$)/,
    units: ['mariadb.service'],
  },
  {
    engine: 'mysql',
    family: 'mysql',
    processes: ['mysqld'],
    ports: [3306],
    // X protocol, administration, group replication, Galera.
    sidePorts: [33_060, 33_062, 33_061, 4567, 4568, 4444],
    socket: /\/(?:mysqld?|mariadb)\.sock$/,
    images: /^(?:mysql|mysql-server|mysql-cluster|percona|percona-server|percona-xtradb-cluster)$/,
    entrypoint: /(?:^|[\s/"])mysqld(?=[\s"]|$)/,
    units: ['mysql.service', 'mysqld.service'],
  },
  {
    engine: 'mongodb',
    family: 'mongodb',
    processes: ['mongod', 'mongos'],
    ports: [27_017],
    sidePorts: [],
    socket: /\/mongodb-(\d{1,5})\.sock$/,
    images: /^(?:mongo|mongodb|mongodb-community-server|mongodb-enterprise-server|percona-server-mongodb)$/,
    entrypoint: /(?:^|[\s/"])mongo[ds](?=[\s"]|$)/,
    units: ['mongod.service', 'mongodb.service'],
  },
  {
    engine: 'redis',
    family: 'redis',
    processes: ['redis-server', 'valkey-server', 'keydb-server'],
    ports: [6379],
    sidePorts: [16_379],
    socket: /\/(?:redis|valkey|keydb)[^/]*\.sock$/,
    images: /^(?:redis|redis-stack|redis-stack-server|valkey|valkey-bundle|keydb)$/,
    entrypoint: /(?:^|[\s/"])(?:redis|valkey|keydb)-server(?=[\s"]|$)/,
    units: ['redis-server.service', 'redis.service', 'redis@*.service', 'valkey.service', 'valkey-server.service'],
  },
  {
    engine: 'minio',
    family: 'minio',
    processes: ['minio'],
    ports: [9000],
    sidePorts: [9001],
    socket: undefined,
    images: /^minio$/,
    entrypoint: /(?:^|[\s/"])minio(?=[\s"]|$)/,
    units: ['minio.service'],
  },
];

/** Processes that hold a port for a container: they say nothing about who answers. */
export const PORT_HOLDERS: ReadonlySet<string> = new Set([
  'docker-proxy',
  'rootlesskit',
  'rootlessport',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
  'conmon',
  'containerd',
  'containerd-shim',
  'com.docker.backe',
  'com.docker.back',
]);

export function signatureOf(engine: DatabaseEngine): Signature {
  const found = SIGNATURES.find((signature) => signature.engine === engine);
  if (found === undefined) throw new RangeError(`There is no signature of ${engine}.`);
  return found;
}

export function familyOf(engine: DatabaseEngine): string {
  return signatureOf(engine).family;
}

export function defaultPortOf(engine: DatabaseEngine): number {
  return signatureOf(engine).ports[0] ?? 0;
}

export function signatureOfProcess(name: string): Signature | undefined {
  return SIGNATURES.find(({ processes }) => processes.includes(name));
}

/** Engines whose protocol may answer on this port. MariaDB and MySQL are told apart by the answer. */
export function signatureOfPort(port: number): Signature | undefined {
  const found = SIGNATURES.filter(({ ports }) => ports.includes(port));
  return found.find(({ family, engine }) => family === engine) ?? found[0];
}

/** `registry:5000/team/postgres:16@sha256:…` → `postgres`. */
export function imageBaseName(image: string): string {
  const withoutDigest = image.split('@', 1)[0] ?? '';
  const last = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
  return (last.split(':', 1)[0] ?? '').toLowerCase();
}

export function signatureOfContainer(image: string, command: string): Signature | undefined {
  const base = imageBaseName(image);
  return (
    SIGNATURES.find(({ images }) => images.test(base)) ?? SIGNATURES.find(({ entrypoint }) => entrypoint.test(command))
  );
}
