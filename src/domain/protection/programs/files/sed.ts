import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { judgeSedPrograms } from '../interpreters/sed-program.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { argumentTexts, harms, helps, hides, textOf } from '../rule-kinds.js';
import { overwriteRules } from './written-paths.js';

const IN_PLACE = ['-i', '--in-place'];

const SED_SCRIPTS = ['-e', '--expression', '-f', '--file'];

const hasScriptOption = (given: Arguments): boolean => SED_SCRIPTS.some((option) => given.options.has(option));

const sedScripts = (given: Arguments): readonly Word[] =>
  hasScriptOption(given)
    ? ['-e', '--expression'].flatMap((option) => given.valuesOf(option))
    : given.operands.slice(0, 1);

const sedFiles = (given: Arguments): readonly Word[] =>
  hasScriptOption(given) ? given.operands : given.operands.slice(1);

/** `-i.bak` keeps what was there. */
const keepsCopy = (execution: Execution): boolean =>
  argumentTexts(execution).some((text) => /^-[nErsuz]*i[^nErsuz\s-]{2,}|^--in-place=.+/.test(text));

const editedBySed = (given: Arguments, execution: Execution): readonly Word[] =>
  IN_PLACE.some((option) => given.options.has(option)) && !keepsCopy(execution) ? sedFiles(given) : [];

/** A script that deletes all lines. */
const EMPTIES = /^\s*(?:[10],\$\s*)?d\s*(?:;\s*)?$|^\s*Q\s*$|^\s*1\s*(?:!\s*)?Q\s*$|^\s*\/\.\*?\/\s*d\s*$/;

export const SED: readonly Program[] = [
  {
    names: ['sed', 'gsed', 'ssed'],
    style: {
      valued: ['-e', '--expression', '-f', '--file', '-l', '--line-length'],
      abbreviates: [
        '--in-place',
        '--expression',
        '--file',
        '--quiet',
        '--silent',
        '--regexp-extended',
        '--null-data',
        '--separate',
        '--help',
        '--version',
      ],
    },
    rules: [
      helps('sed'),
      ...overwriteRules(
        'sed',
        editedBySed,
        {
          device: { matches: ['sed -i s/a/b/ /dev/sda1'], misses: ['sed -n 1p /dev/sda1'] },
          config: {
            matches: [
              'sed -i s/yes/no/ /etc/ssh/sshd_config',
              "sed -i -e '/x/d' /etc/fstab",
              'sed -i s/80/8080/ /etc/nginx/sites-enabled/default',
              'sed -Ei "s/a/b/" /etc/hosts',
              'sed --in-place s/a/b/ /etc/sudoers',
            ],
            misses: [
              'sed s/a/b/ /etc/fstab',
              'sed -n 1,5p /etc/passwd',
              'sed -i.bak s/a/b/ /etc/hosts',
              'sed -i s/a/b/ notes.txt',
              'sed --in-place=.orig s/a/b/ /etc/hosts',
              'sed -e s/i/j/ /etc/fstab',
              'sed -E "s/-i/x/" /etc/hosts',
            ],
          },
          data: { matches: ['sed -i /failed/d /var/log/auth.log'], misses: ['sed -n /failed/p /var/log/auth.log'] },
        },
        true,
      ),
      harms('data_overwrite', 'high', {
        id: 'sed.empties',
        when: { anyOption: IN_PLACE, test: (given) => sedScripts(given).some((word) => EMPTIES.test(textOf(word))) },
        targets: (given) => sedFiles(given).flatMap(({ values }) => values),
        why: 'Deletes every line of {target}.',
        matches: ['sed -i d /srv/notes.txt', "sed -i '1,$d' report.txt", 'sed -i -e d x', "sed -i '/./d' x"],
        misses: ['sed -i /x/d notes.txt', 'sed d notes.txt', 'sed -i 5d notes.txt', "sed -i '/^$/d' notes.txt"],
      }),
      {
        id: 'sed.edits',
        when: { anyOption: IN_PLACE },
        effect: 'reversible',
        type: 'reversible_change',
        targetKind: 'path',
        targets: (given) => sedFiles(given).flatMap(({ values }) => values),
        why: 'Edits {target} in its place.',
        matches: ['sed -i s/a/b/ notes.txt', 'sed -i.bak s/a/b/ /etc/hosts'],
        misses: ['sed s/a/b/ notes.txt', 'sed -n p x'],
      },
      hides('medium', {
        id: 'sed.script_file',
        when: { test: (given) => ['-f', '--file'].some((option) => given.options.has(option)) },
        targets: (given) =>
          ['-f', '--file'].flatMap((option) => given.valuesOf(option)).flatMap(({ values }) => values),
        why: 'What the script {target} does is not known before it runs: sed can write files and run commands.',
        matches: ['sed -f edit.sed x.txt'],
        misses: ['sed -e s/a/b/ x.txt'],
      }),
    ],
    judge: (given, execution, tools) => {
      const verdict = judgeSedPrograms(sedScripts(given), execution, tools);
      return verdict.findings.length === 0 && verdict.effect === 'read_only' ? undefined : verdict;
    },
    otherwise: 'read_only',
    why: 'Edits a stream.',
  },
];
