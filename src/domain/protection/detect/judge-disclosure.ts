import type { Execution, Word } from '../../../platform/shell/reading.js';
import { PATH_MAX } from '../programs/classify-path.js';
import type { Finding } from './finding.js';
import { leavingFiles } from './leaving-files.js';
import { findingsOf } from './make-finding.js';
import { isSecret } from './secret-paths.js';
import { fromWord } from './targets.js';

/** Programs that hand on to another host what they read from standard input. */
const SENDS =
  /^(nc|ncat|netcat|nc\.traditional|nc\.openbsd|socat|curl|wget|ssh|telnet|mail|mailx|mutt|sendmail|s-nail|tftp|ftp|http|https|httpie|croc|transfer|magic-wormhole|wormhole|rclone|aws|gsutil|mosquitto_pub)$/;
const TO_ANYBODY = /^(nc|ncat|netcat|nc\.\w+|socat|curl|wget|telnet|mail|mailx|ftp|tftp|https?)$/;
/** Sees everything below the directories that it is given. */
const PACKS = /^(tar|bsdtar|gtar|zip|7z|7za|cpio|rsync|pax)$/;

/** Programs whose whole output goes somewhere: what they read of a secret can be put into what is sent. */
const SHOWS =
  /^(cat|tac|head|tail|type|get-content|base64|base32|xxd|od|hexdump|strings|tar|zip|gzip|bzip2|xz|dd|awk|sed|grep|jq|gpg|openssl)$/;
/** Copies what it reads. Others use a key without giving it on: `openssl req -key`. */
const COPIES =
  /^(cat|tac|head|tail|base64|base32|xxd|od|hexdump|strings|tar|bsdtar|gtar|zip|7z|7za|cpio|pax|rsync|gzip|bzip2|xz|zstd|dd|awk|sed|grep|gpg|age|cp|mv|ln|install|find|)$/;
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
  const named = leavingFiles(execution).filter((word) => isSecret(word, false));
  const words = [...sentThroughPipe(execution), ...named];
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

/** What the commands of one text give away together. */
export function judgeTogether(executions: readonly Execution[]): readonly Finding[] {
  return [...askedWithSecret(executions), ...sentInFile(executions)];
}

/** A secret is put into a file, by itself or down a pipe, and that file leaves for another host. */
function sentInFile(executions: readonly Execution[]): readonly Finding[] {
  const leaving = executions.flatMap((execution) => leavingFiles(execution).map((word) => ({ execution, word })));
  if (leaving.length === 0) return [];
  const readers = executions.filter(
    ({ program, args, redirects }) =>
      COPIES.test(program ?? '') &&
      [...args, ...redirects.map(({ target }) => target)].some((word) => isSecret(word, false)),
  );
  const fed = new Set(readers.flatMap(({ pipedInto }) => pipedInto));
  const holders = executions.filter((one) => readers.includes(one) || fed.has(one.program ?? ''));
  const held = new Set(holders.flatMap(pathsOf));
  return leaving
    .filter(
      ({ execution, word }) =>
        !holders.includes(execution) && word.values.some((path) => path.length <= PATH_MAX && held.has(bare(path))),
    )
    .slice(0, 1)
    .flatMap(({ execution, word }) =>
      fromWord(word).flatMap((target) =>
        findingsOf({ ...GIVES, rule: `${execution.program ?? ''}.gives_secret` }, target, execution),
      ),
    );
}

function pathsOf({ args, redirects }: Execution): readonly string[] {
  const words = [...args, ...redirects.map(({ target }) => target)].filter((word) => !isSecret(word, false));
  return words.flatMap(({ values }) =>
    values.filter((value) => value.includes('/') && value.length <= PATH_MAX).map(bare),
  );
}

/** A packed or sealed copy has the name of what it was made of. */
const bare = (path: string): string => path.replace(/(\.(gz|xz|bz2|zst|gpg|enc|age|asc|b64))+$/, '');

/** A secret is read, and another host is asked for what nobody knows before. */
function askedWithSecret(executions: readonly Execution[]): readonly Finding[] {
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
