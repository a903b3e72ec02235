import type { Program } from '../program.js';
import { adds, argumentTexts, harms, helps, hides, noOperand, reads, rehearses, someOperand } from '../rule-kinds.js';

/** What looks into running processes, or changes how they run. Those that start another program are wrappers of the shell. */
export const TUNING: readonly Program[] = [
  {
    names: ['renice'],
    style: {},
    rules: [
      helps('renice', ['--help', '-h', '-V']),
      adds({
        id: 'renice.set',
        when: { minOperands: 1 },
        targetKind: 'process',
        why: 'Changes how much of the processor a process gets; undone by another number.',
        matches: ['renice -n 10 -p 1234', 'renice 5 kill'],
        misses: ['renice --help'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Changes priorities.',
  },
  {
    names: ['prlimit', 'schedtool', 'uclampset', 'choom', 'coresched'],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Shows or changes the limits of a process.',
  },
  {
    names: ['gdb', 'lldb', 'gcore', 'gdbserver'],
    style: {
      singleDashLong: true,
      valued: ['-p', '-pid', '-ex', '-x', '-command', '-eval-command', '-c', '-core', '-o'],
    },
    rules: [
      harms('process_kill', 'high', {
        id: 'gdb.attach',
        when: {
          test: (given, execution) =>
            given.options.has('-p') || given.options.has('-pid') || execution.program === 'gdbserver',
        },
        targets: (given) => [...given.valuesOf('-p'), ...given.valuesOf('-pid')].map((word) => word.values[0] ?? ''),
        targetKind: 'process',
        why: 'Halts {target} and can run anything within it.',
        matches: ['gdb -p 1234 -batch -ex bt', 'gdb -p 1 -ex "call exit(0)"'],
        misses: ['gdb --version', 'gdb ./a.out core'],
      }),
      hides('high', {
        id: 'gdb.commands',
        when: {
          test: (_given, execution) =>
            /\b(shell|system|!|python|call|kill|pipe|make)\b/.test(argumentTexts(execution).join(' ')) &&
            argumentTexts(execution).some((text) => /^--?(ex|x|eval-command|command|iex)/.test(text)),
        },
        targets: 'none',
        why: 'Commands of the debugger can start any program.',
        matches: ["gdb -ex 'shell rm -rf /srv' -ex quit"],
        misses: ['gdb --version'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Looks into a program.',
  },
  {
    names: ['disown', 'jobs', 'fg', 'bg', 'wait'],
    style: {},
    rules: [],
    otherwise: 'read_only',
    why: 'Handles jobs of the own shell.',
  },
  {
    names: ['tuned-adm'],
    style: { subcommands: 1 },
    rules: [
      reads({
        id: 'tuned-adm.look',
        when: { subcommand: ['active|list|recommend|verify|profile_info'] },
        targets: 'none',
        why: 'Shows profiles.',
        matches: ['tuned-adm active'],
        misses: ['tuned-adm off'],
      }),
      adds({
        id: 'tuned-adm.set',
        when: { subcommand: ['profile|auto_profile|off|profile_mode'] },
        targetKind: 'host',
        why: 'Chooses how the kernel is tuned; undone by another profile.',
        matches: ['tuned-adm profile throughput-performance'],
        misses: ['tuned-adm list'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Chooses how the kernel is tuned.',
  },
  {
    names: ['screen', 'tmux', 'byobu'],
    style: { subcommands: 1, valued: ['-t', '-S', '-s', '-n', '-L', '-f', '-F', '-c', '-y', '-e', '-X', '-p'] },
    rules: [
      rehearses({
        id: 'tmux.look',
        when: {
          test: (given) =>
            /^(ls|list-sessions|list-windows|list-panes|list-keys|list-clients|list-commands|show-options|show|capture-pane|capturep|display-message|display|info|has-session|has|lsw|lsp)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            ((given.options.has('-ls') || given.options.has('-list') || given.options.has('-V')) &&
              !given.options.has('-X')),
        },
        targets: 'none',
        why: 'Shows sessions.',
        matches: ['tmux ls', 'screen -ls', 'tmux capture-pane -p -t kill-server'],
        misses: ['tmux kill-server', 'tmux kill-session -t ls'],
      }),
      harms('process_kill', 'medium', {
        id: 'tmux.kill',
        when: {
          subcommand: ['kill-server|kill-session|kill-pane|kill-window|killp|killw|respawn-pane|respawn-window'],
        },
        targets: 'none',
        targetKind: 'process',
        why: 'Ends what runs in the session.',
        matches: ['tmux kill-server', 'tmux kill-session -t build'],
        misses: ['tmux ls', 'tmux attach -t kill-session'],
      }),
      harms('process_kill', 'medium', {
        id: 'screen.kill',
        when: {
          test: (given) =>
            given.valuesOf('-X').some((word) => /^(quit|kill)$/.test(word.values[0] ?? '')) ||
            (given.options.has('-wipe') && someOperand(/^-?$/)(given)),
        },
        targets: 'none',
        targetKind: 'process',
        why: 'Ends what runs in the session.',
        matches: ['screen -S build -X quit'],
        misses: ['screen -S quit -ls', 'screen -dmS build make'],
      }),
      adds({
        id: 'tmux.open',
        when: {
          test: (given) =>
            noOperand(given) && !given.options.has('-X') && !(given.subcommand[0] ?? '').startsWith('kill'),
        },
        targets: 'none',
        targetKind: 'process',
        why: 'Opens a session or goes back to one.',
        matches: ['tmux', 'screen -S build', 'tmux attach -t web', 'tmux new-session -d -s web'],
        misses: ['tmux kill-server'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps sessions; what is typed into them runs.',
  },
];
