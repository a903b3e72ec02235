import type { Arguments } from '../read-arguments.js';
import { has, textOf, textsOf } from '../rule-kinds.js';

export const REPO = { targetKind: 'repository' } as const;

export const first = (given: Arguments): string => textOf(given.operands[0]).toLowerCase();

export const firstIs =
  (pattern: RegExp) =>
  (given: Arguments): boolean =>
    pattern.test(first(given));

/** `git checkout -- .`, `git checkout HEAD file`: paths, not a branch. */
export function checksOutPaths(given: Arguments): boolean {
  if (has(given, '-b', '-B', '--orphan', '-t', '--track', '--detach')) return false;
  const texts = textsOf(given.operands);
  if (texts.length === 0) return false;
  return (
    texts.length > 1 ||
    texts.some((text) =>
      /^(\.|\.\/.*|\*.*|:\/.*|.*\/|.*\.(ts|js|py|go|rs|c|h|java|rb|php|md|txt|ya?ml|json|toml|conf|cfg|ini|sh|css|html|xml|lock))$/.test(
        text,
      ),
    )
  );
}
