import type { Program } from '../program.js';
import { adds, hides, valuesOf } from '../rule-kinds.js';
import { judgeOutputOperand, judgeOutputOptions, judgeOutputs, readers, words } from './outputs.js';

const SORT_VALUED = words(
  '-k -t -S -T -o --output --key --field-separator --buffer-size --temporary-directory',
  '--parallel --compress-program --files0-from --batch-size',
);

export const TEXT_TOOLS: readonly Program[] = [
  readers('Prints files or parts of them.', [
    'cat tac nl head tail cut paste join comm tr wc fold fmt unexpand pr rev od hexdump hd',
    'strings column colrm col colcrt ul zcat gzcat bzcat xzcat lzcat zstdcat lz4cat zless zmore',
    'bzless xzless bat batcat ccat multitail lnav logtail ccze grc lolcat figlet toilet cowsay',
    'fortune banner hexyl ansifilter ts',
  ]),
  readers('Searches in files.', [
    'grep egrep fgrep rgrep zgrep zegrep zfgrep bzgrep xzgrep zstdgrep ag ack ack-grep ugrep look',
    'pcregrep pcre2grep agrep sgrep',
  ]),
  readers('Compares.', ['diff diff3 cmp colordiff wdiff zdiff bzdiff xzdiff icdiff dwdiff delta zcmp']),
  readers('Computes or checks sums.', [
    'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum cksum sum crc32 xxhsum',
    'xxh64sum xxh128sum shasum md5 sha256 rhash cfv md5deep sha256deep hashdeep',
  ]),
  readers('Turns text into other text.', [
    'base64 base32 basenc base58 uuencode ascii jo jc gron jsonlint json_pp xmlwf html2text htmlq',
    'pup envsubst tsort nroff ptx csvlook csvcut csvgrep csvstat csvjson miller datamash',
    'sqlformat markdown mdcat glow fx jid jless dasel-text',
  ]),
  readers('Computes.', [
    'seq factor numfmt bc units cal ncal jot primes qalc yes uuidgen mcookie pwgen apg',
    'makepasswd mkpasswd uuid random ddiff dateadd sipcalc ipcalc subnetcalc ipcount',
  ]),
  {
    names: ['dc'],
    style: { valued: ['-e', '-f', '--expression', '--file'] },
    rules: [
      hides('high', {
        id: 'dc.runs',
        when: {
          test: (_given, { args, stdin }) =>
            args.some(({ values }) => values.some((value) => value.includes('!'))) ||
            (stdin.kind === 'text' && stdin.text.includes('!')),
        },
        why: 'Behind an exclamation mark dc runs a command.',
        matches: ["dc -e '!rm -rf /srv'"],
        misses: ["dc -e '1 1 + p'"],
      }),
    ],
    otherwise: 'read_only',
    why: 'Computes.',
  },
  {
    names: ['rg'],
    style: {},
    rules: [
      hides('high', {
        id: 'rg.preprocess',
        when: { anyOption: ['--pre', '--hostname-bin'] },
        why: 'Runs a program for every file that it searches.',
        matches: ['rg --pre ./run.sh x .', 'rg --pre=./run.sh x .'],
        misses: ['rg -n "rm -rf" /etc', 'rg --pretty x'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Searches in files.',
  },
  {
    names: ['sort'],
    style: { valued: SORT_VALUED, abbreviates: ['--output', '--compress-program'] },
    rules: [
      hides('high', {
        id: 'sort.compress_program',
        when: { anyOption: ['--compress-program'] },
        why: 'Runs the program that it is told to pack its temporary files with.',
        matches: ['sort --compress-program=./x big.txt'],
        misses: ['sort -u names.txt', 'sort -k 2 -n f'],
      }),
    ],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Sorts and prints.',
  },
  {
    names: ['shuf'],
    style: { valued: ['-o', '--output', '-n', '-i', '--random-source'], abbreviates: ['--output'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Prints lines in another order.',
  },
  {
    names: ['uniq'],
    style: { valued: ['-f', '-s', '-w'] },
    rules: [],
    judge: judgeOutputOperand(1),
    otherwise: 'read_only',
    why: 'Prints lines once.',
  },
  {
    names: ['xxd'],
    style: { valued: ['-c', '-g', '-l', '-s', '-o', '-n'] },
    rules: [],
    judge: judgeOutputOperand(1),
    otherwise: 'read_only',
    why: 'Prints bytes, or makes bytes of print.',
  },
  {
    names: ['iconv', 'recode'],
    style: { valued: ['-f', '-t', '-o', '--output', '--from-code', '--to-code'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Prints text in another encoding.',
  },
  {
    names: ['sdiff'],
    style: { valued: ['-o', '--output', '-w'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Compares side by side.',
  },
  {
    names: ['pandoc', 'xsltproc', 'protoc', 'dot', 'rst2html', 'asciidoctor', 'markdownlint'],
    style: { valued: ['-o', '--output', '-f', '-t', '-T'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Makes a document out of a text.',
  },
  {
    names: ['tee', 'sponge'],
    style: { abbreviates: ['--append', '--ignore-interrupts'] },
    rules: [],
    judge: judgeOutputs(({ operands, options }) =>
      operands.map((word) => ({
        word,
        mode: options.has('-a') || options.has('--append') ? ('append' as const) : ('replace' as const),
      })),
    ),
    otherwise: 'read_only',
    why: 'Writes what it is given to files as well.',
  },
  {
    names: ['jq', 'jaq', 'gojq'],
    style: { valued: ['-f', '--from-file', '--indent', '-L'] },
    rules: [],
    otherwise: 'read_only',
    why: 'Computes on JSON and prints.',
  },
  {
    names: ['yq', 'xq', 'tomlq', 'dasel'],
    style: { valued: ['-o', '-p', '--output-format', '--input-format', '-I'] },
    rules: [
      adds({
        id: 'yq.in_place',
        when: { anyOption: ['-i', '--inplace', '--in-place'], test: (given) => given.operands.length > 1 },
        targets: 'last',
        targetKind: 'path',
        why: 'Changes values within {target}; the file keeps its other content.',
        matches: ["yq -i '.a = 1' values.yaml"],
        misses: ["yq '.a' values.yaml"],
      }),
    ],
    otherwise: 'read_only',
    why: 'Computes on YAML and prints.',
  },
  {
    names: ['xmllint', 'xmlstarlet', 'xml'],
    style: { valued: ['--output', '-o', '--xpath', '--schema', '-t', '-v'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'read_only',
    why: 'Checks and prints XML.',
  },
  {
    names: ['dos2unix', 'unix2dos', 'mac2unix'],
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Changes how lines end; the other program of the pair changes it back.',
  },
  {
    names: ['less', 'more', 'most', 'pg'],
    style: { valued: ['-o', '-O', '-p', '-k', '-T', '-x', '-y', '-z', '--log-file', '--LOG-FILE'] },
    rules: [],
    judge: judgeOutputOptions('-o', '-O', '--log-file', '--LOG-FILE'),
    otherwise: 'read_only',
    why: 'Shows a text page by page.',
  },
  {
    names: ['man', 'apropos', 'whatis', 'info', 'pinfo', 'tldr', 'cheat'],
    style: { valued: ['-P', '--pager', '-H', '--html', '-M', '-m', '-S', '-s', '-l', '-C', '--config-file'] },
    rules: [
      hides('high', {
        id: 'man.pager',
        when: {
          test: (given) =>
            given.options.has('-H') ||
            given.options.has('--html') ||
            valuesOf(given, ['-P', '--pager']).some(
              (pager) => !/^(cat|less|more|most|head|tail|col|ul)( -\w+)*$/.test(pager),
            ),
        },
        why: 'Runs the program that it is told to show the page with.',
        matches: ['man -P ./x ls', 'man --pager=./x ls'],
        misses: ['man rm', 'man -k delete', 'man 8 mkfs', 'man -P cat shred'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows how something is used.',
  },
  {
    names: ['split', 'csplit'],
    style: { valued: ['-b', '--bytes', '-C', '-l', '--lines', '-n', '--number', '-a', '-f', '--prefix', '--filter'] },
    judge: judgeOutputs((given, { program }) =>
      (program === 'split' ? given.operands.slice(1, 2) : given.valuesOf('-f').concat(given.valuesOf('--prefix'))).map(
        (word) => ({ word, mode: 'replace' as const }),
      ),
    ),
    rules: [
      hides('high', {
        id: 'split.filter',
        when: { anyOption: ['--filter'] },
        why: 'Gives every part to a shell command.',
        matches: ["split --filter='sh' big.txt"],
        misses: ['split -b 100M big.iso part-'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Writes parts of a file as new files.',
  },
];
