import { readers } from '../reading/outputs.js';
import type { Program } from '../program.js';
import { told } from '../reading/told.js';

/** SELinux, AppArmor and integrity measurement, beside what has tables of its own. */
export const LABELS: readonly Program[] = [
  readers('Shows rules of what guards the system.', [
    'sepolgen seinfoflow sedta apol findcon sechecker getfilecon aa-decode',
  ]),
  told({
    names: 'sepolicy',
    valued: '-p -d -t -n',
    looks: [/^ (booleans|communicate|interface|manpage|network|transition|gui)/, 'network -d httpd_t'],
    gives: [/^ generate/, 'generate --init /usr/sbin/x'],
    why: 'Explains rules of SELinux.',
  }),
  told({
    names:
      'checkmodule semodule_package semodule_link semodule_expand semodule_unpackage checkpolicy aa-autodep aa-mergeprof',
    valued: '-o -m -c -f -d',
    gives: [/./, '-M -m -o x.mod x.te'],
    why: 'Compiles rules into new files.',
  }),
  told({
    names: 'load_policy restorecond run_init genhomedircon',
    valued: '-f',
    looks: [/ (-h|--help) /, '--help'],
    harms: [
      [
        'loads',
        'security_disable',
        'high',
        /^(?!.* (-h|--help) )/,
        ['-i'],
        'Loads rules of SELinux anew: the system may stop letting services work.',
        'host',
      ],
    ],
    why: 'Loads rules of SELinux.',
  }),
  told({
    names: 'chcat',

    looks: [/ -L /, '-L', '-L -l bob'],
    harms: [
      [
        'changes',
        'permission_change',
        'medium',
        /^(?!.* -L )/,
        ['+s0:c1 /srv/x', '-d /srv/x'],
        'Changes who may read by category: {target}.',
      ],
    ],
    why: 'Changes categories of SELinux.',
  }),
  told({
    names: 'aa-notify aa-load',
    valued: '-s -u -w -f',
    looks: [/ (-l|-s=\S+|-v|--help|-h|--dry-run|--summary\S*) /, '-s 7', '-l'],
    gives: [/ (-p|--poll) /, '-p'],
    why: 'Tells of refusals by AppArmor.',
  }),
  told({
    names: 'evmctl',
    valued: '-a -k --key -t',
    looks: [
      /^ (verify|ima_verify|ima_hash|ima_measurement|ima_boot_aggregate|help)| --(help|version) /,
      'ima_verify /bin/ls',
    ],
    gives: [/^ (sign|ima_sign|hash|import)/, 'ima_sign -k x.pem /bin/x'],
    harms: [
      [
        'clears',
        'security_disable',
        'high',
        /^ (ima_clear|ima_fix|hmac)/,
        ['ima_clear /bin/ls'],
        'Takes the marks of integrity off files: {target}.',
        'path',
      ],
    ],
    why: 'Marks files so that a change is seen.',
  }),
  told({
    names: 'fapolicyd-cli',
    valued: '-f -t --trust-file',
    looks: [/ (-l|--list|-D|--dump-db|--check-\S+|-h|--help) /, '--list', '--check-config'],
    gives: [/ (-u|--update|-r|--reload-rules) |--file=? ?(add|update)|^ add .*--file/, '--update'],
    harms: [
      [
        'deletes',
        'security_disable',
        'high',
        / (-d|--delete-db) |delete/,
        ['--delete-db', '--file delete /opt/x'],
        'Takes programs off what may run, or forgets all of it.',
      ],
    ],
    why: 'Says which programs may run.',
  }),
];
