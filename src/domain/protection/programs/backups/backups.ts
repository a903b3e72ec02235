import type { Program, Rule } from '../program.js';
import { TOOLS } from './tools-with-verbs.js';
import type { BackupTool } from './backup-tool.js';
import { adds, harms, reads, rehearses, textOf } from '../rule-kinds.js';

const DESTROY_WHY = 'Deletes backups from {target}: they cannot be restored from any more.';
const RESTORE_WHY = 'Writes what is in the backup over what is there now.';

function condition(verb: string): { readonly subcommand: readonly string[] } {
  return { subcommand: verb.split(' ') };
}

function firstOf(verb: string): string {
  return verb
    .split(' ')
    .map((word) => word.split('|')[0] ?? '')
    .join(' ');
}

/** Programs for backups are alike: verbs that add, that read, that delete, and that write back. */
function backupTool(tool: BackupTool): Program {
  const rules = [...previewsOf(tool), ...losingRules(tool), ...keepingRules(tool)];
  const { names, subcommands = 1, valued = [] } = tool;
  return { names, style: { subcommands, valued }, rules, otherwise: 'opaque', why: 'Makes and restores backups.' };
}

const numbered = (id: string, at: number): string => (at === 0 ? id : `${id}_${at + 1}`);

function previewsOf({ names: [name = ''], dry = [], destroys }: BackupTool): readonly Rule[] {
  if (dry.length === 0) return [];
  return [
    rehearses({
      id: `${name}.preview`,
      when: { anyOption: dry },
      why: 'Only says what it would do.',
      matches: destroys.slice(0, 1).map((verb) => `${name} ${firstOf(verb)} x ${dry[0] ?? ''}`),
      misses: destroys.slice(0, 1).map((verb) => `${name} ${firstOf(verb)} x`),
    }),
  ];
}

function losingRules(tool: BackupTool): readonly Rule[] {
  const {
    names: [name = ''],
    dry = [],
    destroys,
    restores = [],
  } = tool;
  const readVerb = firstOf(tool.reads[0] ?? 'list');
  const harmless = [`${name} ${readVerb}`, `${name} --help`, `${name} ${firstOf(tool.adds[0] ?? readVerb)} x`];
  return [
    ...destroys.map((verb, at) =>
      harms('backup_destroy', 'critical', {
        id: numbered(`${name}.destroys`, at),
        when: condition(verb),
        targetKind: 'backup',
        breadth: 'many',
        why: DESTROY_WHY,
        matches: [`${name} ${firstOf(verb)} x`],
        misses: [
          ...harmless,
          `echo ${name} ${firstOf(verb)} x`,
          ...dry.map((option) => `${name} ${firstOf(verb)} x ${option}`),
        ],
      }),
    ),
    ...restores.map((verb, at) =>
      harms('data_overwrite', 'high', {
        id: numbered(`${name}.restores`, at),
        when: condition(verb),
        targetKind: 'backup',
        targetClass: 'ordinary',
        why: RESTORE_WHY,
        matches: [`${name} ${firstOf(verb)} x`],
        misses: [`${name} ${readVerb}`],
      }),
    ),
  ];
}

function keepingRules({ names: [name = ''], destroys, adds: adding, reads: reading }: BackupTool): readonly Rule[] {
  const readVerb = firstOf(reading[0] ?? 'list');
  return [
    ...adding.map((verb, at) =>
      adds({
        id: numbered(`${name}.adds`, at),
        when: condition(verb),
        targetKind: 'backup',
        why: 'Adds a backup or looks after the repository.',
        matches: [`${name} ${firstOf(verb)} x`],
        misses: [`${name} ${readVerb}`],
      }),
    ),
    ...reading.map((verb, at) =>
      reads({
        id: numbered(`${name}.reads`, at),
        when: condition(verb),
        why: 'Lists, checks or compares backups.',
        matches: [`${name} ${firstOf(verb)}`],
        misses: destroys.slice(0, 1).map((other) => `${name} ${firstOf(other)} x`),
      }),
    ),
  ];
}

const BACKUP_TOOLS: readonly Program[] = TOOLS.map(backupTool);

/** `borg check --repair`, `restic unlock --remove-all`: verbs that look harmless with an option that is not. */
const CAREFUL: Readonly<Record<string, readonly Rule[]>> = {
  borg: [
    harms('backup_destroy', 'high', {
      id: 'borg.check_repairs',
      when: { subcommand: ['check'], anyOption: ['--repair'] },
      targetKind: 'backup',
      why: 'Repairs the repository {target} by throwing away what is damaged.',
      matches: ['borg check --repair /srv/repo'],
      misses: ['borg check /srv/repo', 'borg check --verify-data /srv/repo', 'borg list /srv/repo'],
    }),
  ],
  restic: [
    harms('backup_destroy', 'high', {
      id: 'restic.rewrites',
      when: { subcommand: ['repair|rebuild-index|recover|rewrite|migrate'] },
      targetKind: 'backup',
      why: 'Writes the repository anew; what it cannot read is left out.',
      matches: ['restic repair snapshots', 'restic rewrite --forget x', 'restic rebuild-index'],
      misses: ['restic check', 'restic snapshots'],
    }),
    harms('backup_destroy', 'high', {
      id: 'restic.backup_loses',
      when: { subcommand: ['backup|copy'], anyOption: ['--delete'] },
      targetKind: 'backup',
      why: 'Deletes while it copies.',
      matches: ['restic copy --delete x'],
      misses: ['restic copy x', 'restic backup /srv'],
    }),
    harms('data_overwrite', 'high', {
      id: 'restic.restores_over',
      when: {
        subcommand: ['restore'],
        test: (given) =>
          given.options.has('--delete') ||
          ['-t', '--target']
            .flatMap((option) => given.valuesOf(option))
            .some((word) => /^\/(etc|usr|var|home|root|boot)?\/?$/.test(textOf(word))),
      },
      targets: (given) =>
        ['-t', '--target'].flatMap((option) => given.valuesOf(option)).flatMap(({ values }) => values),
      targetKind: 'path',
      why: 'Restores over {target}: what is there is replaced.',
      matches: [
        'restic restore latest --target /',
        'restic restore latest -t /etc',
        'restic restore latest --target /srv/x --delete',
      ],
      misses: [
        'restic restore latest --target /srv/restored',
        'restic restore latest -t /tmp/r',
        'restic dump latest /etc/fstab',
      ],
    }),
  ],
};

export const BACKUPS_WITH_VERBS: readonly Program[] = BACKUP_TOOLS.map((program) => ({
  ...program,
  rules: [...program.rules, ...(CAREFUL[program.names[0] ?? ''] ?? [])],
}));
