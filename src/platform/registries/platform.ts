/** As images name it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** Of arm: v5 to v8; of amd64: v1 to v4. */
  readonly variant?: string | null;
}

/** What hosts and tools call the same thing. */
const ARCHITECTURES: Readonly<Record<string, { readonly architecture: string; readonly variant?: string }>> = {
  x86_64: { architecture: 'amd64' },
  'x86-64': { architecture: 'amd64' },
  aarch64: { architecture: 'arm64' },
  armhf: { architecture: 'arm', variant: 'v7' },
  armv7l: { architecture: 'arm', variant: 'v7' },
  armv6l: { architecture: 'arm', variant: 'v6' },
  armel: { architecture: 'arm', variant: 'v6' },
  i386: { architecture: '386' },
  i686: { architecture: '386' },
};

/** What a missing variant means. */
const DEFAULT_LEVELS: Readonly<Record<string, number>> = { arm: 7, arm64: 8, amd64: 1 };
const LEVEL = /^v?(\d{1,2})/;

export function normalizePlatform({ os, architecture, variant }: Platform): Platform {
  const name = architecture.toLowerCase();
  const known = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined;
  return {
    os: os.toLowerCase(),
    architecture: known?.architecture ?? name,
    variant:
      variant === undefined || variant === null || variant === '' ? (known?.variant ?? null) : variant.toLowerCase(),
  };
}

/**
 * How well an image suits a host: null when it does not run there at all, else the higher the better. A host runs what
 * is built for its own level and below, never another architecture, even where the processor could.
 */
export function rankPlatform(image: Platform, host: Platform): number | null {
  const [offered, wanted] = [normalizePlatform(image), normalizePlatform(host)];
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return null;
  const [has, needs] = [levelOf(wanted), levelOf(offered)];
  if (has === null || needs === null) return offered.variant === wanted.variant ? 0 : null;
  return needs <= has ? needs : null;
}

export function renderPlatform(platform: Platform): string {
  const { os, architecture, variant } = normalizePlatform(platform);
  return [os, architecture, variant].filter((part) => part !== null && part !== '').join('/');
}

/** Null: the architecture has no levels, or the variant is none. */
function levelOf({ architecture, variant }: Platform): number | null {
  if (variant === null || variant === undefined) return DEFAULT_LEVELS[architecture] ?? 0;
  const match = LEVEL.exec(variant);
  return match === null ? null : Number(match[1]);
}
