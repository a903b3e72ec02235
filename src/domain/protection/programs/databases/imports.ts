import type { Program } from '../program.js';
import { harms, has, textsOf, valuesOf } from '../rule-kinds.js';
import { MYSQL_CONNECTION } from './mysql-options.js';

/** Programs that fill tables from files: some of them empty the tables first. */
export const IMPORTS: readonly Program[] = [
  {
    names: ['mysqlimport', 'mariadb-import'],
    style: {
      valued: [
        ...MYSQL_CONNECTION,
        '-c',
        '--columns',
        '--fields-terminated-by',
        '--lines-terminated-by',
        '--ignore-lines',
        '--use-threads',
      ],
      attached: ['-p'],
    },
    rules: [
      harms('database_destroy', 'high', {
        id: 'mysqlimport.empties',
        when: { anyOption: ['-d', '--delete', '-r', '--replace'] },
        targets: 'all_but_first',
        targetKind: 'table',
        targetClass: 'database',
        why: 'Empties the table that {target} is named for before it is filled, or replaces rows of it.',
        matches: ['mysqlimport --delete shop /tmp/products.csv', 'mysqlimport -u root -d shop /tmp/products.csv'],
        misses: ['mysqlimport --local shop /tmp/products.csv', 'mysqlimport -u root -psecret shop p.csv'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Adds rows.',
  },
  {
    names: ['mongoimport'],
    style: {
      valued: [
        '--uri',
        '--host',
        '--port',
        '-u',
        '-p',
        '-d',
        '--db',
        '-c',
        '--collection',
        '--file',
        '--type',
        '--mode',
        '-f',
        '--fields',
        '--upsertFields',
        '-j',
      ],
    },
    rules: [
      harms('database_destroy', 'high', {
        id: 'mongoimport.drops',
        when: { anyOption: ['--drop'] },
        targets: (given) => [...textsOf(given.valuesOf('-c')), ...textsOf(given.valuesOf('--collection'))],
        targetKind: 'table',
        targetClass: 'database',
        why: 'Deletes the collection {target} before it is filled.',
        matches: ['mongoimport --drop -d shop -c orders o.json'],
        misses: ['mongoimport -d shop -c orders o.json'],
      }),
      harms('database_destroy', 'medium', {
        id: 'mongoimport.replaces',
        when: {
          test: (given) => has(given, '--upsert') || valuesOf(given, ['--mode']).some((mode) => mode !== 'insert'),
        },
        targets: (given) => [...textsOf(given.valuesOf('-c')), ...textsOf(given.valuesOf('--collection'))],
        targetKind: 'table',
        why: 'Replaces, merges or deletes documents of {target}.',
        matches: [
          'mongoimport --mode upsert -d shop -c orders o.json',
          'mongoimport --mode=delete -d shop -c orders o.json',
        ],
        misses: ['mongoimport --mode insert -d shop -c orders o.json'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Adds documents.',
  },
];
