import type { RegistryClient } from '../../platform/registries/registry-client.js';

/** What a check asks registries. */
export type RegistryQuestions = Pick<RegistryClient, 'head' | 'listTags' | 'resolvePlatform'>;

/**
 * A registry client for one check: everything is asked anew the first time, because whoever starts a check wants to
 * know how it is now, and after that shared by all containers of the check.
 */
export function askFreshOnce(registries: RegistryQuestions): RegistryQuestions {
  const asked = new Set<string>();
  const isFirst = (...parts: readonly (string | null | undefined)[]): boolean => {
    const key = parts.map((part) => part ?? '').join('\0');
    const first = !asked.has(key);
    asked.add(key);
    return first;
  };
  return {
    head: (target, options = {}) => {
      const { registry, repository, tag, digest } = target;
      return registries.head(target, { ...options, fresh: isFirst('head', registry, repository, tag, digest) });
    },
    listTags: (target, options = {}) =>
      registries.listTags(target, { ...options, fresh: isFirst('tags', target.registry, target.repository) }),
    // By digest: that never changes.
    resolvePlatform: (target, platform, options) => registries.resolvePlatform(target, platform, options),
  };
}
