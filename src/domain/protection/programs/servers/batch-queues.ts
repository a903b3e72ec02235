import type { Program } from '../program.js';
import { told } from '../reading/told.js';
import { readers } from '../reading/outputs.js';

const ENDS = 'Ends jobs that run or wait, whosever they are; what they had computed is lost: {target}.';
const HOLDS = 'Holds, moves or changes jobs of the queue: {target}.';

/** Queues of computing clusters: Slurm, PBS and Grid Engine, LSF, HTCondor. */
export const BATCH_QUEUES: readonly Program[] = [
  readers('Shows jobs, queues and nodes of a computing cluster.', [
    'squeue sinfo sacct sstat sprio sshare sreport sdiag smap slurmtop seff reportseff',
    'qstat qselect qhost qacct qping showq checkjob showstart showbf showres',
    'bjobs bhosts bqueues bhist bacct bmgroup bpeek lsload lshosts lsid bparams busers bugroup bslots',
    'condor_q condor_status condor_history condor_version condor_who oarstat oarnodes',
  ]),
  told({
    names: 'scontrol',
    valued: '-M --clusters',
    looks: [
      /^ (show|ping|version|help|listpids|getaddrs|write batch_script|pidinfo|listjobs|liststeps)/,
      'show job 48211',
      'ping',
      'show node n01',
    ],
    gives: [
      /^ (release|resume|uhold|wait_job|setdebug|setdebugflags|token|top|notify|update .*state=(resume|idle|up)\b)/i,
      'release 48211',
      'resume 48211',
    ],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^ (shutdown|takeover|reconfigure|reboot|abort|cancel_reboot|power)/,
        ['shutdown', 'reboot n01', 'reconfigure'],
        'Stops the scheduler, or its nodes with the jobs on them.',
        'unit',
      ],
      [
        'drains',
        'service_disruption',
        'high',
        /^ update .*state=(drain|down|fail|power_down|future|inact)/i,
        ['update nodename=n01 state=drain reason=x'],
        'Takes nodes or a partition out of service.',
        'host',
      ],
      [
        'deletes',
        'service_disruption',
        'medium',
        /^ delete\b/,
        ['delete reservation=maint'],
        'Deletes a reservation, a partition or nodes: {target}.',
      ],
      [
        'changes',
        'process_kill',
        'medium',
        /^ (hold|suspend|requeue|requeuehold|update (job|jobid|partition|reservation|step))/i,
        ['hold 48211', 'requeue 48211', 'update jobid=5 timelimit=1'],
        HOLDS,
        'process',
      ],
    ],
    why: 'Steers the scheduler of a computing cluster.',
  }),
  told({
    names: 'scancel',
    valued:
      '-u --user -n --name -p --partition -t --state -w --nodelist -A --account -q --qos -s --signal -M --clusters -R --reservation -W --wckey',
    pretends: [/ --(help|usage|version) /, '--help'],
    harms: [['ends', 'process_kill', 'high', /./, ['48211', '-u alice', '--state=PENDING'], ENDS, 'process']],
    why: 'Ends jobs of a computing cluster.',
  }),
  told({
    names: 'sacctmgr',
    looks: [/^ (show|list|dump|ping|version|help|problem|reconfigure)/, 'show assoc', 'list user', '-s show user'],
    gives: [/^ (add|create)\b/, 'add user bob account=x'],
    harms: [
      [
        'deletes',
        'user_account',
        'high',
        /^ (delete|remove|archive|clear|shutdown|load)\b/,
        ['delete user bob', 'archive purge', 'load cluster.cfg'],
        'Takes accounts or their records away, or writes over them: {target}.',
        'user',
      ],
      [
        'modifies',
        'user_account',
        'medium',
        /^ (modify|update|set)\b/,
        ['modify user bob set maxjobs=0'],
        'Changes what an account may use: {target}.',
        'user',
      ],
    ],
    why: 'Keeps the accounts of a computing cluster.',
  }),
  told({
    names: 'qdel canceljob oardel condor_rm condor_vacate condor_vacate_job condor_hold bkill',
    valued: '-W -q -m -u -J -s -name -constraint -n',
    singleDashLong: true,
    pretends: [/ --?(help|version) /, '--help'],
    harms: [['ends', 'process_kill', 'high', /./, ['12345', '-u alice'], ENDS, 'process']],
    why: 'Ends jobs of a computing cluster.',
  }),
  told({
    names:
      'qhold qalter qsig qmove qrerun bstop bmod brequeue bswitch bchkpnt qmod mjobctl condor_qedit condor_prio qorder',
    valued: '-h -l -N -q -s -u -J -c',
    singleDashLong: true,
    harms: [['changes', 'process_kill', 'medium', /./, ['12345'], HOLDS, 'process']],
    why: 'Changes jobs of a computing cluster.',
  }),
  told({
    names: 'qrls bresume condor_release condor_continue qsub bsub sbcast sattach',
    gives: [/^ \S+ $/, '12345'],
    why: 'Lets jobs run that waited, or hands one in: a script that runs elsewhere.',
  }),
  told({
    names: 'sbatch condor_submit condor_submit_dag salloc oarsub qrsh qlogin',
    valued: '-p -n -N -t -J -o -e -c -A -q -w --partition --time',
    pretends: [/ --(help|usage|version|test-only) |^ -V $/, '--test-only x.sh', '--help'],
    hides: [/./, 'job.sh'],
    why: 'Runs a script on the nodes of a computing cluster.',
  }),
  told({
    names: 'qmgr',
    valued: '-c',
    looks: [/-c=\s*(p|print|l|list)\b(?!.*[;\n])/, "-c 'list server'", "-c 'p s'"],
    harms: [
      [
        'changes',
        'service_disruption',
        'high',
        /-c=\s*(?!p |print|l |list)|^ {2}$|^ -a/,
        ["-c 'delete queue batch'", "-c 'set server scheduling=false'"],
        'Changes the queues and nodes of a batch server.',
        'unit',
      ],
    ],
    why: 'Steers a batch server.',
  }),
  told({
    names: 'pbsnodes',
    valued: '-F -C -N',
    looks: [/^(?!.*-[oCdrN])/, '-a', '-l'],
    gives: [/-[rc] /, '-r n01'],
    harms: [
      [
        'offlines',
        'service_disruption',
        'high',
        /-[oCd]\b/,
        ['-o n01'],
        'Takes nodes out of service: {target}.',
        'host',
      ],
    ],
    why: 'Shows the nodes of a batch server, or takes them out.',
  }),
  told({
    names: 'qterm qrun condor_off condor_restart condor_drain badmin lsadmin lsfshutdown lsfrestart',
    looks: [/^ (ckconfig|showconf|showstatus|mbdhist|hist|perfmon view|help|limcheck)/, 'ckconfig', 'showstatus'],
    gives: [/^ (hopen|qopen|qact|limstartup|hstartup|resstartup|reconfig)/, 'hopen n01'],
    harms: [
      [
        'stops',
        'service_disruption',
        'high',
        /^(?! (ckconfig|show|mbdhist|hist|help|hopen|qopen|qact|limstartup|hstartup|resstartup|limcheck|reconfig))/,
        ['-t quick', 'hclose n01', 'limshutdown n01', 'mbdrestart'],
        'Stops the scheduler, or takes nodes and queues out of service: {target}.',
        'unit',
      ],
    ],
    why: 'Steers a batch server.',
  }),
  told({
    names: 'qconf',
    singleDashLong: true,
    looks: [/^(?=.* -s\w+ )(?!.* -[adrmkpc]\w* )/, '-sql', '-sconf'],
    gives: [/ -(a|A|e)\w+ /, '-ah n01'],
    harms: [
      [
        'deletes',
        'service_disruption',
        'high',
        /(^| )-(d|k)\w* /,
        ['-dq all.q', '-ke all', '-km'],
        'Deletes a queue or a host, or stops the scheduler.',
        'unit',
      ],
      ['changes', 'config_overwrite', 'medium', / -(m|M|r|R|c)\w* /, ['-mq all.q'], 'Changes how the cluster works.'],
    ],
    why: 'Configures a computing cluster.',
  }),
];
