import type { Rule } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { harms, textsOf } from '../rule-kinds.js';
import { classifyPackage, isKernel, isSecurityPackage, isVitalPackage } from './vital.js';

export interface Removal {
  readonly program: string;
  readonly holds: (given: Arguments) => boolean;
  /** Default: the operands. */
  readonly packages?: (given: Arguments) => readonly string[];
  readonly sample: (name: string) => string;
  readonly misses: readonly string[];
  /** With its configuration and data. */
  readonly thorough?: (given: Arguments) => boolean;
}

const KINDS = [
  {
    name: 'kernel',
    severity: 'critical',
    fits: isKernel,
    example: 'linux-image-amd64',
    why: 'Removes {target}, without which the host may not boot again.',
  },
  {
    name: 'vital',
    severity: 'high',
    fits: (text: string) => isVitalPackage(text) && !isKernel(text),
    example: 'openssh-server',
    why: 'Removes {target}, on which the host, its data or the way to it depend.',
  },
  {
    name: 'security',
    severity: 'high',
    fits: isSecurityPackage,
    example: 'fail2ban',
    why: 'Removes {target}, which protects the host or records what happens.',
  },
  {
    name: 'other',
    severity: 'medium',
    fits: (text: string) => !isVitalPackage(text) && !isSecurityPackage(text),
    example: 'nginx',
    why: 'Removes {target} and what depends on it; its service is gone.',
  },
] as const;

/** What is lost with a package depends on which one it is. */
export function removalRules({ program, holds, packages, sample, misses }: Removal): readonly Rule[] {
  const named = packages ?? ((given: Arguments) => textsOf(given.operands));
  const rules = KINDS.map((kind) =>
    harms('package_removal', kind.severity, {
      id: `${program}.remove${kind.name === 'other' ? '' : `_${kind.name}`}`,
      when: { test: (given) => holds(given) && named(given).some(kind.fits) },
      targets: (given) => named(given).filter(kind.fits),
      targetKind: 'package',
      targetClass: classifyPackage,
      why: kind.why,
      matches: [sample(kind.example)],
      misses: [sample(kind.name === 'other' ? 'linux-image-amd64' : 'htop'), ...misses],
    }),
  );
  const unnamed = harms('package_removal', 'medium', {
    id: `${program}.remove_unnamed`,
    when: { test: (given) => holds(given) && named(given).length === 0 },
    targets: 'none',
    targetKind: 'package',
    targetClass: 'unknown',
    breadth: 'many',
    why: 'Removes packages that the command does not name.',
    matches: [sample('')],
    misses: [sample('nginx'), ...misses],
  });
  return [...rules, unnamed];
}
