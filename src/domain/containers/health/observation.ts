import { z } from 'zod';
import type { HealthProbe } from '../policy.js';

/** What the engine says of a container at one moment. */
export const ContainerFacts = z.strictObject({
  state: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown']),
  /** `none`: the container has no health check. */
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  /** The last lines of the check that failed; empty otherwise. */
  healthOutput: z.string(),
  /** Restarts by the engine since the container was last started by hand. */
  restartCount: z.int(),
  exitCode: z.int().nullable(),
  oomKilled: z.boolean(),
  /** By the host's clock: only ever compared with itself. */
  startedAt: z.string().nullable(),
});
export type ContainerFacts = z.infer<typeof ContainerFacts>;

export const ProbeResult = z.strictObject({
  /** Of `probeKey`: what is asked, so that results of two moments can be compared. */
  key: z.string(),
  passed: z.boolean(),
  /** False: nobody could ask (no network, no address, forwarding forbidden). Known before the update, it ends it. */
  asked: z.boolean(),
  /** `http 200 in 12 ms`, `nothing listens on 127.0.0.1 port 80`, … */
  detail: z.string(),
  durationMs: z.number(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;

/** One look at a container. */
export const HealthObservation = z.strictObject({
  /** By the worker's clock, ISO 8601. */
  at: z.string(),
  /** Null: there is no such container, or (with `problem`) nobody could look. */
  container: ContainerFacts.nullable(),
  probes: z.array(ProbeResult),
  /** Why nobody could look: says nothing about the container, neither good nor bad. */
  problem: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type HealthObservation = z.infer<typeof HealthObservation>;

/** The look before the update, which the ones after it are compared with. */
export type HealthSnapshot = HealthObservation;

/** The same for the same question: two probes with one key ask the same. */
export function probeKey(probe: HealthProbe): string {
  if (probe.type === 'exec') return `exec ${JSON.stringify(probe.argv)}`;
  const at = `${probe.address === undefined ? '' : `${probe.address} `}port ${probe.port}`;
  if (probe.type === 'tcp') return `tcp ${at}`;
  const expected = [...(probe.expectStatus ?? []).map(String), ...(probe.expectBody === undefined ? [] : ['body'])];
  return `${probe.scheme} ${at} ${probe.path}${expected.length === 0 ? '' : ` (${expected.join(',')})`}`;
}
