import type { Program, Verdict } from '../program.js';
import { adds, harms, reads, textsOf } from '../rule-kinds.js';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Keeps /etc in git; what it is told behind `vcs` goes to git as it is. */
export const ETCKEEPER: Program = {
  names: ['etckeeper'],
  style: { subcommands: 1, valued: ['-d'], posix: true },
  rules: [
    reads({
      id: 'etckeeper.look',
      when: { subcommand: ['unclean|help|list-installed|version'] },
      targets: 'none',
      why: 'Says whether something is not committed.',
      matches: ['etckeeper unclean'],
      misses: ['etckeeper uninit -f'],
    }),
    adds({
      id: 'etckeeper.adds',
      when: {
        subcommand: [
          'commit|init|pre-commit|pre-install|post-install|pre-apt|post-apt|daily|update-ignore|daily-autocommit|add',
        ],
      },
      targets: 'none',
      targetKind: 'repository',
      why: 'Adds to the history of /etc.',
      matches: ["etckeeper commit 'before change'", 'etckeeper init'],
      misses: ['etckeeper uninit -f'],
    }),
    harms('vcs_discard', 'high', {
      id: 'etckeeper.forgets',
      when: { subcommand: ['uninit'] },
      targets: 'none',
      targetKind: 'repository',
      why: 'Deletes the history of /etc.',
      matches: ['etckeeper uninit -f'],
      misses: ['etckeeper unclean', 'etckeeper vcs log'],
    }),
  ],
  judge: (given, { args }, tools): Verdict | undefined => {
    if (given.subcommand[0] !== 'vcs' || given.unknown || args.some((word) => word.unknown)) return undefined;
    const texts = textsOf(args);
    const told = texts.slice(texts.indexOf('vcs') + 1);
    return tools.judgeText(`git -C /etc ${told.map(quoted).join(' ')}`);
  },
  otherwise: 'opaque',
  why: 'Keeps the history of /etc.',
};
