import type { Execution, Word } from '../../../platform/shell/reading.js';

interface Upload {
  readonly program: string;
  readonly option: RegExp;
  /** The file in the value of the option. */
  readonly file: RegExp;
}

/** Options of senders by which a file goes out. */
const UPLOADS: readonly Upload[] = [
  { program: 'curl', option: /^(?:-T|--upload-file)$/, file: /^(.+)$/ },
  { program: 'curl', option: /^(?:-F|--form)$/, file: /[@<]([^;]+)/ },
  { program: 'curl', option: /^(?:-d|--json|--data(?:-binary|-ascii|-urlencode)?)$/, file: /^[\w-]*@(.+)$/ },
  { program: 'wget', option: /^--(?:post|body)-file$/, file: /^(.+)$/ },
];

/** The files that a command gives to another host by their names. */
export function leavingFiles({ program, args }: Execution): readonly Word[] {
  if (program === 'scp' || program === 'rsync' || program === 'sftp') return copiedAway(args);
  const uploads = UPLOADS.filter((one) => one.program === program);
  if (uploads.length === 0) return [];
  return args.flatMap((word, at) => {
    const [option = '', ...joined] = (word.values[0] ?? '').split('=');
    const before = args[at - 1]?.values[0] ?? '';
    const file =
      fileOf(uploads, before, word.values[0] ?? '') ??
      (option.startsWith('--') ? fileOf(uploads, option, joined.join('=')) : undefined);
    return file === undefined ? [] : [{ ...word, values: [file] }];
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
  return args.filter((_word, at) => !/^-[iFoeS]$/.test(texts[at - 1] ?? ''));
}
