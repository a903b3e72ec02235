import type { TargetClass } from '../detect/finding.js';

/** The first row that fits says what a place is worth. Paths are normalised; `*` stands for what a shell would put there. */
export interface PathRow {
  readonly is: RegExp;
  readonly class: TargetClass;
  readonly why: string;
}

export const WHOLE: readonly PathRow[] = [
  { is: /^\/(\*|\.\*|\?\*|\{.*\})?$/, class: 'root', why: 'The whole file system.' },
  { is: /^[A-Z]:\/\*?$/, class: 'root', why: 'All of a drive.' },
  {
    is: /^\/\*/,
    class: 'root',
    why: 'What begins with a star at the root can be any directory there.',
  },
];

export const NOTHING: readonly PathRow[] = [
  {
    is: /^\/dev\/(null|zero|full|random|urandom|tty|stdin|stdout|stderr|fd(\/\d+)?|pts\/\d+|tty\d*|console|log)$/,
    class: 'nothing',
    why: 'Nothing is kept there.',
  },
  { is: /^\/proc\/(self|\d+)\/fd\/\d+$/, class: 'nothing', why: 'An open descriptor of the process.' },
  { is: /^(nul|\$null|con)$/i, class: 'nothing', why: 'The null device of Windows.' },
];

export const DEVICES: readonly PathRow[] = [
  { is: /^\/dev\/(tcp|udp)\//, class: 'nothing', why: 'A connection that the shell opens; no file.' },
  { is: /^\/dev\/shm(\/|$)/, class: 'scratch', why: 'Memory, empty after a boot.' },
  {
    is: /^\/dev\/(net|dri|snd|input|kmsg|watchdog|kvm|fuse|rtc|hwrng|tpm|usb|bus|serial|tty(S|USB|ACM|AMA)?\d)/,
    class: 'critical',
    why: 'A device of the host that is no disk.',
  },
  { is: /^\/dev(\/|$)/, class: 'device', why: 'A disk, a partition or what is made of them.' },
  { is: /^\\\\\.\\|^\/\/\.\/physicaldrive/i, class: 'device', why: 'A disk under its Windows name.' },
  { is: /^\/(\.\/)?physicaldrive\d/i, class: 'device', why: 'A disk under its Windows name.' },
];

export const KERNEL: readonly PathRow[] = [
  { is: /^\/proc\/sysrq-trigger$/, class: 'critical', why: 'Restarts, stops or crashes the host at once.' },
  { is: /^\/(proc|sys)(\/|$)/, class: 'critical', why: 'Settings of the running kernel.' },
];

/** Below these nothing is lost that was meant to stay; the directories as a whole belong to everyone. */
export const SCRATCH: readonly PathRow[] = [
  { is: /^\/(tmp|var\/tmp|run\/shm|run\/user\/\d+)\/(?!\.?\*$)./, class: 'scratch', why: 'Temporary by its place.' },
  {
    is: /^\/(tmp|var\/tmp)(\/\.?\*)?$/,
    class: 'ordinary',
    why: 'The temporary files of everyone, sockets of running programs among them.',
  },
  {
    is: /^[A-Z]:\/(users\/[^/]+\/appdata\/local|windows)\/temp\/./i,
    class: 'scratch',
    why: 'Temporary by its place.',
  },
];

const REBUILT =
  'node_modules|__pycache__|\\.pytest_cache|\\.mypy_cache|\\.ruff_cache|\\.tox|\\.nox|\\.gradle|\\.parcel-cache|\\.next|\\.nuxt|\\.turbo|\\.nyc_output|\\.eslintcache|\\.sass-cache|\\.terraform|coverage|htmlcov|\\.ccache|cmakefiles|\\.venv|bower_components';

export const REBUILDABLE: readonly PathRow[] = [
  {
    is: new RegExp(`(^|/)(${REBUILT})(/.*)?$`, 'i'),
    class: 'rebuildable',
    why: 'Made again by the tool that made it.',
  },
  { is: /(^|\/)\.cache\/./, class: 'rebuildable', why: 'A cache of a user’s programs.' },
  {
    is: /^(\.\/)?([\w.-]+\/)?(build|dist|target|out|_build|\.output|\.build)(\/.*)?$|^\/(home\/[^/]+|root|workspace|builds|src|usr\/src)\/([\w.-]+\/)+(build|dist|target|_build|\.output|\.build)(\/.*)?$/,
    class: 'rebuildable',
    why: 'What a build makes, below a project.',
  },
  {
    is: /^\/var\/cache\/(apt|yum|dnf|pacman|apk|man|fontconfig|ldconfig|debconf|PackageKit)(\/|$)/,
    class: 'rebuildable',
    why: 'A cache that its program fills again.',
  },
  {
    is: /^\/var\/lib\/apt\/lists(\/|$)/,
    class: 'rebuildable',
    why: 'Package lists, fetched again by an update.',
  },
  { is: /\.(pyc|pyo|o|obj|tmp|swp)$/, class: 'rebuildable', why: 'An object or temporary file of a tool.' },
];

export const CREDENTIALS: readonly PathRow[] = [
  {
    is: /^\/(etc\/apt\/(keyrings|trusted\.gpg\.d|sources\.list\.d|preferences\.d)|usr\/share\/keyrings|etc\/pki\/rpm-gpg|etc\/yum\.repos\.d|etc\/zypp\/repos\.d)\/(?!\.?\*$)./,
    class: 'ordinary',
    why: 'Where packages come from: a file for each source, and public keys.',
  },
  {
    is: /(^|\/)\.(ssh|gnupg|aws|kube|docker|password-store|azure)(\/(?!known_hosts).*)?$/,
    class: 'credential',
    why: 'Keys and logins of a user.',
  },
  { is: /(^|\/)\.config\/(gcloud|rclone|gh|op|sops)(\/|$)/, class: 'credential', why: 'Logins of a user.' },
  {
    is: /(^|\/)(authorized_keys2?|id_(rsa|dsa|ecdsa|ed25519)(_sk)?(\.pub)?|\.netrc|\.pgpass|\.my\.cnf|\.vault-token|\.git-credentials|\.htpasswd)$/,
    class: 'credential',
    why: 'A key or login.',
  },
  {
    is: /^\/etc\/(shadow-?|gshadow-?|passwd-?|group-?|sudoers(\.d)?(\/.*)?|doas\.conf|pam\.d(\/.*)?|krb5\.keytab|security(\/.*)?|ld\.so\.preload)$/,
    class: 'credential',
    why: 'Who may log in here, and as whom.',
  },
  {
    is: /^\/etc\/(ssl|pki|letsencrypt|wireguard|openvpn|ipsec\.d|swanctl|luks|cryptsetup|keys|vault)(\/|$)/,
    class: 'credential',
    why: 'Private keys and certificates.',
  },
  {
    is: /^\/etc\/ssh\/ssh_host_|^\/etc\/dropbear(\/|$)/,
    class: 'credential',
    why: 'The keys by which the host is known.',
  },
  { is: /\.(pem|key|pfx|p12|kdbx|keytab|jks|asc|gpg|age)$/i, class: 'credential', why: 'A file of keys.' },
  {
    is: /^[A-Z]:\/windows\/system32\/config(\/|$)/i,
    class: 'credential',
    why: 'The registry with its accounts.',
  },
];
