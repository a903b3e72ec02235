import { joinArgs } from '../builtins/run-words.js';
import type { Place, Via } from '../reading.js';
import { emit } from '../run/emit.js';
import { OPAQUE, descend, type Call, type Frame, type Result } from '../run/frame.js';
import { launch } from '../run/launch.js';
import { readFileTexts } from '../run/paths.js';
import { doubtScript, enterShell, runTexts } from '../run/run-text.js';
import { HOLE, soleText, type Arg } from '../values/value.js';
import { readOptions, textOf, valueOf } from './read-options.js';
import { feedShell } from './shells.js';

function show(frame: Frame, call: Call, program: string): Result {
  emit(frame, { program, args: call.argv.slice(1), call, silent: false });
  return OPAQUE;
}

function shellFor(frame: Frame, call: Call, via: Via): Frame {
  return descend(enterShell(frame, { call, via }), {});
}

/** `busybox rm`, `toybox sh -c`. */
export function runMultiCall(frame: Frame, call: Call, program: string): Result {
  const [, first] = call.argv;
  if (!first || (soleText(first.alts) ?? HOLE).startsWith('-')) return show(frame, call, program);
  return launch(descend(frame, {}), { ...call, argv: call.argv.slice(1), direct: false });
}

/** `at 5pm` reads its script from its input, or from a file. */
export function runLater(frame: Frame, call: Call, program: string): Result {
  const options = readOptions(call.argv.slice(1), { valued: ['-f', '-q', '-t'], permutes: 9 });
  show(frame, call, program);
  if (['-l', '-r', '-d', '-c', '-V'].some((flag) => options.flags.has(flag))) return OPAQUE;
  const file = valueOf(options, ['-f']);
  const shell = shellFor({ ...frame, sink: null }, call, { program, place: 'here', where: null });
  if (file) runTexts(shell, { texts: readFileTexts(frame, file) ?? [HOLE], span: call.span, by: program });
  else if (frame.stdin.kind !== 'inherited') feedShell(shell, { call, program });
  return OPAQUE;
}

/** `ip netns exec NAME cmd`, `ip vrf exec NAME cmd`. */
export function runIp(frame: Frame, call: Call, program: string): Result {
  const { rest } = readOptions(call.argv.slice(1), {
    valued: ['-f', '-family', '-n', '-netns', '-b', '-batch', '-rcvbuf', '-l'],
    singleDash: true,
  });
  const [object, verb] = rest.map(textOf);
  if ((object !== 'netns' && object !== 'vrf') || verb !== 'exec' || rest.length < 4) return show(frame, call, program);
  const via: Via = { program, place: 'here', where: textOf(rest[2]) };
  return launch(descend(frame, { via: [...frame.via, via] }), { ...call, argv: rest.slice(3), direct: false });
}

const TMUX_VALUED = ['-c', '-f', '-L', '-S', '-T', '-t', '-n', '-s', '-x', '-y', '-e', '-F', '-d', '-b', '-p', '-l'];
const TMUX_STARTS =
  /^(?:new|new-session|neww|new-window|splitw|split-window|respawn-pane|respawn-window|run|run-shell|if|if-shell|popup|display-popup|pipe-pane)$/;

/** `tmux send-keys 'cmd' Enter`, `tmux new -d 'cmd'`, `tmux run-shell`. */
export function runTmux(frame: Frame, call: Call, program: string): Result {
  show(frame, call, program);
  const global = readOptions(call.argv.slice(1), { valued: ['-c', '-f', '-L', '-S', '-T'] });
  const [subcommand, ...words] = global.rest;
  const name = textOf(subcommand) ?? '';
  const shell = shellFor({ ...frame, sink: null }, call, { program, place: 'here', where: null });
  const valued = TMUX_VALUED.filter((option) => option !== '-d' || /^(?:popup|display-popup)$/.test(name));
  const { rest } = readOptions(words, { valued });
  if (/^(?:send|send-keys)$/.test(name)) {
    const keys = rest.map((arg) =>
      /^(?:Enter|C-m|KPEnter|C-j)$/.test(textOf(arg) ?? '') ? { ...arg, alts: [{ text: '\n', glob: false }] } : arg,
    );
    if (rest.some((arg) => !/^(?:C-.|M-.|q|Enter|Escape|Up|Down|Space)$/.test(textOf(arg) ?? '')))
      runTexts(shell, { texts: joinArgs(keys), span: call.span, by: program });
  } else if (TMUX_STARTS.test(name) && rest.length > 0)
    runTexts(shell, { texts: joinArgs(rest), span: call.span, by: program });
  return OPAQUE;
}

/** `screen -X stuff 'cmd'`, `screen -dm cmd`. */
export function runScreen(frame: Frame, call: Call, program: string): Result {
  show(frame, call, program);
  const options = readOptions(call.argv.slice(1), {
    valued: ['-c', '-e', '-h', '-p', '-S', '-s', '-t', '-T', '-Logfile'],
  });
  const { rest } = options;
  if (
    rest.length === 0 ||
    ['-r', '-ls', '-list', '-x', '-v'].some((flag) => options.flags.has(flag) && !options.flags.has('-X'))
  )
    return OPAQUE;
  const via: Via = { program, place: 'here', where: textOf(valueOf(options, ['-S'])) };
  const shell = shellFor({ ...frame, sink: null }, call, via);
  if (!options.flags.has('-X')) return launch(shell, { ...call, argv: rest, direct: false });
  const verb = textOf(rest[0]);
  const typed = rest.slice(1).map((arg) => ({
    ...arg,
    alts: arg.alts.map((alt) => ({ ...alt, text: alt.text.replace(/\\n|\^M|\\r|\\015|\r/g, '\n') })),
  }));
  if (verb === 'stuff') runTexts(shell, { texts: joinArgs(typed), span: call.span, by: program });
  else if (verb === 'exec' || verb === 'screen') launch(shell, { ...call, argv: rest.slice(1), direct: false });
  return OPAQUE;
}

const WSL_OWN =
  /^(?:--(?:install|unregister|shutdown|terminate|export|import|import-in-place|list|status|set-version|set-default|set-default-version|update|mount|unmount|version|help|manage|debug-shell)|-l|-t|-s|-v)$/;

/** `wsl -d Ubuntu -u root -- cmd`; everything else is wsl’s own. */
export function runWsl(frame: Frame, call: Call, program: string): Result {
  const args = call.argv.slice(1);
  if (args.length === 0 || args.some((arg) => WSL_OWN.test(textOf(arg) ?? ''))) return show(frame, call, program);
  const options = readOptions(args, {
    valued: ['-d', '-u', '--distribution', '--distribution-id', '--user', '--cd', '--shell-type'],
  });
  const exec = options.flags.has('-e') || options.flags.has('--exec');
  if (options.rest.length === 0) return show(frame, call, program);
  const via: Via = { program, place: 'guest', where: textOf(valueOf(options, ['-d', '--distribution'])) };
  const shell = shellFor(frame, call, via);
  if (exec) return launch(shell, { ...call, argv: options.rest, direct: false });
  return runTexts(shell, { texts: joinArgs(options.rest), span: call.span, by: program });
}

/** Modules that give their arguments to a shell. */
const SHELL_MODULES = /^(?:ansible\.(?:builtin|legacy)\.)?(?:shell|command|raw|script)$/;

const ANSIBLE_VALUED = [
  '-m',
  '-a',
  '-i',
  '-u',
  '-f',
  '-l',
  '-e',
  '-t',
  '-B',
  '-P',
  '-T',
  '-c',
  '-M',
  '--module-name',
  '--args',
  '--inventory',
  '--user',
  '--forks',
  '--limit',
  '--extra-vars',
  '--tree',
  '--become-user',
  '--become-method',
  '--private-key',
  '--key-file',
  '--connection',
  '--timeout',
];

/** `ansible all -m shell -a 'cmd'`; the module `command` is the one used when none is named. */
export function runAnsible(frame: Frame, call: Call, program: string): Result {
  const options = readOptions(call.argv.slice(1), { valued: ANSIBLE_VALUED, permutes: 9 });
  const module =
    textOf(valueOf(options, ['-m', '--module-name']) ?? undefined) ?? (options.values.has('-m') ? HOLE : 'command');
  const args: Arg | undefined = valueOf(options, ['-a', '--args']);
  const shown = !SHELL_MODULES.test(module) || !args;
  if (shown) return show(frame, call, program);
  const via: Via = { program, place: 'remote' as Place, where: textOf(options.rest[0]) };
  const shell = shellFor(frame, call, via);
  if (module.endsWith('script')) {
    doubtScript(frame, call.span, program);
    return show(frame, call, program);
  }
  const texts = args.alts.map(({ text }) => text.replace(/(?:^|\s)(?:chdir|creates|removes|executable)=\S+/g, ' '));
  return runTexts(shell, { texts, span: call.span, by: program });
}
