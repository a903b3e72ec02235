import test from 'ava';
import { readShell } from '../../../src/platform/shell/read-shell.js';
import { doubtsOf, linesOf } from '../../helpers/shell-readings.js';

// Every sample is text: none is ever given to a shell.

/** Commands by their words; no word has a quote. */
const COMMANDS: readonly (readonly string[])[] = [
  ['rm', '-rf', '/srv/a'],
  ['dd', 'if=/dev/zero', 'of=/dev/sda', 'bs=1M'],
  ['zfs', 'destroy', '-r', 'tank/media@a'],
  ['systemctl', 'stop', 'ssh.service'],
  ['psql', '-c', 'DROP TABLE x; -- y'],
  ['ls', '-la', 'a b', '*'],
];

const quote = (word: string): string => `'${word}'`;
const plain = (words: readonly string[]): string => words.map(quote).join(' ');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const escaped = (word: string): string => word.replace(/[^\w]/g, '\\$&');
const ansi = (word: string): string => `$'${word.replace(/./gs, (character) => `\\x${hex(character)}`)}'`;
const inner = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Ways to write a command that do not change what it runs. */
const SAME: Readonly<Record<string, (words: readonly string[]) => string>> = {
  escaped: (words) => words.map(escaped).join(' '),
  'in double quotes': (words) => words.map((word) => `"${word}"`).join(' '),
  'in pieces': (words) => words.map((word) => `${quote(word.slice(0, 1))}"${word.slice(1)}"`).join(' '),
  'in ANSI-C quotes': (words) => words.map(ansi).join(' '),
  'over several lines': (words) => words.map(quote).join(' \\\n  '),
  'in variables': (words) =>
    `${words.map((word, at) => `v${at}=${quote(word)}`).join('; ')}; ${words.map((_, at) => `"$v${at}"`).join(' ')}`,
  'in an array': (words) => `c=(${plain(words)}); "\${c[@]}"`,
  'as positional words': (words) => `set -- ${plain(words)}; "$@"`,
  'in a function': (words) => `f() { "$@"; }; f ${plain(words)}`,
  'in a function with its own words': (words) => `f() { ${plain(words)}; }; f`,
  'in a subshell': (words) => `( ${plain(words)} )`,
  'in a group': (words) => `{ ${plain(words)}; }`,
  'in a branch': (words) => `if true; then ${plain(words)}; fi`,
  'in a loop': (words) => `for x in ${plain(words.slice(-1))}; do ${plain(words.slice(0, -1))} "$x"; done`,
  'behind other commands': (words) => `true; : && ${plain(words)}`,
  'in the background': (words) => `${plain(words)} &`,
  'with a comment': (words) => `${plain(words)} # rm -rf /`,
  'behind sudo': (words) => `sudo -u root -- ${plain(words)}`,
  'behind many wrappers': (words) => `nohup env -i A=1 nice -n 3 timeout -k 1 5 stdbuf -oL ${plain(words)}`,
  'for sh -c': (words) => `sh -c ${inner(plain(words))}`,
  'for sh -c within sh -c': (words) => `bash -c ${inner(`sh -ec ${inner(plain(words))}`)}`,
  'with its words behind sh -c': (words) => `sh -c '"$@"' _ ${plain(words)}`,
  'for eval': (words) => `eval ${inner(plain(words))}`,
  'over ssh': (words) => `ssh -p 22 host ${inner(plain(words))}`,
  'in a container': (words) => `docker exec -u 0 web ${plain(words)}`,
  'in a heredoc': (words) => `bash <<'E'\n${plain(words)}\nE`,
  'in a here-string': (words) => `bash <<< ${inner(plain(words))}`,
  'down a pipe': (words) => `printf '%s\\n' ${inner(plain(words))} | sh`,
  'in base64': (words) => `echo ${base64(plain(words))} | base64 -d | sh`,
  'in hexadecimal': (words) => `eval "$(echo ${hex(plain(words))} | xxd -r -p)"`,
  'in a file': (words) => `printf '%s' ${inner(plain(words))} > /tmp/x; bash /tmp/x`,
  'by process substitution': (words) => `source <(printf '%s' ${inner(plain(words))})`,
  'in a substitution': (words) => `echo "$(${plain(words)})"`,
  'in a default': (words) => `echo "\${nothing:-$(${plain(words)})}"`,
  'in a trap': (words) => `trap ${inner(plain(words))} EXIT`,
  'as words of xargs': (words) => `printf '%s\\0' ${plain(words.slice(1))} | xargs -0 ${quote(words[0] ?? '')}`,
};

/** Program and words, wherever they come from. */
function wordsOf(text: string): readonly string[] {
  return readShell(text).executions.map(({ program, args, moreArgs }) =>
    JSON.stringify([
      program,
      ...args.map(({ values }) => values[0]),
      ...(moreArgs?.words?.map(({ values }) => values[0]) ?? []),
    ]),
  );
}

for (const [way, write] of Object.entries(SAME))
  test(`a command written ${way} is the same command`, (t) => {
    for (const words of COMMANDS) {
      const text = write(words);
      t.true(wordsOf(text).includes(JSON.stringify(words)), `${text}\n${wordsOf(text).join('\n')}`);
      t.deepEqual(doubtsOf(text), [], text);
    }
  });

test('two ways together are the same command', (t) => {
  const ways = Object.entries(SAME);
  for (const [outer, write] of ways)
    for (const [way, other] of ways) {
      const text = write(['sh', '-c', other(['rm', '-rf', '/srv/a'])].map((word) => word.replaceAll("'", "'\\''")));
      // A script that writes over itself and starts itself is held, and that is right.
      if (outer === way && way === 'in a file') continue;
      // Only ways whose own quotes are single ones can hold others.
      if (/double quotes|pieces|escaped|ANSI|several lines/.test(outer)) continue;
      t.true(linesOf(text).includes('rm -rf /srv/a'), `${outer} of ${way}: ${text}\n${linesOf(text).join('\n')}`);
    }
});

test('the same text gives the same reading to the byte', (t) => {
  for (const words of COMMANDS)
    for (const write of Object.values(SAME)) t.deepEqual(readShell(write(words)), readShell(write(words)));
});

test('quoted patterns are no patterns, those without quotes are', (t) => {
  const globs = (text: string) => readShell(text).executions[0]?.args.map(({ glob }) => glob);
  t.deepEqual(globs('ls * \'*\' \\* "*" a?b [ab] x'), [true, false, false, false, true, true, false]);
});

test('what is not known stands as nothing, and is said', (t) => {
  const [execution] = readShell('rm -rf "$X"/* $Y "${Z:?}"/a').executions;
  t.deepEqual(
    execution?.args.slice(1).map(({ values, unknown, maySplit, glob }) => ({ values, unknown, maySplit, glob })),
    [
      { values: ['/*'], unknown: true, maySplit: false, glob: true },
      { values: [''], unknown: true, maySplit: true, glob: false },
      { values: ['$Z/a'], unknown: true, maySplit: false, glob: false },
    ],
  );
});

test('the directory is followed, within subshells only there', (t) => {
  const cwds = (text: string) => readShell(text).executions.map(({ cwd }) => cwd?.values.join('|') ?? null);
  t.deepEqual(cwds('ls; cd /a; ls; (cd b; ls); ls; pushd ../c; ls; popd; ls; cd -; ls'), [
    null,
    '/a',
    '/a/b',
    '/a',
    '/c',
    '/a',
    '/c',
  ]);
  t.deepEqual(cwds('cd; ls; cd ~/x && ls'), ['/root', '/root/x']);
  t.deepEqual(cwds('cd "$X"; ls'), ['']);
});

test('inputs and pipes are told', (t) => {
  const [, second] = readShell('printf "a\\nb\\n" | sort | uniq').executions;
  t.deepEqual(second?.stdin, { kind: 'text', text: 'a\nb\n' });
  t.deepEqual(second?.pipedInto, ['uniq']);
  t.deepEqual(readShell('ls | wc').executions[1]?.stdin, { kind: 'opaque', from: ['ls'] });
  t.deepEqual(readShell('yes | mkfs.ext4 /dev/sda').executions[1]?.stdin, { kind: 'text', text: 'y\n' });
  t.is(readShell('sort < x').executions[0]?.stdin.kind, 'file');
  t.deepEqual(readShell('echo x | sudo sh').executions[0]?.pipedInto[0], 'sh');
});
