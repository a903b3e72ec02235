/** Words in tags and what they mean for the order of tags. Lower case; tags are compared with case ignored here only. */

const readWords = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** As tags write it → as images name it. */
export const ARCHITECTURES: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  i386: '386',
  '386': '386',
  x86: '386',
  arm64: 'arm64',
  arm64v8: 'arm64',
  aarch64: 'arm64',
  arm: 'arm',
  armhf: 'arm/v7',
  armel: 'arm/v5',
  armv5: 'arm/v5',
  armv6: 'arm/v6',
  armv7: 'arm/v7',
  armv7l: 'arm/v7',
  armv8: 'arm64',
  arm32v5: 'arm/v5',
  arm32v6: 'arm/v6',
  arm32v7: 'arm/v7',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  mips64le: 'mips64le',
  loong64: 'loong64',
};

/** A number after one of these is the version of the base or the runtime, not of the image: `debian-11-4.4.0`. */
export const BASE_WORDS: ReadonlySet<string> = readWords(
  'alpine debian ubuntu centos fedora rhel ubi rocky rockylinux alma almalinux photon amazonlinux al ' +
    'opensuse leap windows ltsc el java jdk jre openjdk temurin corretto otp cuda php python py node ruby ' +
    'go golang dotnet pg postgres postgresql mysql',
);

/** A number or hash behind one of these names a change or a branch: there is no newer one of it. */
export const CHANGE_WORDS: ReadonlySet<string> = readWords(
  'sha sha1 sha256 git commit pr mr pull issue feature feat branch ref',
);

/** What signing tools push beside an image. */
export const ARTIFACT_ENDINGS: ReadonlySet<string> = new Set(['sig', 'att', 'sbom']);

/** A number behind one of these counts builds of the same version: `-ls132`, `-r12`, `8u302-b08`, `2019-CU10`. */
export const COUNTER_WORDS: ReadonlySet<string> = readWords(
  'ls r b build u p pl patch rev cu sp post hotfix fix k3s rke2r rancher eksbuild',
);

export interface PrereleaseWord {
  /** Later is nearer to the release; labels of one rank are ordered by name. */
  readonly rank: number;
  /**
   * What makes the word a pre-release and not the name of a variant: `-dev` alone is an image with tools in it, `b1`
   * behind a dash is a build.
   */
  readonly needs: 'nothing' | 'number' | 'glued_number';
}

const words = (names: readonly string[], word: PrereleaseWord): [string, PrereleaseWord][] =>
  names.map((name) => [name, word]);

export const PRERELEASE_WORDS: ReadonlyMap<string, PrereleaseWord> = new Map([
  ...words(['dev', 'develop', 'nightly', 'canary', 'unstable', 'edge', 'insiders'], { rank: 0, needs: 'number' }),
  ...words(['experimental', 'test'], { rank: 0, needs: 'number' }),
  ...words(['snapshot'], { rank: 0, needs: 'nothing' }),
  ...words(['alpha'], { rank: 1, needs: 'nothing' }),
  ...words(['a'], { rank: 1, needs: 'glued_number' }),
  ...words(['beta'], { rank: 2, needs: 'nothing' }),
  ...words(['b'], { rank: 2, needs: 'glued_number' }),
  ...words(['m', 'milestone', 'next', 'tp'], { rank: 3, needs: 'number' }),
  ...words(['ea', 'pre', 'preview'], { rank: 3, needs: 'nothing' }),
  ...words(['cr'], { rank: 4, needs: 'number' }),
  ...words(['c'], { rank: 4, needs: 'glued_number' }),
  ...words(['rc'], { rank: 4, needs: 'nothing' }),
]);
