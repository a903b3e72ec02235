// Run after every `npm install`: completes package-lock.json.
//
// A package may come in one variant per platform, all of them optional. npm leaves those out of the lock file that the
// registry at hand does not serve, and `npm ci` of newer npm versions then refuses the file as incomplete. Their
// entries are added here, with the version that their parent demands and the platform that their name says; npm
// installs none of them on another platform. They carry no checksum, as nobody here has seen them.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const present = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
const added = [];

for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (present.has(name)) continue;
    const entry = describeVariant(name, version, parent.dev === true);
    if (entry === undefined) continue;
    present.add(name);
    added.push([`node_modules/${name}`, entry]);
  }
}

if (added.length > 0) {
  const all = [...Object.entries(lock.packages), ...added];
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} entries of other platforms added to ${FILE}`);

/** undefined when the name does not say what it is for: better an incomplete file than one that installs a stranger. */
function describeVariant(name, version, dev) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((one) => words.includes(one));
  const cpu = PROCESSORS.find((one) => words.includes(one));
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) return undefined;
  const libc = words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {};
  return { version, cpu: [cpu], ...(dev ? { dev: true } : {}), ...libc, optional: true, os: [os] };
}
