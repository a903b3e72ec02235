import { rowsOf } from './table.js';
import type { LanguageTable } from './table.js';

const FS_READS =
  'readFileSync readFile readdirSync readdir existsSync statSync stat lstatSync lstat realpathSync accessSync access readlinkSync constants createReadStream watch opendirSync statfsSync';
const FS_DELETES = 'unlinkSync unlink rmdirSync rmdir truncateSync truncate ftruncateSync';
const FS_OVERWRITES = 'writeFileSync writeFile renameSync rename copyFileSync copyFile createWriteStream cpSync cp';
const FS_ADDS =
  'mkdirSync mkdir appendFileSync appendFile symlinkSync symlink linkSync link mkdtempSync mkdtemp utimesSync';
const FS_PERMISSIONS = 'chmodSync chmod chownSync chown lchownSync lchown';

/** What a program asks of, and says to, its own process. */
const PROCESS_LOOKS =
  `exit argv env version versions platform arch cwd stdout stdout.write stdin stdin.on stdin.setEncoding
  memoryUsage uptime hrtime pid stderr.write execPath release exitCode on nextTick config features`
    .split(/\s+/)
    .map((name) => `process.${name}`)
    .join(' ');

function of(names: string): string {
  return names
    .split(' ')
    .flatMap((name) => [`fs.${name}`, `fs.promises.${name}`, `fs/promises.${name}`])
    .join(' ');
}

export const NODE: LanguageTable = {
  calls: rowsOf({
    shell: 'child_process.exec child_process.execSync Bun.$',
    command: `child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync child_process.fork
              Bun.spawn Bun.spawnSync Deno.run`,
    delete: `${of(FS_DELETES)} Deno.remove Deno.removeSync Deno.truncate Deno.truncateSync`,
    delete_tree: of('rmSync rm'),
    overwrite: `${of(FS_OVERWRITES)} Deno.writeTextFile Deno.writeTextFileSync Deno.writeFile Deno.writeFileSync Deno.rename
                Deno.renameSync Bun.write`,
    add: `${of(FS_ADDS)} Deno.mkdir Deno.mkdirSync`,
    permission: `${of(FS_PERMISSIONS)} process.setuid process.setgid Deno.chmod Deno.chown`,
    kill: 'process.kill process.abort Deno.kill',
    network:
      'net.createServer http.createServer https.createServer dgram.createSocket net.connect net.createConnection',
    read: `${of(FS_READS)} fs fs.promises fs/promises os path fetch http https http.get https.get net dns
           Deno.readTextFile Deno.readTextFileSync Deno.readDir Deno.readDirSync Deno.version Deno.args child_process`,
    harmless: `process ${PROCESS_LOOKS}`,
    doubt: `eval Function import process.binding process.dlopen process.mainModule globalThis Reflect.get Reflect.apply
            module.require global WebAssembly process.chdir Deno.Command`,
  }),
  methods: rowsOf({
    delete: 'unlinkSync rmdirSync',
    delete_tree: 'rmSync',
    overwrite: 'writeFileSync',
    shell: 'execSync',
    command: 'spawnSync execFileSync',
    doubt: 'constructor mainModule _load',
  }),
  modules:
    /^(?:node:)?(?:os|path|util|url|querystring|crypto|assert|buffer|events|string_decoder|perf_hooks|readline|zlib|stream|timers|punycode|dns|tty|v8|constants|semver|yaml|js-yaml|lodash|uuid|dayjs|moment|chalk)(?:[./]|$)|\.json$|^\.{0,2}\/package$/,
  imports: ['require', 'import'],
  dynamic: /^(?:globalThis|global|Function|eval|__proto__|Proxy)$|(?:^|\.)(?:constructor|__proto__|mainModule)(?:\.|$)/,
  bareCalls: false,
};
