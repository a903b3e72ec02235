/** How a program that does something else can be made to run a command by one of its words. */
export interface HiddenExecutor {
  readonly programs: readonly string[];
  /** On each word and, joined by a blank, the one behind it; its first group is a script, or a file for `make`. */
  readonly pattern: RegExp;
  readonly harmless?: RegExp;
  readonly why: string;
}

const PAGERS = /^(?:cat|less|more|most)(?:\s+-[\w=-]+)*$/;

/** Options whose value is a command: hooks, pagers, filters, programs that ask for a password. */
export const HIDDEN_OPTIONS: readonly HiddenExecutor[] = [
  {
    programs: ['certbot', 'certbot-auto', 'letsencrypt'],
    pattern: /^--(?:pre|post|renew|deploy|manual-auth|manual-cleanup)-hook[= ](.*)$/s,
    why: 'certbot runs its hooks',
  },
  {
    programs: ['acme.sh'],
    pattern: /^--(?:reloadcmd|pre-hook|post-hook|renew-hook|deploy-hook-cmd)[= ](.*)$/is,
    why: 'acme.sh runs its hooks',
  },
  {
    programs: ['restic', 'rustic', 'rclone', 'borgmatic', 'kopia'],
    pattern: /^--password-command[= ](.*)$/s,
    harmless: /^(?:cat|pass|op|gpg|secret-tool|security)\b[^;&|`$<>]*$/,
    why: 'a password is asked of a command',
  },
  {
    programs: ['restic'],
    pattern: /^-o sftp\.command=(.*)$/s,
    harmless: /^ssh\b[^;&|`$]*$/,
    why: 'restic connects by it',
  },
  {
    programs: ['borg', 'borg2'],
    pattern: /^--rsh[= ](.*)$/s,
    harmless: /^ssh\b[^;&|`$]*$/,
    why: 'borg connects by it',
  },
  {
    programs: ['rpm', 'rpmbuild', 'rpmspec'],
    pattern: /^(?:-E|--eval|-D|--define)[= ][^]*?%\((.*)\)/s,
    why: 'a macro of rpm runs a command',
  },
  { programs: ['rpm'], pattern: /^--pipe[= ](.*)$/s, harmless: PAGERS, why: 'rpm gives its output to a command' },
  {
    programs: ['npm', 'pnpm', 'yarn'],
    pattern: /^--script-shell[= ](.*)$/s,
    harmless: /^(?:\/\S*\/)?(?:ba|z|da)?sh$/,
    why: 'scripts are run by it',
  },
  { programs: ['tcpdump'], pattern: /^-z (.*)$/s, harmless: /^(?:gzip|bzip2|xz|zstd)$/, why: 'runs for each file' },
  {
    programs: ['sort', 'gsort'],
    pattern: /^--compress-prog(?:ram)?[= ](.*)$/s,
    harmless: /^(?:gzip|zstd|lz4|xz|bzip2)$/,
    why: 'packs',
  },
  { programs: ['split', 'gsplit'], pattern: /^--filter[= ](.*)$/s, why: 'gives each piece to a command' },
  { programs: ['sshfs'], pattern: /^-o .*\bssh_command=([^,]*)/s, harmless: /^ssh\b[^;&|`$]*$/, why: 'connects by it' },
  { programs: ['scp', 'sftp'], pattern: /^-S (.*)$/s, harmless: /^(?:\/\S*\/)?ssh$/, why: 'connects by it' },
  { programs: ['mysql', 'mariadb'], pattern: /^--pager[= ](.*)$/s, harmless: PAGERS, why: 'shows by it' },
  { programs: ['wget', 'wget2'], pattern: /^--use-askpass[= ](.*)$/s, why: 'a password is asked of it' },
  { programs: ['mdadm'], pattern: /^(?:-p|--program|--alert)[= ](.*)$/s, why: 'runs for every event of an array' },
  {
    programs: ['openvpn'],
    pattern: /^--(?:up|down|route-up|ipchange|client-connect|tls-verify)[= ](.*)$/s,
    why: 'runs it',
  },
  { programs: ['pppd'], pattern: /^(?:pty|connect|disconnect|init) (.*)$/s, why: 'runs it for a connection' },
  { programs: ['nodemon'], pattern: /^(?:-x|--exec)[= ](.*)$/s, why: 'runs it with every change' },
  {
    programs: ['xterm', 'konsole', 'gnome-terminal', 'alacritty', 'kitty'],
    pattern: /^-e (.*)$/s,
    why: 'a terminal runs it',
  },
  { programs: ['gcc', 'g++', 'clang', 'cc'], pattern: /^-wrapper (.*)$/s, why: 'the compiler is started by it' },
  { programs: ['az'], pattern: /^--scripts[= ](.*)$/s, why: 'a machine in the cloud runs it' },
  {
    programs: ['aws'],
    pattern: /^--parameters .*\bcommands["']?\s*[=:]\s*\[?\s*["']?(.*?)["']?\s*\]?\s*\}?$/s,
    why: 'a machine in the cloud runs it',
  },
  { programs: ['fzf', 'sk'], pattern: /^--bind[= ].*\bexecute(?:-silent)?\((.*)\)/s, why: 'runs for what is chosen' },
  { programs: ['expect'], pattern: /^-c .*\b(?:spawn|exec|system)\s+([^;]*)/s, why: 'expect starts it' },
  {
    programs: ['emacs', 'emacsclient'],
    pattern: /^--?eval[= ].*\bshell-command\s+"([^"]*)"/s,
    why: 'the editor runs it',
  },
  {
    programs: ['start-stop-daemon'],
    pattern: /^(?:-x|-a|--exec|--startas)[= ](.*)$/s,
    harmless: /^\/usr\/s?bin\/[\w-]+$/,
    why: 'starts it',
  },
];
