import type { Execution, Word } from '../../../platform/shell/reading.js';
import type { Verdict } from '../programs/program.js';
import { fromWord, placeTarget } from './targets.js';

/** Files whose text runs later: by the clock, at a login, at a start, with every commit. */
interface Persisted {
  readonly is: RegExp;
  /** The commands within a line, '' for none. */
  readonly commandOf: (line: string) => string;
  readonly why: string;
}

const TIMES = /^\s*(?:@\w+|(?:[^\s#]+\s+){4}[^\s#]+)\s+/;

const PERSISTED: readonly Persisted[] = [
  {
    is: /^\/etc\/(cron\.d\/|crontab$|anacrontab$)/,
    commandOf: (line) => (TIMES.test(line) ? line.replace(TIMES, '').replace(/^[\w-]+\s+/, '') : ''),
    why: 'Runs by the clock, as the user named in each line.',
  },
  {
    is: /^\/var\/spool\/cron\//,
    commandOf: (line) => (TIMES.test(line) ? line.replace(TIMES, '') : ''),
    why: 'Runs by the clock.',
  },
  {
    is: /^(?=.*\.(service|timer)(\.d\/|$))(\/etc|\/usr\/lib|\/lib|.*\/\.config)\/systemd\//,
    commandOf: (line) => /^\s*Exec\w+\s*=\s*[-@:+!]*(.*)$/.exec(line)?.[1] ?? '',
    why: 'Runs whenever the unit is started.',
  },
  {
    is: /(^|\/)\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zprofile|zshenv|kshrc|xprofile|xinitrc)$|^\/etc\/(profile(\.d\/.*)?|bash\.bashrc|bashrc|zsh\/.*|rc\.local|rc\.d\/.*|init\.d\/.*|local\.d\/.*|cron\.(hourly|daily|weekly|monthly)\/.*|network\/if-[\w-]+\.d\/.*|NetworkManager\/dispatcher\.d\/.*|update-motd\.d\/.*|kernel\/post\w+\.d\/.*)$|(^|\/)\.git\/hooks\/[\w-]+$|(^|\/)\.(husky|githooks)\/[\w.-]+$|(^|\/)\.ssh\/rc$|^\/etc\/ssh\/sshrc$|^\/boot\/config\/(go|plugins\/.*)$/,
    commandOf: (line) => line,
    why: 'Runs at a login, a start or an event of the system.',
  },
  {
    is: /^(\/etc|\/usr\/lib|\/lib)\/udev\/rules\.d\//,
    commandOf: (line) => /\b(?:RUN|PROGRAM)\b(?:\{\w+\})?\+?=+"([^"]*)"/.exec(line)?.[1] ?? '',
    why: 'Runs whenever such a device appears.',
  },
  {
    is: /^\/etc\/apt\/apt\.conf(\.d\/.*)?$/,
    commandOf: (line) => /(?:Pre|Post)-(?:Invoke|Install-Pkgs)\b[^"]*"([^"]*)"/i.exec(line)?.[1] ?? '',
    why: 'Runs with every act of the package manager.',
  },
];

/** A text that is put where it runs later is judged as if it ran now. */
export function judgePersisted(execution: Execution, judgeText: (text: string) => Verdict): Verdict | undefined {
  const words = writtenTo(execution);
  if (execution.program === 'crontab') return judgeCrontab(execution, judgeText);
  if (words.length === 0) return undefined;
  const place = words
    .flatMap((word) => fromWord(word))
    .map((target) => placeTarget(target, 'path', execution).value)
    .map((path) => PERSISTED.find((row) => row.is.test(path)))
    .find((row) => row !== undefined);
  if (place === undefined) return undefined;
  if (carriesUnknown(execution)) return judgeText(UNKNOWN_TEXT);
  const commands = textOf(execution)
    .split('\n')
    .map(place.commandOf)
    .filter((command) => command.trim() !== '');
  return commands.length === 0 ? undefined : judgeText(commands.join('\n'));
}

/** Programs that hand on what others wrote: a file, a download, something decoded. */
const CARRIERS: ReadonlySet<string> = new Set(
  `cat tac head tail dd tr rev cut sed awk gawk mawk perl python python3 base64 base32 basenc xxd openssl gpg uudecode
  gunzip gzip zcat xz xzcat bzcat curl wget nc ncat socat ssh tar unzip`.split(/\s+/),
);
/** What is not known is as a program that is not known. */
const UNKNOWN_TEXT = '"$text"';

/** Nobody knows what will run there: neither what it printed nor what was piped into it is in the text. */
function carriesUnknown({ program, stdin }: Execution): boolean {
  const handsOn = program === 'cat' || program === 'tee';
  if (handsOn && stdin.kind === 'text') return false;
  if (program === 'tee') return stdin.kind !== 'opaque' || stdin.from.some((name) => CARRIERS.has(name));
  return program !== null && CARRIERS.has(program);
}

/** `crontab -` reads the jobs from its input. */
function judgeCrontab({ stdin }: Execution, judgeText: (text: string) => Verdict): Verdict | undefined {
  if (stdin.kind !== 'text') return undefined;
  const commands = stdin.text.split('\n').filter((line) => TIMES.test(line));
  return commands.length === 0 ? undefined : judgeText(commands.map((line) => line.replace(TIMES, '')).join('\n'));
}

function writtenTo({ program, args, redirects }: Execution): readonly Word[] {
  const redirected = redirects.filter(({ operator }) => operator.includes('>')).map(({ target }) => target);
  return program === 'tee' ? [...redirected, ...args] : redirected;
}

/** What is known of the text that is written: '' where nothing is. */
function textOf({ program, args, stdin }: Execution): string {
  if (program === 'cat' || program === 'tee') return stdin.kind === 'text' ? stdin.text : '';
  if (program !== 'echo' && program !== 'printf') return '';
  const words = args.map(({ values }) => values[0] ?? '').filter((value) => !/^-[neE]+$/.test(value));
  return words.join(' ').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}
