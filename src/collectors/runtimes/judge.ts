import { RUNTIMES } from './known-runtimes.js';
import type { ContainerRuntime, RuntimeAnswer, RuntimesFacts, RuntimePresence } from './schema.js';

export interface RuntimeReports {
  readonly presence?: RuntimePresence | undefined;
  /** null: it is not what its name says, or there is nothing of it. */
  readonly docker?: RuntimeAnswer | null | undefined;
  readonly podmanSystem?: RuntimeAnswer | null | undefined;
  readonly podmanUser?: RuntimeAnswer | null | undefined;
}

/** A runtime is listed when its client answered or failed to, when its tool has a version, or when its socket is there. */
export function judgeRuntimes(reports: RuntimeReports): RuntimesFacts {
  const { presence, podmanUser } = reports;
  const runtimes = RUNTIMES.flatMap(({ runtime, sockets, versionOf }): ContainerRuntime[] => {
    const answer = { docker: reports.docker, podman: reports.podmanSystem }[runtime as string];
    const listening = sockets.map((path) => presence?.sockets.get(path)).filter((state) => state !== undefined);
    const version = versionOf === undefined ? undefined : presence?.versions.get(versionOf);
    const known = { runtime, scope: 'system', version: version === '' ? null : (version ?? null) } as const;
    if (answer !== undefined && answer !== null) {
      return [{ ...known, ...answer, version: answer.version ?? known.version }];
    }
    // Podman alone, without an answer of its own, is the user's.
    if (listening.length === 0 && (version === undefined || (podmanUser !== undefined && runtime === 'podman')))
      return [];
    const up = listening.length === 0 ? null : listening.includes(true);
    return [{ ...known, up, running: null, stopped: null, problem: null }];
  });
  if (podmanUser === undefined || podmanUser === null) return { runtimes };
  const version = podmanUser.version ?? (presence?.versions.get('podman') || null);
  return { runtimes: [...runtimes, { runtime: 'podman', scope: 'user', ...podmanUser, version }] };
}
