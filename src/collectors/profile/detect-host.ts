import {
  type CommandResult,
  type HostCapabilities,
  ParseError,
  invoke,
  runBatch,
} from '../../platform/commands/index.js';
import { REMOTE_ERRORS, RemoteError } from '../../platform/ssh/remote-errors.js';
import type { Transport } from '../../platform/ssh/transport.js';
import { failureOfResult } from '../failures.js';
import { profileFacts, profileVersions, sudoWithPassword, sudoWithoutPassword } from './command.js';
import { readCapabilities, readProfile } from './read-profile.js';
import type { DetectedCapabilities, HostProfile } from './schema.js';
import { firstLine, parseSections, type Sections } from './sections.js';

export interface DetectHostOptions {
  /** From the credential, where there is one: sudo is tried with it, once. */
  readonly sudoPassword?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DetectedHost {
  readonly profile: HostProfile;
  /** A HostCapabilities, and more. */
  readonly capabilities: DetectedCapabilities;
  /** For the command log. */
  readonly commands: readonly CommandResult[];
}

/**
 * Learns in one run what kind of host this is and what it can do. Each part fails by itself: without versions the tools
 * have none, without sudo there is no sudo. Rejects with a RemoteError when the host gave no facts at all.
 */
export async function detectHost(transport: Transport, options: DetectHostOptions = {}): Promise<DetectedHost> {
  const { sudoPassword, signal } = options;
  const assumed: HostCapabilities = { tools: {}, sudo: sudoPassword === undefined ? 'none' : 'password' };
  const withPassword = sudoPassword === undefined ? [] : [invoke(sudoWithPassword)];
  const batch = await runBatch(transport, {
    commands: [invoke(profileFacts), invoke(profileVersions), invoke(sudoWithoutPassword), ...withPassword],
    host: assumed,
    sudoPassword,
    signal,
  });
  const [factsResult, versionsResult, free, asked] = batch.results;
  const facts = sectionsOf(factsResult);
  if (facts === undefined) throw batch.interruption ?? withoutFacts(factsResult);
  const userId = firstLine(facts, 'user');
  return {
    profile: readProfile(facts),
    capabilities: readCapabilities(facts, sectionsOf(versionsResult), decideSudo(userId, free, asked)),
    commands: batch.results,
  };
}

/** Whatever came counts, also when the script was ended in the middle. */
function sectionsOf(result: CommandResult | undefined): Sections | undefined {
  if (result === undefined || result.stdout.length === 0) return undefined;
  try {
    return parseSections(result);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function withoutFacts(result: CommandResult | undefined): RemoteError {
  const failure = result === undefined ? undefined : failureOfResult('', result);
  return new RemoteError(failure?.class ?? 'protocol_error', failure?.message ?? 'The host gave no facts.', {
    mayHaveRun: true,
  });
}

function decideSudo(
  userId: string | undefined,
  free: CommandResult | undefined,
  asked: CommandResult | undefined,
): Pick<DetectedCapabilities, 'sudo' | 'sudoProblem'> {
  if (userId === '0') return { sudo: 'root', sudoProblem: null };
  if (free?.status === 'ok') return { sudo: 'passwordless', sudoProblem: null };
  if (asked?.status === 'ok') return { sudo: 'password', sudoProblem: null };
  if (free === undefined || free.status === 'missing_tool') return { sudo: 'none', sudoProblem: null };
  const errorClass = asked?.errorClass ?? 'sudo_password_required';
  return { sudo: 'none', sudoProblem: `${REMOTE_ERRORS[errorClass].title}: ${REMOTE_ERRORS[errorClass].remedy}` };
}
