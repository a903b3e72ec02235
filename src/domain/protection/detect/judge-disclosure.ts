import type { Execution, Word } from '../../../platform/shell/reading.js';
import { PATH_MAX } from '../programs/classify-path.js';
import { normalisePath } from '../programs/normalise-path.js';
import type { Finding } from './finding.js';
import { findingsOf } from './make-finding.js';
import { fromWord } from './targets.js';

/** By these somebody becomes somebody else. What everybody may read is not among them. */
const SECRET =
  /^\/etc\/(g?shadow-?|sudoers(\.d(\/.*)?)?|ssl\/private(\/.*)?|ssh\/ssh_host_\w+_key|krb5\.keytab|ipsec\.secrets|openvpn\/.*\.key|wireguard(\/.*)?|pve\/priv(\/.*)?|kubernetes\/(pki(\/.*)?|admin\.conf)|rancher\/k3s\/k3s\.yaml|cryptsetup-keys\.d(\/.*)?)$|(^|\/)\.(ssh|gnupg|aws|kube|docker|azure|password-store)(\/(?!known_hosts|config$|.*\.pub$).*)?$|(^|\/)(id_(rsa|dsa|ecdsa|ed25519)(_sk)?|\.netrc|\.pgpass|\.my\.cnf|\.vault-token|\.git-credentials|\.env(\.\w+)?)$|^\/proc\/(\d+|self)\/(environ|mem)$|(^|\/)(ntds\.dit|sam|lsass(\.\w+)?\.dmp)$/i;
/** With all that is below them. */
const HOLDS_SECRETS = /^(\/etc|\/root|\/|\/home|\/home\/[^/]+|~)$/;

/** Programs that hand on to another host what they read from standard input. */
const SENDS =
  /^(nc|ncat|netcat|nc\.traditional|nc\.openbsd|socat|curl|wget|ssh|telnet|mail|mailx|mutt|sendmail|s-nail|tftp|ftp|http|https|httpie|croc|transfer|magic-wormhole|wormhole|rclone|aws|gsutil|mosquitto_pub)$/;
const TO_ANYBODY = /^(nc|ncat|netcat|nc\.\w+|socat|curl|wget|telnet|mail|mailx|ftp|tftp|https?)$/;
/** Sees everything below the directories that it is given. */
const PACKS = /^(tar|bsdtar|gtar|zip|7z|7za|cpio|rsync|pax)$/;

interface Upload {
  readonly program: string;
  readonly option: RegExp;
  /** The file in the value of the option. */
  readonly file: RegExp;
}

/** Programs whose whole output goes somewhere: what they read of a secret can be put into what is sent. */
const SHOWS =
  /^(cat|tac|head|tail|type|get-content|base64|base32|xxd|od|hexdump|strings|tar|zip|gzip|bzip2|xz|dd|awk|sed|grep|jq|gpg|openssl)$/;
/** Asks another host for something, by a name or a text that can hold anything. */
const ASKS =
  /^(invoke-restmethod|invoke-webrequest|dig|host|nslookup|drill|ping|ping6|curl|wget|nc|ncat|netcat|socat|http|https)$/;
/** Programs that print secrets they keep elsewhere. */
const TELLS_SECRETS: readonly { readonly program: RegExp; readonly all: readonly RegExp[] }[] = [
  { program: /^(kubectl|oc|k)$/, all: [/\bget secrets?\b/, /(-o|--output)[ =]?(yaml|json|go-template)/] },
  { program: /^vault$/, all: [/^(kv get|read)\b/] },
  { program: /^aws$/, all: [/\bsecretsmanager (batch-)?get-secret-value\b/] },
  { program: /^aws$/, all: [/\bssm get-parameters?\b/, /--with-decryption/] },
  { program: /^(printenv|env|pass|security)$/, all: [/^(show |find-generic-password |$)/] },
];

/** Options of senders by which a file goes out. */
const UPLOADS: readonly Upload[] = [
  { program: 'curl', option: /^(?:-T|--upload-file)$/, file: /^(.+)$/ },
  { program: 'curl', option: /^(?:-F|--form)$/, file: /[@<]([^;]+)/ },
  { program: 'curl', option: /^(?:-d|--json|--data(?:-binary|-ascii|-urlencode)?)$/, file: /^[\w-]*@(.+)$/ },
  { program: 'wget', option: /^--(?:post|body)-file$/, file: /^(.+)$/ },
];

const GIVES = {
  type: 'security_disable',
  effect: 'destructive',
  severity: 'high',
  kind: 'path',
  why: 'Sends {target} to another host: whoever has it gets in here.',
} as const;
const NO_TARGET = { value: '', source: 'a secret', unknown: false, glob: false };

/** Secrets that leave the host: read into a pipe that ends in a sender, or given to one as a file. */
export function judgeDisclosure(execution: Execution): readonly Finding[] {
  const words = [...sentThroughPipe(execution), ...sentAsFile(execution)];
  return words.flatMap((word) =>
    fromWord(word).flatMap((target) =>
      findingsOf({ ...GIVES, rule: `${execution.program ?? ''}.gives_secret` }, target, execution),
    ),
  );
}

function sentThroughPipe({ program, args, redirects, pipedInto, stdin }: Execution): readonly Word[] {
  const sends = SENDS.test(program ?? '');
  if (!sends && !pipedInto.some((one) => SENDS.test(one))) return [];
  const read = redirects.filter(({ operator }) => /^\d*<$/.test(operator)).map(({ target }) => target);
  const fed = stdin.kind === 'file' ? [stdin.path] : [];
  // A whole directory that goes to a host of one’s own is a backup.
  const packs = PACKS.test(program ?? '') && pipedInto.some((one) => TO_ANYBODY.test(one));
  const named = sends ? [] : args.filter((word) => isSecret(word, packs));
  return [...new Set([...named, ...[...read, ...fed].filter((word) => isSecret(word, false))])];
}

/** In one text: a secret is read, and another host is asked for what nobody knows before. */
export function judgeTogether(executions: readonly Execution[]): readonly Finding[] {
  const asking = executions.find(asksOutside);
  if (asking === undefined) return [];
  return executions
    .filter((one) => one !== asking && isShownSecret(one))
    .slice(0, 1)
    .flatMap((one) => findingsOf({ ...GIVES, rule: `${asking.program ?? ''}.gives_secret` }, NO_TARGET, one));
}

function asksOutside({ program, args, stdin }: Execution): boolean {
  const name = program ?? '';
  const tells = stdin.kind === 'opaque' && (SENDS.test(name) || isTlsClient(name, args));
  return tells || (ASKS.test(name) && args.some(({ unknown }) => unknown));
}

const isTlsClient = (program: string, [first]: readonly Word[]): boolean =>
  program === 'openssl' && first?.values[0] === 's_client';

function isShownSecret({ program, args, redirects }: Execution): boolean {
  const words = args.map(({ values }) => values[0] ?? '').join(' ');
  if (TELLS_SECRETS.some((row) => row.program.test(program ?? '') && row.all.every((part) => part.test(words))))
    return true;
  const read = redirects.filter(({ operator }) => /^\d*<$/.test(operator)).map(({ target }) => target);
  return [...(SHOWS.test(program ?? '') ? args : []), ...read].some((word) => isSecret(word, false));
}

function sentAsFile({ program, args }: Execution): readonly Word[] {
  if (program === 'scp' || program === 'rsync' || program === 'sftp') return copiedAway(args);
  const uploads = UPLOADS.filter((one) => one.program === program);
  if (uploads.length === 0) return [];
  return args.flatMap((word, at) => {
    const [option = '', ...joined] = (word.values[0] ?? '').split('=');
    const before = args[at - 1]?.values[0] ?? '';
    const file =
      fileOf(uploads, before, word.values[0] ?? '') ??
      (option.startsWith('--') ? fileOf(uploads, option, joined.join('=')) : undefined);
    return file !== undefined && isSecretPath(file, false) ? [{ ...word, values: [file] }] : [];
  });
}

function fileOf(uploads: readonly Upload[], option: string, value: string): string | undefined {
  const upload = uploads.find((one) => one.option.test(option));
  return upload?.file.exec(value)?.[1];
}

/** `scp /root/.ssh/id_ed25519 host:`; the key behind `-i` stays here. */
function copiedAway(args: readonly Word[]): readonly Word[] {
  const texts = args.map(({ values }) => values[0] ?? '');
  const last = texts.at(-1) ?? '';
  if (!/^[^/\s]+:/.test(last) && !last.startsWith('rsync://')) return [];
  return args.filter((word, at) => !/^-[iFoeS]$/.test(texts[at - 1] ?? '') && isSecret(word, false));
}

function isSecret(word: Word, packs: boolean): boolean {
  return word.values.some((value) => isSecretPath(value, packs));
}

function isSecretPath(value: string, packs: boolean): boolean {
  if (value.startsWith('-') || value === '' || value.length > PATH_MAX) return false;
  const path = normalisePath(value);
  return SECRET.test(path) || (packs && HOLDS_SECRETS.test(path));
}
