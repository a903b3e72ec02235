import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { MAX_JUMPS } from '../../platform/ssh/pool-target.js';

// Chains are walked this far: enough to tell that one is too long, and to end in a loop.
const WALK = MAX_JUMPS + 2;
// Two changes at once could each be right and together make a loop.
const JUMP_LOCK = 724_030;

const CHAIN = `
  with recursive up as (
    select id, jump_server_id, 1 as hops from servers where id = :jumpServerId
    union all
    select s.id, s.jump_server_id, hops + 1 from up join servers s on s.id = up.jump_server_id where hops < :walk
  ), down as (
    select id, 0 as hops from servers where id = :id
    union all
    select s.id, hops + 1 from down join servers s on s.jump_server_id = down.id where hops < :walk
  )
  select (select max(hops) from up) + (select coalesce(max(hops), 0) from down) as longest,
         exists (select from up where id = :id) as loops`;

export interface Jump {
  readonly id: string;
  readonly jumpServerId: string;
}

/** Before any row is locked: whoever changes jumps later in its transaction waits for the others here. */
export async function lockJumps(trx: Transaction): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?)', [JUMP_LOCK]);
}

/** Refuses a jump server that leads back to the server, or makes the way to it or to a host behind it too long. */
export async function requireJumpChain(jump: Jump, trx: Transaction): Promise<void> {
  await lockJumps(trx);
  const { rows } = await trx.raw<{ rows: { longest: number; loops: boolean }[] }>(CHAIN, { ...jump, walk: WALK });
  const { longest = 0, loops = false } = rows[0] ?? {};
  if (!loops && longest <= MAX_JUMPS) return;
  const message = loops ? 'leads back to this server' : `has more than ${MAX_JUMPS} jumps`;
  throw new MillwrightError('unprocessable', `The chain of jump servers ${message}.`, {
    errors: [{ path: 'jumpServerId', message }],
  });
}
