import { z } from 'zod';
import {
  MAX_TARGET_NAME,
  MAX_TARGETS,
  type Fingerprint,
  type Target,
} from '../../../domain/protection/actions/fingerprint.js';
import type { ReadFingerprint } from '../../../domain/protection/actions/judgement.js';
import {
  defineCommand,
  invoke,
  ParseError,
  runCommand,
  type HostCapabilities,
} from '../../../platform/commands/index.js';
import type { HostAccess } from '../../../platform/ssh/host-access.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import { FINGERPRINT_SCRIPT } from './fingerprint-script.js';

interface ReadState {
  readonly bootId: string | null;
  readonly identities: readonly (readonly string[])[];
}

const Word = z.string().min(1).max(MAX_TARGET_NAME);
/** Targets of one command; more of them are asked in turn, over the same connection. */
const BATCH = 40;
const BOOT_ID = /^[0-9a-f-]{36}$/;
const MAX_FACTS = 12;
const MAX_FACT = 500;

/** What names of targets stand for on the host, by identity. */
export const fingerprintCommand = defineCommand({
  id: 'protection.fingerprint',
  summary: 'Looks up the identity of what an act is about: inodes, device serials, container ids, GUIDs, main PIDs.',
  effect: 'read_only',
  root: true,
  timeout: 'slow',
  maxOutputBytes: 256 * 1024,
  args: z.strictObject({ targets: z.array(z.strictObject({ kind: Word, name: Word })).max(BATCH) }),
  example: { targets: [{ kind: 'path', name: '/srv/media' }] },
  argv: ({ targets }) => ['sh', '-c', FINGERPRINT_SCRIPT, 'mw', ...targets.flatMap(({ kind, name }) => [kind, name])],
  parse: ({ stdout }, { targets }): ReadState => parseFingerprint(stdout.toString('utf8'), targets.length),
});

/** Everything in it is from a host: what is too long is cut, and what is not in its place refused. */
export function parseFingerprint(text: string, count: number): ReadState {
  const [boot = '', ...lines] = text.split('\n');
  const identities: string[][] = Array.from({ length: count }, () => []);
  let current = -1;
  for (const line of lines) {
    const begun = /^@(\d{1,4})$/.exec(line);
    if (begun !== null && Number(begun[1]) === current + 1) current += 1;
    else if (line.trim() !== '') identities[current]?.push(clean(line));
  }
  if (current !== count - 1)
    throw new ParseError('protection.fingerprint', `${current + 1} of ${count} targets were answered`, text);
  return {
    bootId: BOOT_ID.test(boot) ? boot : null,
    identities: identities.map((facts) => (facts.length === 0 ? ['unresolved'] : facts.slice(0, MAX_FACTS))),
  };
}

function clean(line: string): string {
  return line
    .replaceAll(/[\p{C}\p{Surrogate}]/gu, '\uFFFD')
    .trim()
    .slice(0, MAX_FACT);
}

const UNKNOWN_HOST: HostCapabilities = { tools: {}, sudo: 'none' };

/** Reads the state of exactly these targets, over the host’s pooled connection. */
export function createFingerprintReader(hosts: HostAccess): ReadFingerprint {
  return async (serverId: string, targets: readonly Target[]): Promise<Fingerprint> => {
    const [host] = await hosts.load([serverId]);
    if (host === undefined) throw new RemoteError('server_blocked', `Server ${serverId} is not enrolled any more.`);
    if (targets.length > MAX_TARGETS) return { bootId: null, facts: [], unreadable: 'too_many_targets' };
    const capabilities = host.capabilities ?? UNKNOWN_HOST;
    const sudoPassword = capabilities.sudo === 'password' ? await host.sudoPassword() : undefined;
    const states = await host.withTransport(async (transport) => {
      const read: ReadState[] = [];
      for (const some of batchesOf(targets)) {
        const command = invoke(fingerprintCommand, { targets: some });
        read.push((await runCommand(transport, { command, host: capabilities, sudoPassword })).value);
      }
      return read;
    });
    const identities = states.flatMap((state) => state.identities);
    const facts = targets.map((target, index) => ({ ...target, identity: identities[index] ?? ['unresolved'] }));
    return { bootId: states.at(-1)?.bootId ?? null, facts, unreadable: null };
  };
}

/** At least one, for what is asked about no target: the boot id is a state as well. */
function batchesOf(targets: readonly Target[]): { kind: string; name: string }[][] {
  const plain = targets.map(({ kind, name }) => ({ kind, name }));
  const count = Math.max(1, Math.ceil(plain.length / BATCH));
  return Array.from({ length: count }, (_unused, index) => plain.slice(index * BATCH, (index + 1) * BATCH));
}
