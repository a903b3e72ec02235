import type { Rule } from '../program.js';
import { noOperand, reads, rehearses } from '../rule-kinds.js';
import { isLoss } from './git-losses.js';
import { firstIs } from './git-words.js';

export const GIT_LOOKS: readonly Rule[] = [
  rehearses({
    id: 'git.help',
    when: { anyOption: ['--help', '--version', '-h'] },
    targets: 'none',
    why: 'Prints how it is used.',
    matches: ['git --version', 'git push --help', 'git reset -h'],
    misses: ['git reset --hard', 'git clean -fd'],
  }),
  rehearses({
    id: 'git.dry_run',
    when: {
      subcommand: [
        'clean|push|add|rm|mv|fetch|prune|commit|worktree|notes|pull|remote|send-email|p4|svn|maintenance|sparse-checkout|reflog',
      ],
      anyOption: ['--dry-run', '-n'],
      test: (given) =>
        given.options.has('--dry-run') ||
        !/^(commit|pull|notes|send-email|maintenance|sparse-checkout|p4|svn|fetch)$/.test(given.subcommand[0] ?? ''),
    },
    targets: 'none',
    why: 'Git only says what it would do.',
    matches: [
      'git clean -ndx',
      'git clean -n',
      'git clean --dry-run -fd',
      'git push --dry-run --force',
      'git push -n origin :x',
      'git rm -n -r .',
      'git worktree prune -n',
      'git reflog expire --dry-run --all',
    ],
    misses: ['git clean -fdx', 'git push --force', 'git reset --hard'],
  }),
  reads({
    id: 'git.look',
    when: {
      subcommand: [
        'status|log|diff|show|blame|grep|describe|rev-parse|rev-list|ls-files|ls-tree|ls-remote|cat-file|shortlog|whatchanged|reflog|name-rev|merge-base|fsck|count-objects|check-ignore|check-attr|check-ref-format|for-each-ref|show-ref|show-branch|cherry|range-diff|annotate|version|help|var|verify-commit|verify-tag|verify-pack|get-tar-commit-id|diff-tree|diff-index|diff-files|hash-object|patch-id|format-patch|request-pull|bugreport|diagnose|column|stripspace|last-modified|merge-tree|instaweb|difftool|gui|gitk|archive|bundle|credential',
      ],
      test: (given) =>
        !(given.subcommand[0] === 'reflog' && firstIs(/^(expire|delete|drop)$/)(given)) &&
        !(given.subcommand[0] === 'credential' && firstIs(/^(reject|approve)$/)(given)),
    },
    targets: 'none',
    why: 'Shows history, or what differs.',
    matches: [
      'git status',
      'git log --oneline -5',
      "git log --grep 'push --force'",
      'git diff HEAD~1',
      'git show stash@{0}',
      'git reflog',
      'git blame reset',
      'git -C /srv/app log',
      'git grep "git clean -fdx"',
    ],
    misses: ['git reset --hard', 'git reflog expire --expire=now --all', 'git -C log reset --hard'],
  }),
  reads({
    id: 'git.bare',
    when: { test: (given) => given.plain.length === 0 },
    targets: 'none',
    why: 'Prints how it is used.',
    matches: ['git'],
    misses: ['git push --force'],
  }),
  rehearses({
    id: 'git.list',
    when: {
      subcommand: [
        'stash|remote|worktree|submodule|config|branch|tag|notes|bisect|lfs|sparse-checkout|rerere|maintenance|replace|bundle|multi-pack-index|commit-graph|subtree|flow',
      ],
      test: (given) =>
        !isLoss(given) &&
        ((noOperand(given) &&
          given.subcommand[0] !== 'stash' &&
          !['-d', '-D', '--unset', '--edit', '-e'].some((option) => given.options.has(option))) ||
          firstIs(/^(list|show|status|get|log|env|ls-files|view|get-url|-v|verify|summary|foreach-status|list-heads)$/)(
            given,
          ) ||
          ([
            '-l',
            '--list',
            '--get',
            '--get-all',
            '--get-regexp',
            '-a',
            '-r',
            '-vv',
            '-v',
            '--contains',
            '--merged',
            '--show-current',
            '--no-merged',
            '--points-at',
          ].some((option) => given.options.has(option)) &&
            !['-d', '-D', '--delete'].some((option) => given.options.has(option)) &&
            given.subcommand[0] !== 'stash' &&
            given.subcommand[0] !== 'remote')),
    },
    targets: 'none',
    why: 'Lists.',
    matches: [
      'git stash list',
      'git branch -a',
      'git remote -v',
      'git tag -l',
      'git config --get user.name',
      'git worktree list',
      'git stash show -p',
      'git branch --list delete',
    ],
    misses: ['git branch -D topic', 'git stash drop', 'git tag -d v1'],
  }),
];
