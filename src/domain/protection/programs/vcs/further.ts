import type { Program, Rule } from '../program.js';
import { harms, reads, textOf } from '../rule-kinds.js';
import { loses, told, verbTool } from '../verb-tool.js';

const loosens = loses('vcs_discard', 'high');
const discards = loses('vcs_discard', 'medium');

/** `git annex` keeps the content of large files; the history only names it. */
export const GIT_ANNEX: readonly Rule[] = [
  reads({
    id: 'git.annex_look',
    when: {
      subcommand: ['annex'],
      test: (given) =>
        /^(whereis|info|list|status|find|log|version|unused|findref|findkeys|examinekey|lookupkey|contentlocation|checkpresentkey|diffdriver|inprogress|matchexpression|help|oldkeys)$/.test(
          textOf(given.operands[0]),
        ),
    },
    targets: 'none',
    why: 'Says where the content of files is.',
    matches: ['git annex whereis', 'git annex info'],
    misses: ['git annex drop --force a'],
  }),
  harms('vcs_discard', 'high', {
    id: 'git.annex_drop',
    when: {
      subcommand: ['annex'],
      test: (given) =>
        /^(drop|dropunused|dropkey|unannex|uninit|forget|move|dead|trust|destroy|rmurl|undo|expire|migrate|reinject|setkey|vicfg)$/.test(
          textOf(given.operands[0]),
        ),
    },
    targets: 'all_but_first',
    targetKind: 'repository',
    why: 'Deletes the content of {target} here, or forgets where it is.',
    matches: ['git annex drop --force --all', 'git annex dropunused all', 'git annex uninit'],
    misses: ['git annex whereis', 'git annex get .'],
  }),
];

export const FURTHER_VCS: readonly Program[] = [
  verbTool({
    names: 'p4',
    why: 'Speaks to a server of Perforce.',
    kind: 'repository',
    valued: '-p -u -P -c -d -C -H -r -x',
    rehearsed: told(
      /^(obliterate|sync|clean|reconcile|revert|integrate|merge|populate)\b.* -n /,
      'p4 clean -n',
      'p4 sync -n',
    ),
    reads: told(
      /^(info|opened|changes|change -o|describe|diff|diff2|files|filelog|fstat|have|annotate|print|where|dirs|clients|users|groups|branches|labels|jobs|depots|streams|status|sizes|grep|counters|resolved|interchanges|integrated|login -s|monitor show|configure show|license -o|protects|protect -o|set|tickets|verify|dbstat|diskspace|help|pull -l|replicate -l|logstat|server-id|cstat|cachepurge -n|streamlog|istat|review|reviews|fixes|ping|trust -l|keys|ldaps|remotes|repos|servers|serverid|topology)\b/,
      'p4 opened',
      'p4 changes -m 5',
    ),
    adds: told(
      /^(add|edit|sync|submit|shelve|unshelve|integrate|integ|merge|copy|resolve|lock|move|rename|tag|labelsync|login|logout|populate|reconcile|rec|reopen|unlock|attribute|fix|switch|update|flush|trust|tag|change|client|workspace|branch|stream|label|job|user|group|parallel|clone|fetch|push|init|checkpoint|backup) /,
      'p4 sync',
      'p4 submit -d x',
    ),
    losses: [
      loosens(
        /^(obliterate|depot -d|admin (stop|restart|journal|reset|end-journal|import|updatespecdepot|rotate)|archive|purge|cachepurge|prune|unsubmit|undo|storage -d|restore|journaldbchecksums|dbschema|protect -i|configure (set|unset)|monitor (kill|terminate)|user -d|group -d|client -d|branch -d|label -d|stream -d|counter -d|failover|upgrade|rmt|bulk -d|property -d|server -d|remote -d|key -d) /,
        'Deletes {target} from the server for everybody, or stops it.',
        'p4 obliterate -y //depot/x/...',
        'p4 admin stop',
      ),
      loosens(
        /^(client|user|group|branch|label|stream|depot|counter|change|shelve|job|workspace|server|property|remote|key) .* -d |^(client|user|group|branch|label|stream|depot|counter|change|shelve|job|workspace|server|property|remote|key) ?[^ ]* -d /,
        'Deletes {target}.',
        'p4 client -d ws',
        'p4 depot -d x',
      ),
      discards(
        /^(revert|clean|delete|reload|unload|sync .* -f|flush) /,
        'Throws changes away: {target}.',
        'p4 revert //...',
        'p4 clean //depot/...',
      ),
    ],
  }),
  verbTool({
    names: 'repo',
    why: 'Keeps many repositories of git in step.',
    kind: 'repository',
    valued: '-u -b -m -g -j --manifest-url --manifest-branch',
    reads: told(
      /^(status|info|list|diff|branches|branch|overview|version|help|grep|manifest|diffmanifests)\b/,
      'repo status',
      'repo list',
    ),
    adds: told(
      /^(init|sync(?! .*--force)|start|checkout|stage|upload|download|cherry-pick|selfupdate) /,
      'repo sync -j4',
    ),
    losses: [
      discards(
        /^(abandon|prune|gc|wipe|rebase|sync .*--force-[a-z-]+) /,
        'Throws branches or changes away.',
        'repo abandon topic',
        'repo prune',
      ),
    ],
  }),
  verbTool({
    names: 'svnlook svnversion svnrdump svndumpfilter svnbench svnfs cvsps cvs2cl git-quick-stats git-sizer gitstats',
    why: 'Shows what a repository holds.',
    kind: 'repository',
    losses: [loosens(/^load /, 'Loads a history into a repository.', 'svnrdump load https://svn.example.com/x')],
    otherwise: 'read_only',
  }),
  verbTool({
    names: 'svnsync',
    why: 'Copies a repository.',
    kind: 'repository',
    reads: told(/^(info|help)\b/, 'svnsync info file:///b'),
    adds: told(/^(synchronize|sync|copy-revprops|initialize|init) (?!.*--allow-non-empty )/, 'svnsync sync file:///b'),
    losses: [
      discards(
        /^(initialize|init) .*--allow-non-empty /,
        'Takes a repository with a history of its own as the copy.',
        'svnsync init --allow-non-empty file:///b https://svn.example.com/x',
      ),
    ],
  }),
];
