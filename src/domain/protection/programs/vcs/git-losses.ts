import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, has, textsOf, valuesOf } from '../rule-kinds.js';
import { checksOutPaths, first, firstIs, REPO } from './git-words.js';

const PUSH_FORCE = [
  '-f',
  '--force',
  '--force-with-lease',
  '--force-if-includes',
  '--mirror',
  '-d',
  '--delete',
  '--prune',
];

interface Loss {
  readonly what: string;
  readonly verb: string;
  readonly holds: (given: Arguments) => boolean;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly why: string;
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

export const LOSSES: readonly Loss[] = [
  {
    what: 'reset_hard',
    verb: 'reset',
    holds: (given) => has(given, '--hard', '--merge', '--keep'),
    severity: 'high',
    why: 'Throws away every change that is not committed, and moves the branch.',
    matches: ['git reset --hard', 'git reset --hard origin/main', 'git -C /srv/app reset --hard HEAD~3'],
    misses: ['git reset --soft HEAD~1', 'git reset HEAD a.txt', 'git log --grep reset'],
  },
  {
    what: 'clean',
    verb: 'clean',
    holds: (given) =>
      has(given, '-f', '--force', '-i', '--interactive') ||
      [...given.options].some((option) => /^-[a-z]*f/.test(option)),
    severity: 'high',
    why: 'Deletes files that git does not know; nothing has them any more.',
    matches: ['git clean -fdx', 'git clean -f', 'git clean -xfd /srv/app'],
    misses: ['git clean -n', 'git clean -ndx', 'git grep clean'],
  },
  {
    what: 'push_force',
    verb: 'push',
    holds: (given) => has(given, ...PUSH_FORCE) || textsOf(given.operands.slice(1)).some((ref) => /^[+:]/.test(ref)),
    severity: 'high',
    why: 'Replaces or deletes what others have pushed.',
    matches: [
      'git push --force',
      'git push -f origin main',
      'git push --force-with-lease',
      'git push origin +main',
      'git push origin :topic',
      'git push origin --delete topic',
      'git push --mirror backup',
    ],
    misses: ['git push origin main', 'git push --tags', 'git push -u origin force', 'git push origin main:main'],
  },
  {
    what: 'branch_delete',
    verb: 'branch',
    holds: (given) =>
      has(given, '-D', '-M', '-C') || (has(given, '-d', '--delete', '-f', '--force') && has(given, '-f', '--force')),
    severity: 'medium',
    why: 'Deletes or moves a branch whose commits may be nowhere else.',
    matches: ['git branch -D topic', 'git branch --delete --force topic', 'git branch -f main HEAD~5'],
    misses: ['git branch -d merged', 'git branch -a', 'git branch D'],
  },
  {
    what: 'tag_delete',
    verb: 'tag',
    holds: (given) => has(given, '-d', '--delete', '-f', '--force'),
    severity: 'medium',
    why: 'Deletes or moves a tag.',
    matches: ['git tag -d v1.0', 'git tag -f v1.0'],
    misses: ['git tag v1.0', 'git tag -l'],
  },
  {
    what: 'checkout_paths',
    verb: 'checkout',
    holds: (given) => has(given, '-f', '--force', '-B', '--ours', '--theirs') || checksOutPaths(given),
    severity: 'medium',
    why: 'Writes over files whose changes are not committed.',
    matches: [
      'git checkout -- .',
      'git checkout .',
      'git checkout -f main',
      'git checkout HEAD -- a.txt',
      'git checkout -- src/a.ts',
    ],
    misses: ['git checkout main', 'git checkout -b topic', 'git checkout -b topic origin/topic'],
  },
  {
    what: 'restore',
    verb: 'restore',
    holds: (given) => !has(given, '--staged', '-S') || has(given, '--worktree', '-W'),
    severity: 'medium',
    why: 'Writes over files whose changes are not committed.',
    matches: ['git restore .', 'git restore a.txt', 'git restore --source=HEAD~1 --worktree --staged .'],
    misses: ['git restore --staged a.txt', 'git log restore'],
  },
  {
    what: 'switch_force',
    verb: 'switch',
    holds: (given) => has(given, '-f', '--force', '--discard-changes', '-C', '--force-create'),
    severity: 'medium',
    why: 'Throws away changes that are not committed, or moves a branch.',
    matches: ['git switch --discard-changes main', 'git switch -C main'],
    misses: ['git switch main', 'git switch -c topic'],
  },
  {
    what: 'stash_drop',
    verb: 'stash',
    holds: firstIs(/^(drop|clear)$/),
    severity: 'medium',
    why: 'Throws away what was put aside.',
    matches: ['git stash drop', 'git stash clear', 'git stash drop stash@{1}'],
    misses: ['git stash', 'git stash pop', 'git stash list', "git stash push -m 'drop'"],
  },
  {
    what: 'rewrite',
    verb: 'filter-branch|filter-repo|replace',
    holds: (given) => given.subcommand[0] !== 'replace' || has(given, '-d', '-f'),
    severity: 'high',
    why: 'Writes the whole history anew.',
    matches: ["git filter-branch --tree-filter 'true' HEAD", 'git filter-repo --path secret --invert-paths --force'],
    misses: ['git log filter-branch'],
  },
  {
    what: 'reflog_expire',
    verb: 'reflog',
    holds: (given) => firstIs(/^(expire|delete|drop)$/)(given) && !has(given, '-n', '--dry-run'),
    severity: 'high',
    why: 'Forgets where branches were: lost commits cannot be found again.',
    matches: ['git reflog expire --expire=now --all', 'git reflog delete HEAD@{2}'],
    misses: ['git reflog', 'git reflog show expire'],
  },
  {
    what: 'gc_now',
    verb: 'gc|prune|repack',
    holds: (given) =>
      given.subcommand[0] === 'prune' || valuesOf(given, ['--prune', '--expire']).some((at) => at !== 'never'),
    severity: 'high',
    why: 'Deletes commits that nothing leads to: none of them can be brought back.',
    matches: ['git gc --prune=now', 'git prune --expire now', 'git gc --aggressive --prune=all'],
    misses: ['git gc', 'git fetch --prune', 'git remote show prune'],
  },
  {
    what: 'update_ref',
    verb: 'update-ref|symbolic-ref',
    holds: (given) => given.subcommand[0] === 'update-ref' || has(given, '-d', '--delete'),
    severity: 'medium',
    why: 'Moves or deletes a name by hand.',
    matches: ['git update-ref -d refs/heads/topic', 'git update-ref refs/heads/main HEAD~2'],
    misses: ['git symbolic-ref HEAD', 'git show-ref'],
  },
  {
    what: 'worktree_remove',
    verb: 'worktree',
    holds: firstIs(/^(remove|prune)$/),
    severity: 'medium',
    why: 'Deletes a working directory.',
    matches: ['git worktree remove --force ../hotfix', 'git worktree remove ../hotfix'],
    misses: ['git worktree add ../remove', 'git worktree list'],
  },
  {
    what: 'rebase',
    verb: 'rebase',
    holds: (given) => !has(given, '--abort', '--show-current-patch', '--edit-todo', '--quit'),
    severity: 'low',
    why: 'Writes commits anew; the earlier ones are found by the reflog only.',
    matches: ['git rebase main', 'git rebase -i HEAD~5'],
    misses: ['git log rebase', 'git rebase --abort'],
  },
  {
    what: 'amend',
    verb: 'commit',
    holds: (given) => has(given, '--amend'),
    severity: 'low',
    why: 'Replaces the last commit; the earlier one is found by the reflog only.',
    matches: ['git commit --amend --no-edit'],
    misses: ["git commit -m '--amend'", 'git commit -a -m x'],
  },
  {
    what: 'rm',
    verb: 'rm',
    holds: (given) => !has(given, '--cached'),
    severity: 'medium',
    why: 'Deletes files; what was not committed of them is lost with -f.',
    matches: ['git rm -rf src', 'git rm a.txt'],
    misses: ['git rm --cached a.txt', 'git log rm'],
  },
  {
    what: 'remote_remove',
    verb: 'remote',
    holds: firstIs(/^(remove|rm)$/),
    severity: 'low',
    why: 'Forgets a remote and its branches here.',
    matches: ['git remote remove origin', 'git remote rm backup'],
    misses: ['git remote add rm ../x', 'git remote -v'],
  },
  {
    what: 'submodule_deinit',
    verb: 'submodule',
    holds: (given) => firstIs(/^deinit$/)(given) || (firstIs(/^update$/)(given) && has(given, '-f', '--force')),
    severity: 'medium',
    why: 'Deletes the files of submodules.',
    matches: ['git submodule deinit -f --all', 'git submodule update --init --force'],
    misses: ['git submodule update --init', 'git submodule status'],
  },
  {
    what: 'checkout_index',
    verb: 'checkout-index|read-tree',
    holds: (given) => has(given, '-f', '--reset', '-u'),
    severity: 'medium',
    why: 'Writes over files of the working directory.',
    matches: ['git checkout-index -a -f', 'git read-tree --reset -u HEAD'],
    misses: ['git ls-tree HEAD'],
  },
  {
    what: 'lfs_prune',
    verb: 'lfs|notes|bisect',
    holds: (given) =>
      (given.subcommand[0] === 'lfs' && firstIs(/^(prune|uninstall|migrate)$/)(given)) ||
      (given.subcommand[0] === 'notes' && firstIs(/^(remove|prune)$/)(given)),
    severity: 'low',
    why: 'Deletes what git keeps beside the history.',
    matches: ['git lfs prune', 'git notes remove HEAD'],
    misses: ['git lfs ls-files', 'git lfs pull'],
  },
  {
    what: 'config_unset',
    verb: 'config',
    holds: (given) => has(given, '--unset', '--unset-all', '--remove-section'),
    severity: 'low',
    why: 'Takes a setting away.',
    matches: ['git config --unset user.name'],
    misses: ['git config user.name Bob'],
  },
];

/** The losses that the rule for what only adds must not cover. */
export function isLoss(given: Arguments): boolean {
  return (
    LOSSES.some(({ verb, holds }) => verb.split('|').includes(given.subcommand[0] ?? '') && holds(given)) ||
    runsElse(given)
  );
}

export function runsElse(given: Arguments): boolean {
  const verb = given.subcommand[0];
  return (verb === 'bisect' && first(given) === 'run') || (verb === 'submodule' && first(given) === 'foreach');
}

export const loss = ({ what, verb, holds, severity, why, matches, misses }: Loss): Rule =>
  harms('vcs_discard', severity, {
    id: `git.${what}`,
    when: { subcommand: [verb], test: holds },
    targets: 'operands',
    ...REPO,
    why,
    matches,
    misses,
  });
