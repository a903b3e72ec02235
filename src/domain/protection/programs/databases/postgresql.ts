import type { Program } from '../program.js';
import { harms, helps, rehearses, textsOf } from '../rule-kinds.js';
import { control, DUMP_VALUED, harmful, PG_VALUED, plain } from './program-kinds.js';

/** Programs of PostgreSQL itself. */
export const POSTGRESQL: readonly Program[] = [
  {
    names: ['dropdb'],
    style: { valued: PG_VALUED, abbreviates: ['--help', '--version', '--if-exists', '--force'] },
    rules: [
      helps('dropdb'),
      harms('database_destroy', 'critical', {
        id: 'dropdb.database',
        when: {},
        targetKind: 'database',
        targetClass: 'database',
        why: 'Deletes the database {target} with all that is in it.',
        matches: ['dropdb shop', 'dropdb --if-exists -U postgres shop', 'dropdb -f shop'],
        misses: ['dropdb --help'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Deletes a database.',
  },
  {
    names: ['dropuser'],
    style: { valued: PG_VALUED },
    rules: [
      helps('dropuser'),
      harms('user_account', 'high', {
        id: 'dropuser.role',
        when: {},
        targetKind: 'user',
        why: 'Deletes the role {target}; whoever uses it is locked out.',
        matches: ['dropuser app', 'dropuser -h db --if-exists app'],
        misses: ['dropuser --version'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Deletes a role.',
  },
  plain(['createdb', 'createuser', 'createlang', 'initdb', 'pg_createcluster'], 'reversible', 'Only adds.'),
  plain(
    ['vacuumdb', 'reindexdb', 'analyzedb', 'pg_repack', 'clusterdb'],
    'reversible',
    'Rebuilds what can be built again.',
  ),
  plain(
    ['pg_basebackup', 'pg_receivewal', 'pg_recvlogical', 'pgbench'],
    'reversible',
    'Writes a copy, or tables of its own.',
  ),
  plain(
    [
      'pg_isready',
      'pg_lsclusters',
      'pg_config',
      'pg_controldata',
      'pg_amcheck',
      'pg_verifybackup',
      'pg_waldump',
      'pg_test_fsync',
      'pg_test_timing',
      'pgbadger',
      'pg_activity',
      'pg_top',
    ],
    'read_only',
    'Only looks.',
  ),
  plain(
    ['pg_dump', 'pg_dumpall'],
    'read_only',
    'Reads the database; `--clean` only writes DROP into the dump.',
    DUMP_VALUED,
  ),
  {
    names: ['pg_restore'],
    style: {
      valued: [...DUMP_VALUED, '-I', '-L', '--use-list', '-P', '-S'],
      abbreviates: ['--clean', '--list', '--create', '--help'],
    },
    rules: [
      helps('pg_restore'),
      rehearses({
        id: 'pg_restore.list',
        when: { anyOption: ['-l', '--list'] },
        targets: 'none',
        why: 'Lists what the archive holds.',
        matches: ['pg_restore -l shop.dump'],
        misses: ['pg_restore --clean -d shop shop.dump'],
      }),
      harms('database_destroy', 'high', {
        id: 'pg_restore.clean',
        when: { anyOption: ['-c', '--clean'], allOptions: [] },
        targets: (given) => [...textsOf(given.valuesOf('-d')), ...textsOf(given.valuesOf('--dbname'))],
        targetKind: 'database',
        targetClass: 'database',
        why: 'Deletes the objects of {target} before it puts those of the archive in their place.',
        matches: ['pg_restore --clean -d shop shop.dump', 'pg_restore -c -d shop shop.dump'],
        misses: ['pg_restore -d shop shop.dump', 'pg_restore -l shop.dump'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Adds what the archive holds.',
  },
  harmful(['pg_resetwal', 'pg_resetxlog'], {
    id: 'pg_resetwal.reset',
    severity: 'critical',
    why: 'Throws the write-ahead log away: committed changes are lost and data may be damaged.',
    matches: ['pg_resetwal -f /var/lib/postgresql/data'],
    dryRun: ['-n', '--dry-run'],
  }),
  harmful(['pg_rewind', 'pg_upgrade', 'pg_upgradecluster', 'pg_checksums', 'pg_combinebackup', 'pg_createsubscriber'], {
    id: 'pg_rewind.rewrite',
    severity: 'high',
    why: 'Rewrites the files of a database cluster.',
    matches: ['pg_rewind --target-pgdata=/srv/pg --source-server=host=b'],
    dryRun: ['-n', '--dry-run', '--check', '-c'],
  }),
  harmful(['pg_dropcluster'], {
    id: 'pg_dropcluster.cluster',
    severity: 'critical',
    why: 'Deletes a whole database cluster with all its databases.',
    matches: ['pg_dropcluster --stop 16 main'],
    dryRun: [],
  }),
  harmful(['pg_archivecleanup'], {
    id: 'pg_archivecleanup.wal',
    severity: 'high',
    why: 'Deletes archived log files: recovery to earlier times is lost.',
    matches: ['pg_archivecleanup /srv/wal 000000010000003700000010'],
    dryRun: ['-n', '--dry-run'],
  }),
  control({
    names: ['pg_ctl'],
    subcommands: 1,
    stops: { subcommand: ['stop|restart|promote|kill'] },
    looks: { subcommand: ['status'] },
    sample: 'pg_ctl stop -D /srv/pg',
  }),
  control({
    names: ['pg_ctlcluster'],
    subcommands: 3,
    stops: { test: (given) => /^(?:stop|restart|promote)$/.test(given.subcommand[2] ?? '') },
    looks: { test: (given) => given.subcommand[2] === 'status' },
    sample: 'pg_ctlcluster 16 main stop',
  }),
];
