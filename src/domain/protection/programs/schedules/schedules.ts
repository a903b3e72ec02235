import type { Program } from '../program.js';
import { told } from '../reading/told.js';
import { adds, harms, helps, hides, noOperand, reads, textOf } from '../rule-kinds.js';

const NONE = { targets: 'none', targetKind: 'schedule' } as const;

export const SCHEDULES: readonly Program[] = [
  {
    names: ['crontab'],
    style: { valued: ['-u', '-c'] },
    rules: [
      reads({
        id: 'crontab.list',
        when: { anyOption: ['-l', '-V', '-T', '--help'], noOption: ['-r', '-d'] },
        ...NONE,
        why: 'Shows the schedule.',
        matches: ['crontab -l', 'crontab -u bob -l'],
        misses: ['crontab -r', 'crontab -'],
      }),
      harms('scheduled_task_removal', 'high', {
        id: 'crontab.remove',
        when: { anyOption: ['-r', '-d'] },
        ...NONE,
        breadth: 'all',
        why: 'Deletes every scheduled job of the user.',
        matches: ['crontab -r', 'crontab -u bob -r', 'crontab -ri'],
        misses: ['crontab -l', 'crontab -u r -l'],
      }),
      harms('scheduled_task_removal', 'medium', {
        id: 'crontab.replace',
        when: {
          test: (given, execution) =>
            !['-l', '-r', '-d', '-e', '-V', '-T', '--help'].some((option) => given.options.has(option)) &&
            (given.operands.length > 0 || execution.stdin.kind !== 'inherited'),
        },
        targets: 'first',
        targetKind: 'schedule',
        why: 'Replaces every scheduled job of the user by those of {target}.',
        matches: ['crontab /dev/null', 'crontab jobs.txt', 'crontab - < jobs.txt', "echo '* * * * * true' | crontab -"],
        misses: ['crontab -l', 'crontab -e'],
      }),
      harms('scheduled_task_removal', 'medium', {
        id: 'crontab.read_input',
        when: {
          test: (given, execution) =>
            noOperand(given) && given.options.size === 0 && execution.stdin.kind === 'inherited',
        },
        ...NONE,
        why: 'Replaces every scheduled job by what is typed.',
        matches: ['crontab'],
        misses: ['crontab -l', 'crontab -e'],
      }),
      adds({
        id: 'crontab.edit',
        when: { anyOption: ['-e'] },
        ...NONE,
        why: 'Opens the schedule in an editor.',
        matches: ['crontab -e'],
        misses: ['crontab -r'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps what runs by the clock.',
  },
  {
    names: ['atrm', 'atq'],
    style: { valued: ['-q'] },
    rules: [
      reads({
        id: 'atq.list',
        when: { test: (_given, execution) => execution.program === 'atq' },
        ...NONE,
        why: 'Shows waiting jobs.',
        matches: ['atq'],
        misses: ['atrm 5'],
      }),
      harms('scheduled_task_removal', 'medium', {
        id: 'atrm.remove',
        when: { test: (_given, execution) => execution.program === 'atrm' },
        targets: 'operands',
        targetKind: 'schedule',
        why: 'Deletes the waiting job {target}.',
        matches: ['atrm 5'],
        misses: ['atq'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Handles jobs that wait for their time.',
  },
  {
    names: ['at', 'batch'],
    style: { valued: ['-f', '-q', '-t'] },
    rules: [
      reads({
        id: 'at.list',
        when: { anyOption: ['-l', '-c', '-V'] },
        ...NONE,
        why: 'Shows waiting jobs.',
        matches: ['at -l', 'at -c 5'],
        misses: ['at -d 5'],
      }),
      harms('scheduled_task_removal', 'medium', {
        id: 'at.remove',
        when: { anyOption: ['-d', '-r'] },
        targets: 'operands',
        targetKind: 'schedule',
        why: 'Deletes the waiting job {target}.',
        matches: ['at -d 5', 'at -r 5'],
        misses: ['at -l'],
      }),
      hides('high', {
        id: 'at.file',
        when: {
          test: (given, execution) =>
            given.options.has('-f') ||
            (execution.stdin.kind !== 'text' &&
              !['-l', '-c', '-V', '-d', '-r'].some((option) => given.options.has(option))),
        },
        targets: (given) => given.valuesOf('-f').map(textOf),
        why: 'Runs later what stands in {target}.',
        matches: ['at -f job.sh now', 'at now + 1 hour'],
        misses: ['at -l'],
      }),
      adds({
        id: 'at.add',
        when: { test: (_given, execution) => execution.stdin.kind === 'text' },
        ...NONE,
        why: 'Lets something run later; what it is, is judged by itself.',
        matches: ["echo 'true' | at now + 1 minute"],
        misses: ['at -d 5'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Lets something run later.',
  },
  {
    names: ['anacron', 'run-parts', 'fcron', 'fcrontab', 'crond', 'cron'],
    style: { valued: ['-t', '-S', '--arg', '--regex', '-u'] },
    rules: [
      helps('anacron', ['--help', '--version', '-V', '-h']),
      reads({
        id: 'anacron.test',
        when: { anyOption: ['-T', '--test', '--list', '-l'], noOption: ['-r'] },
        ...NONE,
        why: 'Only checks or lists.',
        matches: ['anacron -T', 'run-parts --test /etc/cron.daily'],
        misses: ['anacron -fn', 'fcrontab -r'],
      }),
      hides('medium', {
        id: 'anacron.run',
        when: {
          noOption: ['-T', '--test', '--list', '-l', '-u', '--help'],
          test: (_given, execution) => /^(anacron|run-parts)$/.test(execution.program ?? ''),
        },
        targets: 'first',
        why: 'Runs every job of {target}, whatever they are.',
        matches: ['anacron -fn', 'run-parts /etc/cron.daily'],
        misses: ['anacron -T'],
      }),
      harms('scheduled_task_removal', 'high', {
        id: 'fcrontab.remove',
        when: {
          test: (given, execution) =>
            execution.program === 'fcrontab' && (given.options.has('-r') || given.operands.length > 0),
        },
        ...NONE,
        why: 'Deletes or replaces every scheduled job.',
        matches: ['fcrontab -r'],
        misses: ['fcrontab -l'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Runs jobs by the clock.',
  },
  told({
    names: 'incrontab',
    valued: '-u -f',
    looks: [/ (-l|--list|-t|--types|-h|--help|-V) /, '-l'],
    gives: [/ (-d|--reload) /, '-d'],
    hides: [/ (-e|--edit) |^ [^- ]/, '-e', 'rules.txt'],
    harms: [
      [
        'removes',
        'scheduled_task_removal',
        'high',
        / (-r|--remove) /,
        ['-r', '-u bob -r'],
        'Removes all that was to be done when files change.',
        'schedule',
      ],
    ],
    why: 'Says what is done when files change.',
  }),
];
