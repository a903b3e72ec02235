import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import { EFFECTS, SEVERITIES } from '../../../../src/domain/protection/detect/finding.js';
import { ALL_PROGRAMS } from '../../../../src/domain/protection/programs/index.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';

const readers = await loadReaders();

/** Effect first, then the most severe finding that is held. */
function weigh(command: string): readonly [number, number] {
  const { effect, findings } = detect({ command }, readers);
  const held = findings.filter((finding) => finding.effect !== 'reversible');
  return [EFFECTS.indexOf(effect), Math.max(-1, ...held.map(({ severity }) => SEVERITIES.indexOf(severity)))];
}

/** Opaque and destructive are both held: neither is less than the other. */
const rank = (effect: number): number => Math.min(effect, EFFECTS.indexOf('destructive'));

const SAMPLES = ALL_PROGRAMS.flatMap(({ rules }) => rules)
  .flatMap(({ matches, misses }) => [...matches, ...misses])
  .filter((sample) => !/^(powershell|cmd): /.test(sample) && !sample.includes('\n') && !sample.startsWith('-'));
const sample = fc.constantFrom(...SAMPLES);
const harm = fc.constantFrom(
  'rm -rf /srv/media',
  'mkfs.ext4 /dev/sdb1',
  'zpool destroy tank',
  'reboot',
  'systemctl stop sshd',
);

test('what is appended never makes a text less', (t) => {
  fc.assert(
    fc.property(sample, harm, (command, added) => {
      const whole = weigh(`${command}\n${added}`);
      for (const part of [weigh(command), weigh(added)]) {
        if (rank(whole[0]) < rank(part[0]) || whole[1] < part[1]) return false;
      }
      return true;
    }),
    { numRuns: runs(600) },
  );
  t.pass();
});

test('a wrapper never makes a command less', (t) => {
  const wrapper = fc.constantFrom(
    'sudo',
    'sudo -u root --',
    'env A=b',
    'nice -n 10',
    'nohup',
    'timeout 60',
    'ionice -c3',
  );
  const simple = sample.filter((command) => /^[\w./-]+( [\w./:@=,+-]+)*$/.test(command));
  fc.assert(
    fc.property(simple, wrapper, (command, before) => {
      const [effect, severity] = weigh(command);
      const wrapped = weigh(`${before} ${command}`);
      return rank(wrapped[0]) >= rank(effect) && (wrapped[0] > effect || wrapped[1] >= severity);
    }),
    { numRuns: runs(600) },
  );
  t.pass();
});

test('no text makes it throw', (t) => {
  const piece = fc.constantFrom(
    'rm',
    '-rf',
    '/',
    '$',
    '(',
    ')',
    '{',
    '}',
    '"',
    "'",
    '`',
    ';',
    '|',
    '&',
    '>',
    '<',
    '\n',
    ' ',
    '*',
    '\\',
    '<<E',
    '$(',
    '${x',
    '[[',
    'for',
    'do',
    'sudo',
    'docker',
    '-H',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 30 }), (pieces) => {
      detect({ command: pieces.join('') }, readers);
      detect({ command: pieces.join(' ') }, readers);
    }),
    { numRuns: runs(3_000) },
  );
  t.pass();
});

test('what a function or an alias may be after branches is all of them', (t) => {
  const branch = (index: number): string => `${index}) f(){ echo ${index}; };;`;
  const harm_ = 'z) f(){ rm -rf /srv/data; };;';
  const held = EFFECTS.indexOf('destructive');
  for (const count of [1, 4, 6, 40]) {
    const others = Array.from({ length: count }, (_unused, index) => branch(index)).join(' ');
    t.true(rank(weigh(`case $x in ${others} ${harm_} esac; f`)[0]) >= held, `last of ${count}`);
    t.true(rank(weigh(`case $x in ${harm_} ${others} esac; f`)[0]) >= held, `first of ${count}`);
  }
  const aliases = [
    "if [ -d /srv ]; then alias x='rm -rf /srv/data'; else alias x=ls; fi\nx",
    "[ -d /srv ] && alias x='rm -rf /srv/data' || alias x=ls\nx",
    'alias x=\'rm -rf /srv/data\'\nif [ -n "$A" ]; then alias x=ls; fi\nx',
    'alias x=\'rm -rf /srv/data\'\n[ -n "$A" ] && unalias x\nx',
  ];
  for (const command of aliases) t.true(rank(weigh(command)[0]) >= held, command);
});

test('a command in the index of a name that bash looks up is held', (t) => {
  const commands = [
    "unset 'a[$(rm -rf /srv/data)]'",
    "declare -n r='a[$(rm -rf /srv/data)]'; echo $r",
    "x='a[$(rm -rf /srv/data)]'; echo ${!x}",
    'compgen -C "rm -rf /srv/data" x',
    "compgen -W '$(rm -rf /srv/data)'",
  ];
  for (const command of commands) t.true(rank(weigh(command)[0]) >= EFFECTS.indexOf('destructive'), command);
  for (const command of [
    'x=HOME; echo ${!x}',
    'unset a',
    'declare -n r=HOME; echo $r',
    "compgen -W 'a b' a",
    'compgen -c',
  ])
    t.is(weigh(command)[0], EFFECTS.indexOf('read_only'), command);
});

test('many harmless targets before a harmful one hide nothing of it', (t) => {
  const harmful = [
    ['rm -f', '/var/lib/postgresql/18/main/global/pg_control'],
    ['rm -f', '/etc/ssh/sshd_config'],
    ['truncate -s 0', '/etc/passwd'],
    ['shred -u', '/root/.ssh/id_ed25519'],
    ['rm -rf', '/var/lib/docker'],
  ] as const;
  for (const [verb, target] of harmful) {
    const alone = weigh(`${verb} ${target}`);
    for (const many of [199, 200, 900]) {
      const before = Array.from({ length: many }, (_unused, index) => `/tmp/x${index}`).join(' ');
      for (const after of ['', ' /tmp/y /tmp/z']) {
        const hidden = weigh(`${verb} ${before} ${target}${after}`);
        t.true(rank(hidden[0]) >= rank(alone[0]) && hidden[1] >= alone[1], `${verb} … ${target} after ${many}`);
      }
    }
  }
});

test('more targets than are told apart are held where what is done to them may be', (t) => {
  const names = Array.from({ length: 300 }, (_unused, index) => `/tmp/x${index}`).join(' ');
  const most = Array.from({ length: 5_000 }, (_unused, index) => `/tmp/x${index}`).join(' ');
  t.true(rank(weigh(`rm -f ${most} /etc/passwd`)[0]) >= EFFECTS.indexOf('destructive'));
  t.true(rank(weigh(`rm -f ${names}`)[0]) >= EFFECTS.indexOf('destructive'));
  t.deepEqual(weigh(`touch ${names}`)[0], EFFECTS.indexOf('reversible'));
  t.deepEqual(weigh(`ls ${names}`)[0], EFFECTS.indexOf('read_only'));
});
