import { HOLE } from './values/value.js';

/** Variables by which a program is made to run something. */
export type VariableRule =
  | {
      readonly kind: 'value';
      readonly names: RegExp;
      /** Only these programs look at it; default: any may start one that does. */
      readonly programs?: RegExp;
      readonly harmless: (value: string) => boolean;
      readonly why: string;
    }
  /** Its value is a command: it is read like any other. */
  | { readonly kind: 'command'; readonly names: RegExp; readonly programs?: RegExp };

const NEVER = (value: string): boolean => value === '' || value === '/dev/null';
const SCRATCH = /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/proc|\/run\/user)(?:\/|$)/;

/** Directories that are looked through: none may be relative or one where anyone writes. */
function isHarmlessPath(value: string): boolean {
  if (value === HOLE) return false;
  return value.split(':').every((raw) => {
    const directory = raw.replaceAll(HOLE, '');
    if (directory === '') return raw.includes(HOLE);
    return directory.startsWith('/') && !SCRATCH.test(directory);
  });
}

function isTrustedLibraryPath(value: string): boolean {
  if (value === '') return true;
  return value.split(':').every((raw) => raw === HOLE || /^\/(?:usr|lib\d*|opt|snap|nix)(?:\/|$)/.test(raw));
}

export const VARIABLES: readonly VariableRule[] = [
  {
    kind: 'value',
    names: /^PATH$/,
    harmless: isHarmlessPath,
    why: 'programs are taken from a directory that is not the system’s.',
  },
  {
    kind: 'value',
    names: /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)$/,
    harmless: NEVER,
    why: 'every program loads that code first.',
  },
  {
    kind: 'value',
    names: /^(?:LD_LIBRARY_PATH|DYLD_LIBRARY_PATH)$/,
    harmless: isTrustedLibraryPath,
    why: 'programs load their libraries from there.',
  },
  { kind: 'value', names: /^BASH_ENV$/, harmless: NEVER, why: 'every script of bash runs that file first.' },
  {
    kind: 'value',
    names: /^ENV$/,
    programs: /^(?:sh|ash|dash|ksh|mksh|busybox)$/,
    harmless: (value) => value !== HOLE && !/[/`$]/.test(value),
    why: 'a shell runs that file first.',
  },
  {
    kind: 'value',
    names: /^(?:BASH_FUNC_.*|SHELLOPTS|BASHOPTS|BASH_LOADABLES_PATH)$/,
    harmless: NEVER,
    why: 'it changes what words mean to a shell.',
  },
  {
    kind: 'value',
    names: /^(?:PS0|PS1|PS2|PS4)$/,
    harmless: (value) => !/\$\(|`/.test(value) && value !== HOLE,
    why: 'a shell runs the commands in it.',
  },
  {
    kind: 'value',
    names: /^(?:GIT_CONFIG_PARAMETERS|GIT_CONFIG_KEY_\d+|GIT_EXEC_PATH|GIT_TEMPLATE_DIR|GIT_CONFIG)$/,
    programs: /^git/,
    harmless: NEVER,
    why: 'git takes settings or programs from it.',
  },
  {
    kind: 'value',
    names: /^(?:PERL5OPT|PERL5DB|RUBYOPT|PYTHONSTARTUP|PYTHONINSPECT|PYTHONWARNINGS|PYTHONBREAKPOINT)$/,
    harmless: (value) => NEVER(value) || /^(?:-w|-W\w*|ignore|default|always|error|[01])$/.test(value),
    why: 'an interpreter runs code for it.',
  },
  {
    kind: 'value',
    names: /^(?:PSQLRC|WGETRC|ANSIBLE_CONFIG)$/,
    harmless: (value) => NEVER(value) || (value !== HOLE && !SCRATCH.test(value)),
    why: 'the program runs what a file says in a directory where anyone writes.',
  },
  {
    kind: 'value',
    names: /^(?:VIMINIT|EXINIT|GVIMINIT)$/,
    programs: /^(?:vim?|nvim|ex|view|gvim|rvim|vimdiff)$/,
    harmless: NEVER,
    why: 'the editor runs its commands first.',
  },
  {
    kind: 'value',
    names: /^(?:PYTHONPATH|PERL5LIB|RUBYLIB|NODE_PATH)$/,
    harmless: (value) => !value.split(':').some((part) => SCRATCH.test(part)),
    why: 'an interpreter loads modules from a directory where anyone writes.',
  },
  {
    kind: 'value',
    names: /^NODE_OPTIONS$/,
    harmless: (value) =>
      value !== HOLE && !/(?:^|\s)(?:-r|--require|--import|--loader|--experimental-loader|-e|--eval)\b/.test(value),
    why: 'Node.js loads code for it.',
  },
  {
    kind: 'value',
    names: /^(?:_JAVA_OPTIONS|JAVA_TOOL_OPTIONS)$/,
    harmless: (value) => !/-javaagent|-agent|-XX:On|\0/.test(value),
    why: 'Java loads code or runs commands for it.',
  },
  {
    kind: 'value',
    names: /^(?:TAR_OPTIONS|RSYNC_OPTIONS)$/,
    harmless: (value) => !/checkpoint-action|to-command|use-compress|rsh|\0/.test(value),
    why: 'the program runs commands for it.',
  },
  { kind: 'command', names: /^(?:PAGER|MANPAGER|SYSTEMD_PAGER|PSQL_PAGER|AWS_PAGER|LESSOPEN|LESSCLOSE|BROWSER)$/ },
  { kind: 'command', names: /^(?:EDITOR|VISUAL|SUDO_EDITOR|SYSTEMD_EDITOR|FCEDIT|KUBE_EDITOR|PSQL_EDITOR)$/ },
  { kind: 'command', names: /^(?:SUDO_ASKPASS|SSH_ASKPASS|PROMPT_COMMAND)$/ },
  { kind: 'command', names: /^(?:RSYNC_RSH|CVS_RSH|SVN_SSH)$/, programs: /^(?:rsync|cvs|svn)$/ },
  {
    kind: 'command',
    names: /^GIT_(?:PAGER|EDITOR|SEQUENCE_EDITOR|SSH|SSH_COMMAND|EXTERNAL_DIFF|ASKPASS|PROXY_COMMAND)$/,
    programs: /^git/,
  },
];
