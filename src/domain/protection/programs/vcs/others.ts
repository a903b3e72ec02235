import type { Program } from '../program.js';
import { adds, harms, helps, reads, rehearses, someOperand, textOf } from '../rule-kinds.js';

export const OTHER_VCS: readonly Program[] = [
  {
    names: ['svn', 'svnadmin'],
    style: { subcommands: 1, valued: ['-m', '--message', '-r', '--revision', '--username', '--password', '-F', '-c'] },
    rules: [
      reads({
        id: 'svn.look',
        when: {
          subcommand: [
            'status|st|stat|log|info|diff|di|list|ls|cat|blame|annotate|propget|pg|proplist|pl|help|verify|lstxns|dump|youngest',
          ],
        },
        targets: 'none',
        why: 'Shows history.',
        matches: ['svn status', 'svn log -r 1:5', 'svn list revert'],
        misses: ['svn revert -R .'],
      }),
      adds({
        id: 'svn.add',
        when: {
          subcommand: [
            'add|commit|ci|checkout|co|update|up|copy|cp|mkdir|import|export|merge|lock|switch|sw|propset|ps|resolve|resolved|hotcopy|create|load|pack|setlog|changelist|relocate|upgrade|freeze|recover',
          ],
        },
        targets: 'none',
        targetKind: 'repository',
        why: 'Adds to the history.',
        matches: ["svn commit -m 'revert'", 'svn up'],
        misses: ['svn revert a.txt'],
      }),
      harms('vcs_discard', 'medium', {
        id: 'svn.lose',
        when: {
          subcommand: [
            'revert|delete|del|remove|rm|cleanup|propdel|pd|move|mv|unlock|rmtxns|rmlocks|setrevprop|obliterate',
          ],
        },
        targetKind: 'repository',
        why: 'Throws changes away, or deletes {target}.',
        matches: ['svn revert -R .', 'svn delete trunk', 'svn rm https://svn.example.org/x'],
        misses: ['svn status', 'svn log revert'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps the history of files.',
  },
  {
    names: ['hg'],
    style: {
      subcommands: 1,
      valued: [
        '-m',
        '--message',
        '-r',
        '--rev',
        '-R',
        '--repository',
        '-u',
        '--user',
        '-l',
        '--limit',
        '--config',
        '--cwd',
        '-b',
      ],
    },
    rules: [
      rehearses({
        id: 'hg.dry_run',
        when: { anyOption: ['-n', '--dry-run', '--help'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['hg revert --all -n'],
        misses: ['hg revert --all'],
      }),
      rehearses({
        id: 'hg.purge_lists',
        when: { subcommand: ['purge|clean'], anyOption: ['-p', '--print', '-0', '--print0'] },
        targets: 'none',
        why: 'Only prints which files it would delete.',
        matches: ['hg purge --print --all', 'hg purge -p'],
        misses: ['hg purge --all'],
      }),
      reads({
        id: 'hg.look',
        when: {
          subcommand: [
            'status|st|log|diff|annotate|blame|cat|heads|tip|tags|branches|bookmarks|parents|summary|paths|root|id|identify|grep|files|manifest|verify|help|version|incoming|outgoing|in|out|showconfig|config|debugdata',
          ],
        },
        targets: 'none',
        why: 'Shows history.',
        matches: ['hg status', 'hg log -l 5'],
        misses: ['hg strip tip'],
      }),
      adds({
        id: 'hg.add',
        when: {
          subcommand: [
            'add|commit|ci|pull|clone|init|merge|branch|tag|bookmark|copy|cp|import|export|bundle|unbundle|graft|backout|addremove|forget|resolve|push|shelve|unshelve|archive|phase|serve|bisect|update|up|checkout|co',
          ],
          noOption: ['-f', '--force', '-C', '--clean', '--delete', '-d'],
        },
        targets: 'none',
        targetKind: 'repository',
        why: 'Adds to the history.',
        matches: ['hg commit -m strip', 'hg pull -u', 'hg push'],
        misses: ['hg update -C tip'],
      }),
      harms('vcs_discard', 'medium', {
        id: 'hg.lose',
        when: {
          test: (given) =>
            /^(strip|revert|purge|clean|rollback|histedit|rebase|qstrip|remove|rm|prune|obsolete|uncommit|amend|absorb|split|fold|convert|recover|debugstrip)$/.test(
              given.subcommand[0] ?? '',
            ) || ['-C', '--clean', '-f', '--force', '--delete'].some((option) => given.options.has(option)),
        },
        targetKind: 'repository',
        why: 'Throws changes or commits away.',
        matches: ['hg strip tip', 'hg update -C tip', 'hg purge --all', 'hg push -f', 'hg revert --all'],
        misses: ['hg log', 'hg status', 'hg update tip'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps the history of files.',
  },
  {
    names: ['gh', 'glab', 'tea'],
    style: {
      subcommands: 2,
      valued: [
        '-R',
        '--repo',
        '-t',
        '--title',
        '-b',
        '--body',
        '-m',
        '-q',
        '--jq',
        '-F',
        '-f',
        '-H',
        '-X',
        '--method',
        '--json',
        '--template',
        '-L',
        '--limit',
        '-l',
        '--label',
        '-a',
        '--assignee',
        '-s',
        '--state',
        '-B',
        '--base',
        '-n',
        '--notes',
        '-o',
        '--org',
        '--ref',
        '--search',
        '-S',
      ],
    },
    rules: [
      helps('gh', ['--help', '--version']),
      reads({
        id: 'gh.look',
        when: {
          test: (given) =>
            /^(list|ls|view|status|diff|checks|download|watch|show|get|token|lint|get-url|verify)$/.test(
              given.subcommand[1] ?? '',
            ) ||
            /^(status|browse|search|version|help|completion|config|attestation)$/.test(given.subcommand[0] ?? '') ||
            (given.plain.length < 2 && given.subcommand[0] !== 'api') ||
            (given.subcommand[0] === 'api' &&
              given
                .valuesOf('-X')
                .concat(given.valuesOf('--method'))
                .some((word) => /^get$/i.test(textOf(word)))) ||
            (given.subcommand[0] === 'api' &&
              !['-X', '--method', '-f', '-F', '--field', '--raw-field', '--input'].some((option) =>
                given.options.has(option),
              )),
        },
        targets: 'none',
        why: 'Shows repositories, issues and runs.',
        matches: ['gh pr list', 'gh repo view delete', 'gh run watch 1', 'gh api repos/o/r', 'gh issue view 5'],
        misses: ['gh repo delete o/r', 'gh release delete v1'],
      }),
      harms('vcs_discard', 'high', {
        id: 'gh.delete',
        when: {
          test: (given) =>
            (/^(delete|archive|remove|rm|delete-asset|transfer|purge|disable|unarchive|revoke|stop|cancel|rename)$/.test(
              given.subcommand[1] ?? '',
            ) &&
              !/^(cancel|rename|unarchive)$/.test(given.subcommand[1] ?? '')) ||
            (given.subcommand[0] === 'api' &&
              given
                .valuesOf('-X')
                .concat(given.valuesOf('--method'))
                .some((word) => /^delete$/i.test(textOf(word)))),
        },
        targetKind: 'repository',
        why: 'Deletes {target} from the forge, for everybody.',
        matches: [
          'gh repo delete o/r --yes',
          'gh release delete v1.0 -y',
          'gh secret delete TOKEN',
          'gh api -X DELETE repos/o/r',
          'gh cache delete --all',
        ],
        misses: ['gh repo view delete', 'gh pr list', 'gh run cancel 1'],
      }),
      adds({
        id: 'gh.add',
        when: {
          test: (given) =>
            /^(create|comment|edit|clone|fork|merge|close|reopen|review|checkout|ready|rerun|run|enable|set|upload|add|login|logout|sync|lock|unlock|pin|unpin|develop|update-branch|cancel|rename|install|upgrade|refresh|switch|setup-git|import|unarchive|link|unlink|mark-template|copy|field-create|item-add|item-create|item-edit|code|ssh|cp|ports|rebuild|logs|co|approve|note|subscribe|trigger|retry)$/.test(
              given.subcommand[1] ?? '',
            ) ||
            (given.subcommand[0] === 'alias' && someOperand(/^set$/)(given)),
        },
        targets: 'none',
        targetKind: 'repository',
        why: 'Adds something to the forge, or is undone there.',
        matches: ['gh pr create --fill', "gh issue comment 1 -b 'repo delete'", 'gh pr merge 5'],
        misses: ['gh repo delete o/r'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Speaks to a forge.',
  },
  {
    names: ['bfg', 'git-filter-repo', 'git-lfs', 'fossil', 'bzr', 'cvs', 'darcs', 'jj'],
    style: { subcommands: 1, valued: ['-m', '--message', '-r'] },
    rules: [
      reads({
        id: 'vcs.look',
        when: {
          subcommand: [
            'status|log|diff|show|info|ls|cat|annotate|timeline|ls-files|env|help|version|finfo|st|op|file|bookmark|list',
          ],
          test: (given) => !/^(undo|restore|abandon|delete|forget)$/.test(textOf(given.operands[0])),
        },
        targets: 'none',
        why: 'Shows history.',
        matches: ['fossil status', 'jj log'],
        misses: ['jj abandon abc', 'fossil revert'],
      }),
      adds({
        id: 'vcs.add',
        when: {
          subcommand: [
            'commit|add|init|pull|push|clone|update|new|describe|git|install|pre-install|post-install|fetch|checkout|track|co|up|branch|open|sync|record',
          ],
        },
        targets: 'none',
        targetKind: 'repository',
        why: 'Adds to the history.',
        matches: ['git-lfs pull'],
        misses: ['fossil revert'],
      }),
      harms('vcs_discard', 'medium', {
        id: 'vcs.lose',
        when: {
          test: (given, execution) =>
            /^(bfg|git-filter-repo)$/.test(execution.program ?? '') ||
            /^(revert|abandon|undo|restore|prune|obliterate|unrecord|uncommit|rm|delete|remove|purge|shun|scrub|squash|rebase|clean|uninit|clean-tree)$/.test(
              given.subcommand[0] ?? '',
            ) ||
            (/^(op|operation|bookmark|workspace|tag|sparse|remote)$/.test(given.subcommand[0] ?? '') &&
              /^(undo|restore|abandon|revert|delete|forget|reset)$/.test(textOf(given.plain[1]))),
        },
        targets: 'operands',
        targetKind: 'repository',
        why: 'Throws changes or commits away, or writes history anew.',
        matches: [
          'fossil revert',
          'jj abandon abc',
          'bfg --delete-files id_rsa',
          'jj op restore abc',
          'jj bookmark delete x',
        ],
        misses: ['jj log', 'fossil status'],
      }),
    ],
    otherwise: 'opaque',
    why: 'Keeps the history of files.',
  },
];
