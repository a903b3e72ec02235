import type { Program } from '../program.js';
import { harms, hides, reads, rehearses } from '../rule-kinds.js';
import { words } from '../reading/outputs.js';
import { steered } from './steered.js';

/** Command lines of web applications and their frameworks; options that they do not know are errors to them. */
export const APPLICATIONS: readonly Program[] = [
  steered(
    {
      names: words(
        'artisan occ wp wp-cli wp-cli.phar drush drush.phar magento n98-magerun2 n98-magerun2.phar symfony console spark yii cake moosh',
      ),
      type: 'database_destroy',
      why: 'Steers a web application, its data and its users.',
    },
    [
      rehearses({
        id: 'artisan.dry_run',
        when: { anyOption: ['--dry-run', '--pretend', '--simulate'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['php artisan migrate --pretend', 'wp search-replace a b --dry-run'],
        misses: ['php artisan migrate:fresh'],
      }),
      harms('database_destroy', 'high', {
        id: 'artisan.changes_data',
        when: { subcommand: ['search-replace|db:wipe|sql-drop|site-install|si|sql-sync|empty|doctrine:database:drop'] },
        targets: 'none',
        targetKind: 'database',
        why: 'Changes or empties the data of the application.',
        matches: ['wp search-replace old.example new.example', 'drush sql-drop -y'],
        misses: ['wp plugin list', 'drush status'],
      }),
    ],
  ),
  steered(
    { names: ['manage.py', 'django-admin'], type: 'database_destroy', why: 'Steers a web application and its data.' },
    [
      rehearses({
        id: 'manage.py.dry_run',
        when: { anyOption: ['--dry-run', '--plan'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['python3 manage.py migrate --plan'],
        misses: ['python3 manage.py migrate'],
      }),
      reads({
        id: 'manage.py.look',
        when: {
          subcommand: ['showmigrations|check|diffsettings|sqlmigrate|inspectdb|dumpdata|version|help|findstatic'],
        },
        targets: 'none',
        why: 'Shows how the application is set up, or what it holds.',
        matches: ['python3 manage.py showmigrations', 'manage.py check --deploy'],
        misses: ['python3 manage.py flush'],
      }),
    ],
  ),
  steered({ names: ['rails', 'hanami'], type: 'database_destroy', why: 'Steers a web application and its data.' }, [
    reads({
      id: 'rails.look',
      when: { subcommand: ['routes|stats|about|notes|version|middleware|initializers|zeitwerk:check'] },
      targets: 'none',
      why: 'Shows how the application is made.',
      matches: ['rails routes', 'bin/rails stats'],
      misses: ['rails db:drop'],
    }),
  ]),
  {
    names: ['nix-store', 'nix-collect-garbage'],
    style: {},
    rules: [
      rehearses({
        id: 'nix-store.look',
        when: {
          anyOption: [
            '-q',
            '--query',
            '--print-dead',
            '--print-live',
            '--print-roots',
            '--verify',
            '--dry-run',
            '--help',
            '--version',
          ],
          noOption: ['--repair'],
        },
        targets: 'none',
        why: 'Shows what the store holds, or would lose.',
        matches: ['nix-store --gc --print-dead', 'nix-store -q --references /run/current-system'],
        misses: ['nix-store --gc', 'nix-collect-garbage -d'],
      }),
      harms('package_removal', 'medium', {
        id: 'nix-store.collects',
        when: {
          test: (given, { program }) =>
            program === 'nix-collect-garbage' || given.options.has('--gc') || given.options.has('--delete'),
        },
        targets: 'none',
        targetKind: 'package',
        why: 'Deletes what nothing points to any more, earlier generations among it.',
        matches: ['nix-collect-garbage -d', 'nix-store --gc'],
        misses: ['nix-store -q --roots x'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps what Nix has built.',
  },
  {
    names: ['needrestart', 'checkrestart-all'],
    style: { valued: ['-r', '-m', '-c', '-u', '-k-mode'] },
    rules: [
      harms('service_disruption', 'medium', {
        id: 'needrestart.restarts',
        when: { test: (given) => given.valuesOf('-r').some(({ values }) => values[0] !== 'l') },
        targets: 'none',
        targetKind: 'unit',
        why: 'Restarts every service that uses replaced files.',
        matches: ['needrestart -r a', 'needrestart -ra'],
        misses: ['needrestart -r l', 'needrestart -b'],
      }),
      hides('medium', {
        id: 'needrestart.asks',
        when: { noOption: ['-r', '-b', '-k', '-l', '-p', '-w', '-V', '--help', '--version'] },
        targets: 'none',
        why: 'Restarts what its configuration says.',
        matches: ['needrestart'],
        misses: ['needrestart -b', 'needrestart -r l'],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows which services still run replaced files.',
  },
];
