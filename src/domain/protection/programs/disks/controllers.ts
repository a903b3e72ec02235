import type { Program } from '../program.js';
import { argumentTexts, harms, helps, rehearses } from '../rule-kinds.js';

export const CONTROLLERS: readonly Program[] = [
  {
    names: [
      'storcli',
      'storcli64',
      'perccli',
      'perccli64',
      'megacli',
      'MegaCli',
      'MegaCli64',
      'megacli64',
      'ssacli',
      'hpssacli',
      'hpacucli',
      'arcconf',
      'tw_cli',
      'sas2ircu',
      'sas3ircu',
      'mvcli',
      'areca-cli',
      'mnv_cli',
    ],
    style: { singleDashLong: true },
    rules: [
      harms('raid_lvm_change', 'critical', {
        id: 'raid-controller.changes',
        when: {
          test: (_given, execution) =>
            argumentTexts(execution).some((text) =>
              /^-?(delete|del|erase|clear|init|initialize|remove|set|offline|missing|spindown|cfg(ld|each|span|all)?(del|add|clr|clear|foreign).*|.*pdoffline|.*pdclear|.*ldinit|.*ldclear|.*pdmarkmissing|.*pdprprmv|create|modify|add|transform|migrate|flush|start|stop|download|flash|replace|rebuild|expand|secureerase|sanitize|-?fdelete|foreign|import|deleteraid|deletevolume|deleteforeign|task|setstate|restart|uninit|pdprpmake|adpfactdefset|ldsetprop|adpsetprop|resetconfig|shutdown|activate)(=.*)?$/i.test(
                text,
              ),
            ) && !argumentTexts(execution).some((text) => /^(show|-?LDInfo|-?PDList|getconfig|help)$/i.test(text)),
        },
        targetKind: 'array',
        why: 'Tells the RAID controller to change its arrays.',
        matches: [
          'storcli /c0/v0 delete force',
          'megacli -CfgLdDel -L0 -a0',
          'ssacli ctrl slot=0 ld 1 delete forced',
          'storcli64 /c0/e8/s0 start erase',
          'perccli /c0/vall del',
          'arcconf delete 1 logicaldrive 0',
          'sas3ircu 0 deletevolume 1 delete',
        ],
        misses: [
          'storcli /c0 show',
          'storcli /c0/vall show all',
          'megacli -LDInfo -Lall -aAll',
          'ssacli ctrl all show config',
          'arcconf getconfig 1',
          'perccli /c0/eall/sall show',
          'sas3ircu 0 display',
          'megacli -PDList -aALL',
          'storcli show',
          'sas2ircu list',
          'ssacli ctrl slot=0 pd all show status',
        ],
      }),
    ],
    otherwise: 'read_only',
    why: 'Shows RAID controllers.',
  },
  {
    names: ['fstrim'],
    style: { valued: ['-o', '-l', '-m', '-t', '-I', '--listed-in'] },
    rules: [
      rehearses({
        id: 'fstrim.preview',
        when: { anyOption: ['-n', '--dry-run', '--help', '-h', '-V'] },
        why: 'Only says what it would do.',
        matches: ['fstrim -n /', 'fstrim --dry-run -a'],
        misses: ['fstrim -av'],
      }),
    ],
    otherwise: 'reversible',
    why: 'Tells a drive which blocks are free; no file is lost.',
  },
  {
    names: ['eject'],
    style: {},
    rules: [helps('eject')],
    otherwise: 'reversible',
    why: 'Ejects a medium that nobody uses.',
  },
];
