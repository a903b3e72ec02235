import type { Via } from '../reading.js';
import { descend, type Call, type Frame, type Result } from '../run/frame.js';
import { readFileTexts } from '../run/paths.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { textsOf } from '../values/feed.js';
import { HOLE } from '../values/value.js';
import { isStdin } from '../builtins/run-words.js';
import { HIDDEN_OPTIONS, type HiddenExecutor } from './hidden-options.js';

type Special = (frame: Frame, call: Call, program: string) => Result;

const EDITORS = ['vim', 'vi', 'nvim', 'ex', 'view', 'rvim', 'vimdiff', 'gvim', 'ed'];
const ARCHIVERS = ['tar', 'bsdtar', 'gtar'];
const COMPRESSORS =
  /^(?:(?:\/\S*\/)?(?:p?gzip|pigz|bzip2|pbzip2|lbzip2|xz|pxz|zstd|zstdmt|lz4|lzma|lzop|lzip|plzip|brotli|compress)(?:\s+-[\w=-]+)*)$/;
const REMOTE_SHELLS = /^(?:\/\S*\/)?(?:ssh|rsh)(?:\s+[\w@%:/.~=+-]+)*$/;

const TABLE: readonly HiddenExecutor[] = [
  ...HIDDEN_OPTIONS,
  { programs: ARCHIVERS, pattern: /^--checkpoint-action[= ]exec=(.*)$/s, why: 'tar runs a command at its checkpoints' },
  { programs: ARCHIVERS, pattern: /^--to-command[= ](.*)$/s, why: 'tar gives each member to a command' },
  {
    programs: ARCHIVERS,
    pattern: /^--(?:info-script|new-volume-script|rmt-command|rsh-command)[= ](.*)$/s,
    why: 'tar runs a command',
  },
  { programs: ARCHIVERS, pattern: /^-F (.*)$/s, why: 'tar runs a command at the end of a tape' },
  {
    programs: ARCHIVERS,
    pattern: /^(?:-I|--use-compress-prog(?:ram)?)[= ](.*)$/s,
    harmless: COMPRESSORS,
    why: 'tar packs with a program of the caller’s',
  },
  { programs: EDITORS, pattern: /^(?:-c|--cmd) :?\s*(?:silent!?\s*)?!(.*)$/s, why: 'the editor runs a command' },
  { programs: EDITORS, pattern: /^\+:?\s*(?:silent!?\s*)?!(.*)$/s, why: 'the editor runs a command' },
  {
    programs: EDITORS,
    pattern: /^(?:-c|--cmd) .*\bsystem\(\s*['"](.{0,2000}?)['"]\s*\)/s,
    why: 'the editor runs a command',
  },
  {
    programs: ['rsync'],
    pattern: /^(?:-\w*e|--rsh)[= ](.*)$/s,
    harmless: REMOTE_SHELLS,
    why: 'rsync connects by a command',
  },
  { programs: ['zip'], pattern: /^(?:-TT|--unzip-command) (.*)$/s, why: 'zip tests by a command' },
  {
    programs: ['man'],
    pattern: /^(?:-P|--pager|-H)[= ](.*)$/s,
    harmless: /^(?:cat|less|more|most|-?\w+)$/,
    why: 'man shows by a command',
  },
  {
    programs: ['gdb'],
    pattern: /^(?:-ex|-eval-command|--eval-command|-iex) ?=?\s*(?:shell|!)\s*(.*)$/s,
    why: 'gdb runs a command',
  },
  { programs: ['socat'], pattern: /(?:EXEC|SYSTEM):([^,]*)/is, why: 'socat runs a command for a connection' },
  {
    programs: ['nc', 'ncat', 'netcat'],
    pattern: /^(?:-\w*[ec]|--exec|--sh-exec|--lua-exec)[= ](.*)$/s,
    why: 'netcat gives a connection to a command',
  },
  {
    programs: ['apt', 'apt-get', 'aptitude', 'dpkg'],
    pattern: /(?:Pre-Invoke|Post-Invoke|Pre-Install-Pkgs|Post-Invoke-Success)(?:::)?=(.*)$/is,
    why: 'the package manager runs a command',
  },
  {
    programs: ['apt', 'apt-get', 'dpkg'],
    pattern: /^--(?:pre|post)-invoke=(.*)$/s,
    why: 'the package manager runs a command',
  },
  {
    programs: ['sort'],
    pattern: /^--compress-program[= ](.*)$/s,
    harmless: COMPRESSORS,
    why: 'sort packs by a command',
  },
  { programs: ['split'], pattern: /^--filter[= ](.*)$/s, why: 'split gives each piece to a command' },
  {
    programs: ['tcpdump'],
    pattern: /^-\w*z (.*)$/s,
    harmless: COMPRESSORS,
    why: 'tcpdump runs a command on each file',
  },
  { programs: ['less', 'more'], pattern: /^\+!(.*)$/s, why: 'the pager runs a command' },
  { programs: ['ssh-keygen'], pattern: /^-\w*D (.*)$/s, why: 'ssh-keygen loads a library' },
  { programs: ['expect'], pattern: /^-c .*\b(?:spawn|exec|system)\s+(.*)$/s, why: 'expect starts a command' },
  {
    programs: ['make', 'gmake'],
    pattern: /^SHELL=(.*)$/s,
    harmless: /^\S*\/?(?:ba|da)?sh$/,
    why: 'make runs its commands by a program of the caller’s',
  },
];

export const HIDDEN_EXECUTORS: ReadonlySet<string> = new Set(TABLE.flatMap(({ programs }) => programs));

/** Such a program is an execution of its own, by `runProgram`; so is what it is made to run. */
export function runHidden(frame: Frame, call: Call, program: string, runProgram: Special): Result {
  const args = call.argv.slice(1);
  const result = runProgram(frame, call, program);
  const words = args.map((arg) => (arg.alts.length === 1 ? (arg.alts[0]?.text ?? HOLE) : HOLE));
  const rows = TABLE.filter(({ programs }) => programs.includes(program));
  for (const [index, word] of words.entries()) {
    const pair = `${word} ${words[index + 1] ?? ''}`;
    for (const row of rows) {
      const script = (row.pattern.exec(word) ?? row.pattern.exec(pair))?.[1];
      if (script !== undefined && !row.harmless?.test(script.trim())) runScript(frame, call, { program, script });
    }
  }
  if (program === 'make' || program === 'gmake') runMakefile(frame, call, words);
  return result;
}

function runScript(
  frame: Frame,
  call: Call,
  { program, script }: { readonly program: string; readonly script: string },
): void {
  const via: Via = { program, place: 'here', where: null };
  const shell = descend(enterShell({ ...frame, sink: null }, { call, via }), {});
  runTexts(shell, { texts: [script], span: call.span, by: program });
}

/** Recipes of a makefile that is given, or was written, by the text: lines behind a tab, or behind `;`. */
function runMakefile(frame: Frame, call: Call, words: readonly string[]): void {
  const at = words.findIndex((word) => /^(?:-f|--file|--makefile)$/.test(word));
  const path =
    at >= 0
      ? words[at + 1]
      : words.find((word) => /^(?:-f|--(?:make)?file=)./.test(word))?.replace(/^(?:-f|--(?:make)?file=)/, '');
  if (path === undefined) return;
  const arg = { source: path, alts: [{ text: path, glob: false }], maySplit: false };
  const texts = isStdin(path) ? textsOf(frame.stdin) : readFileTexts(frame, arg);
  const recipes = (texts ?? []).flatMap((text) =>
    text.split('\n').flatMap((line) => {
      const recipe =
        /^\t[-@+]*(.*)$/.exec(line)?.[1] ??
        /^[^\t#=:]+:[^;=]*;\s*[-@+]*(.*)$/.exec(line)?.[1] ??
        /\$\(shell (.*)\)/.exec(line)?.[1];
      return recipe === undefined ? [] : [recipe.replaceAll('$$', '$')];
    }),
  );
  if (texts && recipes.length > 0) runScript(frame, call, { program: 'make', script: recipes.join('\n') });
  else if (isStdin(path)) runScript(frame, call, { program: 'make', script: HOLE });
}
