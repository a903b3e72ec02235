import type { Program, Rule } from '../program.js';
import { adds, hides, textOf, textsOf, valuesOf } from '../rule-kinds.js';
import { GIT_ANNEX } from './further.js';
import { GIT_LOOKS } from './git-looks.js';
import { isLoss, loss, LOSSES, runsElse } from './git-losses.js';
import { REPO } from './git-words.js';

/** Variables of git that name a program which it then starts. */
const RUNS =
  /^(alias\..*=!|core\.(editor|pager|sshcommand|fsmonitor|hookspath|askpass|gitproxy)=|sequence\.editor=|diff\.external=|diff\..*\.(command|textconv)=|difftool\.|mergetool\.|merge\..*\.driver=|filter\..*\.(clean|smudge|process)=|credential\.(.*\.)?helper=|gpg\.program=|gpg\..*\.program=|pager\.|uploadpack\.|protocol\.ext|init\.templatedir=|submodule\..*\.update=!|remote\..*\.(uploadpack|receivepack)=|browser\.|man\.|interactive\.difffilter=|include\.path=)/i;

const isPlainTool = (value: string): boolean =>
  /=(cat|less|more|true|false|:|vim?|nano|)( .*)?$/i.test(value) ||
  /^(pager\.[\w-]+|core\.pager|credential\.helper)=(|false|true|cat|cache|store|less.*)$/i.test(value);

const ADDS: readonly Rule[] = [
  adds({
    id: 'git.add',
    when: {
      subcommand: [
        'add|commit|fetch|clone|init|merge|cherry-pick|revert|mv|am|apply|pull|stage|stash|remote|worktree|submodule|config|branch|tag|notes|bisect|lfs|sparse-checkout|switch|checkout|push|rebase|rm|restore|reset|gc|repack|pack-refs|maintenance|update-index|read-tree|write-tree|commit-tree|mktree|mktag|bundle|rerere|flow|subtree|update-server-info|mergetool|fetch-pack|unpack-objects|index-pack|pack-objects|commit-graph|multi-pack-index|backfill|scalar|symbolic-ref|imap-send|send-email|interpret-trailers|fast-export|credential|filter-repo|replace|archive|merge-file|clean|prune',
      ],
      test: (given) => !isLoss(given),
    },
    targets: 'none',
    ...REPO,
    why: 'Adds to the history, or is undone by a known step.',
    matches: [
      "git commit -m 'reset --hard'",
      'git pull',
      'git push origin main',
      'git checkout -b reset',
      'git stash',
      'git stash pop',
      'git fetch --prune',
      'git reset --soft HEAD~1',
      'git reset HEAD file',
      'git branch topic',
      'git restore --staged a.txt',
      'git switch main',
      'git rm --cached a.txt',
      'git checkout main',
      'git gc',
      'git tag v1.2',
    ],
    misses: ['git reset --hard', 'git push --force', 'git checkout -- .', 'git clean -fd'],
  }),
];

const HIDDEN: readonly Rule[] = [
  hides('high', {
    id: 'git.config_runs',
    when: {
      test: (given) => valuesOf(given, ['-c', '--config-env']).some((value) => RUNS.test(value) && !isPlainTool(value)),
    },
    targets: 'none',
    why: 'A setting lets git start another program.',
    matches: ["git -c alias.x='!sh' x", "git -c core.sshCommand='sh -c id' fetch", 'git -c core.editor=/tmp/x commit'],
    misses: ['git -c user.name=Bob commit -m x', 'git -c core.pager=cat log', 'git -c color.ui=false diff'],
  }),
  hides('high', {
    id: 'git.runs',
    when: {
      test: (given) =>
        runsElse(given) ||
        valuesOf(given, ['--upload-pack', '--receive-pack', '--exec', '-x', '-u']).some(
          (value) => /[\s;|&$/]/.test(value) && given.subcommand[0] !== 'push',
        ) ||
        (['clone', 'fetch', 'ls-remote', 'pull'].includes(given.subcommand[0] ?? '') &&
          textsOf(given.operands).some((text) => text.startsWith('ext::'))),
    },
    targets: 'none',
    why: 'Git starts another program for every step.',
    matches: ['git bisect run ./check.sh', "git submodule foreach 'rm -rf x'", "git clone 'ext::sh -c id'"],
    misses: ['git bisect start', 'git submodule update --init', 'git clone https://example.org/run.git'],
  }),
  hides('medium', {
    id: 'git.config_set_runs',
    when: {
      subcommand: ['config'],
      minOperands: 2,
      test: (given) =>
        RUNS.test(`${textOf(given.operands[0])}=${textOf(given.operands[1])}`) &&
        !isPlainTool(`${textOf(given.operands[0])}=${textOf(given.operands[1])}`),
    },
    targets: 'first',
    why: 'From then on git starts another program.',
    matches: ["git config alias.st '!rm -rf /srv'", 'git config --global core.hooksPath /tmp/hooks'],
    misses: [
      'git config --global user.email a@example.org',
      'git config alias.st status',
      'git config --get core.editor',
      'git config --global core.editor vim',
    ],
  }),
];

export const GIT: readonly Program[] = [
  {
    names: ['git', 'hub'],
    style: {
      subcommands: 1,
      // Git completes what is not ambiguous; losses are told by a test, which no table of options sees.
      abbreviates:
        '--hard --keep --merge --force --force-with-lease --delete --mirror --prune --discard-changes --worktree --staged --theirs --ours --interactive --amend --expire --unset-all --remove-section'.split(
          ' ',
        ),
      globalValued: [
        '-C',
        '-c',
        '--git-dir',
        '--work-tree',
        '--namespace',
        '--exec-path',
        '--config-env',
        '--super-prefix',
      ],
      valued: [],
      valuedAfter: {
        commit: [
          '-m',
          '--message',
          '-F',
          '--file',
          '-C',
          '-c',
          '--reuse-message',
          '--author',
          '--date',
          '--fixup',
          '--squash',
          '-t',
          '--trailer',
        ],
        log: [
          '-n',
          '--grep',
          '--author',
          '--since',
          '--until',
          '--format',
          '--pretty',
          '-S',
          '-G',
          '-L',
          '--after',
          '--before',
          '--committer',
        ],
        grep: ['-e', '-f', '-A', '-B', '-C', '-m'],
        tag: ['-m', '--message', '-F', '-u', '--local-user', '--sort', '--format'],
        merge: ['-m', '--message', '-s', '--strategy', '-X', '-F'],
        push: ['-o', '--push-option', '--repo', '--receive-pack', '--exec'],
        clone: [
          '-b',
          '--branch',
          '-o',
          '--origin',
          '--depth',
          '--reference',
          '-u',
          '--upload-pack',
          '-c',
          '--config',
          '-j',
          '--jobs',
          '--template',
          '--filter',
        ],
        fetch: ['--depth', '-o', '--upload-pack', '-j', '--jobs', '--shallow-since', '--filter'],
        checkout: ['-b', '-B', '--orphan', '--conflict', '--pathspec-from-file'],
        switch: ['-c', '--create', '-C', '--force-create', '--orphan'],
        branch: ['-u', '--set-upstream-to', '--contains', '--sort', '--format', '--points-at', '--no-contains'],
        clean: ['-e', '--exclude'],
        stash: ['-m', '--message'],
        rebase: ['-x', '--exec', '--onto', '-s', '-X', '--strategy'],
        restore: ['-s', '--source', '--pathspec-from-file'],
        reset: ['--pathspec-from-file'],
        diff: ['-S', '-G', '--diff-filter', '-U', '--output'],
        show: ['--format', '--pretty'],
        'format-patch': ['-o', '--output-directory', '-n', '--subject-prefix'],
        config: ['-f', '--file', '--blob', '--default', '--type'],
        am: ['-p', '-C', '--directory'],
        apply: ['-p', '-C', '--directory'],
        archive: ['-o', '--output', '--prefix', '--format', '--remote'],
        bundle: [],
      },
    },
    rules: [...GIT_LOOKS, ...GIT_ANNEX, ...ADDS, ...LOSSES.map(loss), ...HIDDEN],
    otherwise: 'opaque',
    why: 'Keeps the history of files.',
  },
];
