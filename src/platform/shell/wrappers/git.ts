import type { Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { enterShell, runTexts } from '../run/run-text.js';
import { HOLE, soleText, type Arg } from '../values/value.js';
import { readOptions, textOf } from './read-options.js';

const GLOBAL = [
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--exec-path',
  '--super-prefix',
  '--config-env',
  '--attr-source',
];

/** Settings whose value is a command. */
const COMMAND_SETTING =
  /^(?:core\.(?:pager|editor|sshcommand|fsmonitor|askpass|gitproxy|hookspath|alternaterefscommand)|sequence\.editor|credential\.(?:.*\.)?helper|pager\.\w+|diff\.external|(?:diff|merge|filter|difftool|mergetool|guitool|trailer)\..*\.?(?:command|driver|clean|smudge|process|cmd|textconv)|gpg\.(?:.*\.)?program|sendemail\.\w*cmd|uploadpack\.packobjectshook|interactive\.difffilter|web\.browser|browser\..*\.cmd|man\..*\.cmd|help\.browser)$/i;
const HARMLESS_VALUE =
  /^(?:(?:\/\S*\/)?(?:cat|less|more|vim?|nano|emacs|true|false|delta|store|cache|osxkeychain|manager|libsecret|gpg2?|ssh)|)(?:\s+-[\w=/.,]+)*$|^(?:true|false|0|1)$/;

/** `git -c alias.x=!…`, `git bisect run`, `git rebase --exec`, `git submodule foreach`. */
export function runGit(frame: Frame, call: Call, program: string): Result {
  const options = readOptions(call.argv.slice(1), { valued: GLOBAL });
  emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  for (const setting of options.values.get('-c') ?? []) runSetting(frame, call, setting);
  if (options.values.has('--exec-path') || options.values.has('--config-env'))
    frame.session.doubt('unknown_script', call.span, 'git takes its programs or settings from elsewhere.');
  const [subcommand, ...args] = options.rest;
  runSubcommand(frame, call, { subcommand: textOf(subcommand) ?? HOLE, args });
  return OPAQUE;
}

function runSetting(frame: Frame, call: Call, setting: Arg): void {
  for (const { text } of setting.alts) {
    const at = text.indexOf('=');
    const [name, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    if (/^alias\./i.test(name)) {
      if (value.startsWith('!')) runGitText(frame, call, value.slice(1));
      else if (value.includes(HOLE)) runGitText(frame, call, HOLE);
    } else if (/^core\.hookspath$/i.test(name) && value !== '/dev/null')
      frame.session.doubt('unknown_script', call.span, 'git runs the hooks of another directory.');
    else if (COMMAND_SETTING.test(name) && !HARMLESS_VALUE.test(value))
      runGitText(frame, call, value.replace(/^!/, ''));
  }
}

function runGitText(frame: Frame, call: Call, text: string): void {
  const via: Via = { program: 'git', place: 'here', where: null };
  const shell = descend(enterShell({ ...frame, sink: null }, { call, via }), {});
  runTexts(shell, { texts: [text], span: call.span, by: 'git' });
}

/** Words behind a subcommand that are a command. */
function runSubcommand(
  frame: Frame,
  call: Call,
  given: { readonly subcommand: string; readonly args: readonly Arg[] },
): void {
  const { subcommand, args } = given;
  const words = args.map((arg) => textOf(arg) ?? HOLE);
  const via: Via = { program: 'git', place: 'here', where: null };
  if (subcommand === 'bisect' && words[0] === 'run')
    launch(descend(frame, { via: [...frame.via, via] }), { ...call, argv: args.slice(1), direct: false });
  if (subcommand === 'submodule' && words[0] === 'foreach') {
    const rest = args.slice(1).filter((arg) => !(textOf(arg) ?? '').startsWith('-'));
    runGitText(frame, call, rest.map((arg) => textOf(arg) ?? HOLE).join(' '));
  }
  for (const [index, word] of words.entries()) {
    const executes =
      (subcommand === 'rebase' && /^(?:-x|--exec)$/.test(word)) ||
      (/^(?:difftool|mergetool)$/.test(subcommand) && /^(?:-x|--extcmd)$/.test(word));
    const filters = subcommand === 'filter-branch' && /^--[a-z]+-filter$/.test(word);
    if (executes || filters) runGitText(frame, call, words[index + 1] ?? HOLE);
    const inline =
      /^(?:--(?:exec|upload-pack|receive-pack|extcmd|open-files-in-pager|(?!diff-)[a-z]+-filter)=|-O(?=\S))(.*)$/s.exec(
        word,
      )?.[1];
    if (inline !== undefined) runGitText(frame, call, inline);
    if (
      /^(?:-u|--upload-pack|--receive-pack)$/.test(word) &&
      /^(?:clone|fetch|pull|ls-remote)$/.test(subcommand) &&
      word !== '-u'
    )
      runGitText(frame, call, words[index + 1] ?? HOLE);
    if (word.startsWith('ext::')) runGitText(frame, call, word.slice(5).replace(/%(.)/g, '$1'));
  }
  if (subcommand === 'config') runConfig(frame, call, args);
}

/** `git config alias.x '!…'` is run later on, by whoever uses it. */
function runConfig(frame: Frame, call: Call, args: readonly Arg[]): void {
  const words = args.filter((arg) => !(soleText(arg.alts) ?? '').startsWith('-'));
  const [name, value] = words.map((arg) => textOf(arg) ?? HOLE);
  if (name === undefined || value === undefined) return;
  if (/^alias\./i.test(name) ? value.startsWith('!') : COMMAND_SETTING.test(name) && !HARMLESS_VALUE.test(value))
    runGitText(frame, call, value.replace(/^!/, ''));
}
