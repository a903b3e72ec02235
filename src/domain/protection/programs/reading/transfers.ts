import type { Program } from '../program.js';
import { adds, harms, hides, textsOf, valuesOf } from '../rule-kinds.js';
import type { Arguments } from '../read-arguments.js';
import { judgeOutputOptions, judgeOutputs, words } from './outputs.js';
import { asksFor, changesThings, REMOTE_HARMS } from './web-requests.js';

const CURL_VALUED = words(
  '-o --output -X --request -d --data --data-raw --data-binary --data-urlencode --data-ascii',
  '--json -H --header -u --user -A --user-agent -e --referer -b --cookie -c --cookie-jar -D',
  '--dump-header -F --form --form-string -K --config -T --upload-file -x --proxy -w --write-out',
  '-m --max-time --connect-timeout --retry --retry-delay --retry-max-time -r --range -C',
  '--continue-at -E --cert --key --cacert --capath --unix-socket --abstract-unix-socket',
  '--resolve --connect-to --interface --limit-rate -Q --quote -U --proxy-user -z --time-cond',
  '--trace --trace-ascii --stderr --output-dir --url --oauth2-bearer --ciphers --max-redirs',
  '--max-filesize -P -t -Y -y --libcurl --hostpubmd5 --dns-servers --noproxy --create-file-mode',
  '--proto --proto-default --variable --url-query --aws-sigv4 --etag-save --etag-compare --hsts',
  '--netrc-file --pubkey --pass --cert-type --key-type --engine --alt-svc --tls-max --socks5',
  '--socks5-hostname --rate --parallel-max --mail-from --mail-rcpt --local-port',
  '--keepalive-time --expect100-timeout',
);

const CURL_METHOD = ['-X', '--request'];
const CURL_DATA = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--data-ascii',
  '--json',
  '-F',
  '--form',
  '--form-string',
];
const WGET_VALUED = words(
  '-O --output-document -o --output-file -a --append-output -P --directory-prefix -i',
  '--input-file -t --tries -T --timeout -w --wait -U --user-agent --header --method --body-data',
  '--body-file --post-data --post-file -e --execute --user --password --ca-certificate -A -R -D',
  '-l -Q -B --use-askpass --limit-rate --save-cookies --load-cookies --referer --config',
  '--rejected-log --warc-file --dns-timeout --connect-timeout --read-timeout --cut-dirs',
  '--reject --accept',
);

const curlMethod = (given: Arguments): string => {
  const said = valuesOf(given, CURL_METHOD).at(-1);
  if (said !== undefined) return said.toUpperCase();
  if (given.options.has('-T') || given.options.has('--upload-file')) return 'PUT';
  const sends = CURL_DATA.some((option) => given.options.has(option));
  return sends && !given.options.has('-G') && !given.options.has('--get') ? 'POST' : 'GET';
};
const wgetMethod = (given: Arguments): string =>
  valuesOf(given, ['--method']).at(-1)?.toUpperCase() ??
  (given.options.has('--post-data') || given.options.has('--post-file') ? 'POST' : 'GET');
const httpMethod = (given: Arguments): string => {
  const first = given.operands[0]?.values[0] ?? '';
  if (/^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/i.test(first)) return first.toUpperCase();
  return given.operands.slice(1).some((word) => /^[^=:]+(:=|=(?!=))/.test(word.values[0] ?? '')) ? 'POST' : 'GET';
};
const curlUrls = (given: Arguments): readonly string[] => [...textsOf(given.operands), ...valuesOf(given, ['--url'])];

const CURL: Program = {
  names: ['curl', 'curlie'],
  style: {
    valued: CURL_VALUED,
    abbreviates: ['--request', '--output', '--remote-name', '--upload-file', '--config', '--quote', '--data'],
  },
  rules: [
    ...REMOTE_HARMS.flatMap((harm) => asksFor('curl', harm, curlMethod, curlUrls)),
    hides('high', {
      id: 'curl.config',
      when: { anyOption: ['-K', '--config', '--libcurl'] },
      why: 'Takes its orders from a file.',
      matches: ['curl -K orders.txt'],
      misses: ['curl -k https://example.org'],
    }),
    harms('data_overwrite', 'high', {
      id: 'curl.quote',
      when: {
        anyOption: ['-Q', '--quote'],
        test: (given) =>
          valuesOf(given, ['-Q', '--quote']).some((order) =>
            /^[-+*]?\s*(dele|rmd|rm|rmdir|rename|rnfr|rnto|chmod|site)\b/i.test(order),
          ),
      },
      targets: curlUrls,
      targetKind: 'host',
      why: 'Gives a server of files the order to delete or rename.',
      matches: ["curl -Q 'DELE old.txt' ftp://files.example.org/"],
      misses: ['curl ftp://files.example.org/'],
    }),
    adds({
      id: 'curl.send',
      when: { test: (given) => changesThings(curlMethod(given)) },
      targets: curlUrls,
      targetKind: 'host',
      why: 'Sends data to {target}.',
      matches: [
        'curl -d \'{"text":"done"}\' https://hooks.example.org/x',
        'curl -X POST https://api.example.org/items',
      ],
      misses: ['curl -fsS https://example.org', 'curl -I https://example.org', 'curl -G -d q=x https://example.org'],
    }),
    adds({
      id: 'curl.save',
      when: { anyOption: ['-O', '--remote-name', '--remote-name-all', '-J', '--remote-header-name'] },
      targets: curlUrls,
      targetKind: 'host',
      why: 'Saves what it gets under its own name here.',
      matches: ['curl -LO https://example.org/x.tar.gz'],
      misses: ['curl -L https://example.org'],
    }),
  ],
  judge: judgeOutputOptions(
    '-o',
    '--output',
    '-c',
    '--cookie-jar',
    '-D',
    '--dump-header',
    '--trace',
    '--trace-ascii',
    '--stderr',
    '--etag-save',
    '--hsts',
    '--alt-svc',
  ),
  otherwise: 'read_only',
  why: 'Gets something from a server and prints it.',
};

const WGET: Program = {
  names: ['wget', 'wget2'],
  style: {
    valued: WGET_VALUED,
    abbreviates: [
      '--output-document',
      '--output-file',
      '--post-data',
      '--post-file',
      '--method',
      '--execute',
      '--use-askpass',
    ],
  },
  rules: [
    ...REMOTE_HARMS.flatMap((harm) => asksFor('wget', harm, wgetMethod, (given) => textsOf(given.operands))),
    hides('high', {
      id: 'wget.run',
      when: {
        anyOption: ['--use-askpass', '-e', '--execute'],
        test: (given) =>
          given.options.has('--use-askpass') ||
          valuesOf(given, ['-e', '--execute']).some(
            (order) =>
              !/^\s*(robots|https?_proxy|use_proxy|check_certificate|ftp_proxy|continue|timeout|tries)\s*=/.test(order),
          ),
      },
      why: 'Runs a program, or takes any setting.',
      matches: ['wget --use-askpass=./x https://example.org'],
      misses: ['wget -e robots=off https://example.org', 'wget https://example.org'],
    }),
    adds({
      id: 'wget.send',
      when: { test: (given) => changesThings(wgetMethod(given)) },
      targets: 'operands',
      targetKind: 'host',
      why: 'Sends data to {target}.',
      matches: ['wget --post-data=a=1 -qO- https://example.org'],
      misses: ['wget -qO- https://example.org'],
    }),
    adds({
      id: 'wget.save',
      when: { minOperands: 1, noOption: ['-O', '--output-document', '--spider'] },
      targets: 'operands',
      targetKind: 'host',
      why: 'Saves {target} as a new file; one that is there stays.',
      matches: ['wget https://example.org/x.tar.gz'],
      misses: ['wget --spider https://example.org', 'wget -qO- https://example.org'],
    }),
  ],
  judge: judgeOutputs((given) => [
    ...['-O', '--output-document', '-o', '--output-file', '--save-cookies', '--rejected-log']
      .flatMap((option) => given.valuesOf(option))
      .map((word) => ({ word, mode: 'replace' as const })),
    ...['-a', '--append-output']
      .flatMap((option) => given.valuesOf(option))
      .map((word) => ({ word, mode: 'append' as const })),
  ]),
  otherwise: 'read_only',
  why: 'Gets something from a server.',
};

const HTTPIE: Program = {
  names: ['http', 'https', 'xh', 'xhs', 'httpie'],
  style: {
    valued: words('-o --output -a --auth -A --timeout --session -p --print --proxy --verify --cert'),
  },
  rules: [
    ...REMOTE_HARMS.flatMap((harm) => asksFor('http', harm, httpMethod, (given) => textsOf(given.operands))),
    adds({
      id: 'http.send',
      when: { test: (given) => changesThings(httpMethod(given)) },
      targets: 'none',
      why: 'Sends data to a server.',
      matches: ['http POST example.org/items name=x'],
      misses: ['http example.org', 'http GET example.org/items'],
    }),
  ],
  judge: judgeOutputOptions('-o', '--output'),
  otherwise: 'read_only',
  why: 'Gets something from a server and prints it.',
};

const DOWNLOADS: Program = {
  names: [
    'aria2c',
    'axel',
    'yt-dlp',
    'youtube-dl',
    'lwp-download',
    'GET',
    'HEAD',
    'lynx',
    'links',
    'elinks',
    'w3m',
    'gallery-dl',
    'transmission-show',
    'zsync',
  ],
  style: { valued: ['-o', '-O', '--out', '--output', '-d', '--dir', '-x', '-s', '-f'] },
  rules: [
    hides('high', {
      id: 'yt-dlp.exec',
      when: {
        anyOption: [
          '--exec',
          '--exec-before-download',
          '--on-download-complete',
          '--on-download-error',
          '--on-download-start',
          '--downloader',
          '--external-downloader',
          '--config-location',
        ],
      },
      why: 'Runs a program for what it has got.',
      matches: ['yt-dlp --exec ./x https://example.org/v', 'aria2c --on-download-complete=./x https://example.org/f'],
      misses: ['yt-dlp -F https://example.org/v', 'aria2c https://example.org/f'],
    }),
  ],
  judge: judgeOutputOptions('-o', '-O', '--out', '--output'),
  otherwise: 'reversible',
  why: 'Saves something from a server as a new file.',
};

export const TRANSFERS: readonly Program[] = [CURL, WGET, HTTPIE, DOWNLOADS];
