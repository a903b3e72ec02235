import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createTar, type TarEntry } from './oci-tar.js';

/** What the image's configuration says, in its own words; all of it optional. */
const BASE_DIRECTORIES = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'tmp', 'usr', 'usr/bin', 'var', 'www'];

export interface ImageConfig {
  readonly Env?: readonly string[];
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly Shell?: readonly string[];
  readonly OnBuild?: readonly string[];
  /** Durations in nanoseconds. */
  readonly Healthcheck?: {
    readonly Test: readonly string[];
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  };
}

export interface ImageOptions {
  readonly config?: ImageConfig;
  /** Files of a layer of their own on top of the base: path → content. They make one image differ from another. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** `busybox` (default): /bin/busybox, all its applets, root, nobody, `app` (uid 1000). `none`: only `files`. */
  readonly base?: 'busybox' | 'none';
  /** Default amd64, what this machine is; others cannot be started. */
  readonly architecture?: string;
  readonly variant?: string;
  readonly os?: string;
  /** Default `docker`: the media types of Docker's schema 2. */
  readonly format?: 'docker' | 'oci';
}

export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly content: Buffer;
}

export interface OciImage {
  readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly manifest: Blob;
  readonly config: Blob;
  /** Compressed, as registries keep them. */
  readonly layers: readonly Blob[];
  /** Uncompressed tars of the same. */
  readonly layerTars: readonly Buffer[];
}

export interface OciIndex {
  readonly index: Blob;
  readonly images: readonly OciImage[];
}

const TYPES = {
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  },
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
    index: 'application/vnd.oci.image.index.v1+json',
  },
} as const;

const DEFAULT_CONFIG: ImageConfig = { Env: ['PATH=/usr/bin:/bin'], Cmd: ['sleep', '100000'] };

export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

const toBlob = (mediaType: string, content: Buffer): Blob => ({ mediaType, digest: digestOf(content), content });
const jsonBlob = (mediaType: string, value: object): Blob => toBlob(mediaType, Buffer.from(JSON.stringify(value)));
const describe = ({ mediaType, digest, content }: Blob): object => ({ mediaType, digest, size: content.length });

/** An image made of nothing but this machine's busybox; the same options give the same digests. */
export function buildImage(options: ImageOptions = {}): OciImage {
  const { architecture = 'amd64', variant, os = 'linux', format = 'docker' } = options;
  const types = TYPES[format];
  const layerTars = [
    ...(options.base === 'none' ? [] : [renderBase()]),
    ...(options.files === undefined ? [] : [renderFiles(options.files)]),
  ];
  // The time in a gzip header stays zero: the same bytes every time.
  const layers = layerTars.map((tar) => toBlob(types.layer, gzipSync(tar, { level: 1 })));
  const config = jsonBlob(types.config, {
    architecture,
    ...(variant === undefined ? {} : { variant }),
    os,
    created: '2026-01-01T00:00:00Z',
    config: { ...DEFAULT_CONFIG, ...options.config },
    rootfs: { type: 'layers', diff_ids: layerTars.map(digestOf) },
    history: layers.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'test' })),
  });
  const manifest = jsonBlob(types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: describe(config),
    layers: layers.map(describe),
  });
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return { platform, manifest, config, layers, layerTars };
}

/** One name for images of several platforms. */
export function buildIndex(images: readonly OciImage[], format: 'docker' | 'oci' = 'oci'): OciIndex {
  const mediaType = TYPES[format].index;
  const manifests = images.map(({ manifest, platform }) => ({ ...describe(manifest), platform }));
  return { index: jsonBlob(mediaType, { schemaVersion: 2, mediaType, manifests }), images };
}

let base: Buffer | undefined;

function renderBase(): Buffer {
  base ??= createTar(listBase());
  return base;
}

/** busybox with the libraries that it is linked with, under the paths where its loader looks. */
function listBase(): TarEntry[] {
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
  if (busybox === undefined) throw new Error('Images of the tests are made of busybox, which is not installed');
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  const libraries = listLibraries(busybox);
  const directories = new Set([...BASE_DIRECTORIES, ...libraries.flatMap((path) => listParents(path))]);
  return [
    ...[...directories].sort().map((path) => ({ path, directory: true, mode: path === 'tmp' ? 0o1777 : 0o755 })),
    { path: 'bin/busybox', content: readFileSync(busybox), mode: 0o755 },
    ...applets.filter((name) => name !== 'busybox').map((name) => ({ path: `bin/${name}`, linkTo: 'busybox' })),
    ...libraries.map((path) => ({ path: path.slice(1), content: readFileSync(realpathSync(path)), mode: 0o755 })),
    {
      path: 'etc/passwd',
      content: 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home:/bin/sh\nnobody:x:65534:65534::/:\n',
    },
    { path: 'etc/group', content: 'root:x:0:\napp:x:1000:\nnogroup:x:65534:\n' },
  ];
}

/** A static busybox has none. */
function listLibraries(program: string): string[] {
  try {
    const output = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...output.matchAll(/(\/\S+) \(0x/g)].map((found) => found[1] ?? '').filter((path) => path !== '');
  } catch {
    return [];
  }
}

function listParents(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

function renderFiles(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const names = Object.keys(files).sort();
  const directories = new Set(names.flatMap((name) => listParents(`/${name}`)));
  return createTar([
    ...[...directories].sort().map((path) => ({ path, directory: true })),
    ...names.map((path) => ({ path, content: files[path] ?? '', mode: 0o755 })),
  ]);
}

/** `docker save`'s format, which every engine loads. */
export function renderDockerArchive(image: OciImage, tags: readonly string[]): Buffer {
  const configName = `${image.config.digest.slice(7)}.json`;
  const layers = image.layerTars.map((tar, index) => ({ path: `layer-${index}.tar`, content: tar }));
  const manifest = [{ Config: configName, RepoTags: tags, Layers: layers.map(({ path }) => path) }];
  return createTar([
    { path: configName, content: image.config.content },
    ...layers,
    { path: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

/** Puts an image into an engine without a registry. Throws what the engine says. */
export function loadImage(socketPath: string, image: OciImage, ...tags: readonly string[]): Promise<void> {
  const headers = { 'Content-Type': 'application/x-tar', Host: 'engine' };
  return new Promise((resolve, reject) => {
    const options = { socketPath, method: 'POST', path: '/images/load?quiet=1', headers, agent: false } as const;
    const loading = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        if (answer.statusCode === 200 && !text.includes('"error')) resolve();
        else reject(new Error(`The image was not loaded: ${text}`));
      });
    });
    loading.on('error', reject);
    loading.end(renderDockerArchive(image, tags));
  });
}
