import type { Judge } from '../../domain/protection/actions/judgement.js';

/**
 * Judges what would be held by a look at the host of this moment, when it is asked for and right before the act; what
 * only reads or adds is judged by what is stored, and waits for no connection.
 */
export function judgeAfresh(judge: Judge, refresh: (serverId: string) => Promise<void>): Judge {
  return async (request) => {
    const known = await judge(request);
    if (known.effect === 'read_only' || known.effect === 'reversible') return known;
    await refresh(request.serverId);
    return judge(request);
  };
}
