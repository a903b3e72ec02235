/**
 * The public face of this folder. `grant.ts` is left out on purpose except for its type: only the protection domain
 * may import `issueGrant` from it.
 */
export type { StreamName } from './batch-item.js';
export { runCachedBatch } from './cached-batch.js';
export type { CommandResult, CommandStatus } from './command-result.js';
export {
  type AnyCommand,
  type Command,
  type CommandEffect,
  type CommandFacts,
  type CommandOutput,
  type HostCapabilities,
  type Invocation,
  type ReadOnlyInvocation,
  type TimeoutClass,
} from './command.js';
export { renderCommandsDocument } from './commands-document.js';
export { defineCommand, invoke, type CommandSpecification } from './define-command.js';
export type { Grant } from './grant.js';
export { ParseError, excerptOf, type Parsed } from './parse-error.js';
export { CommandRegistry } from './registry.js';
export { runBatch, type BatchRequest, type BatchResult } from './run-batch.js';
export { runCommand, type CommandAnswer, type CommandRequest } from './run-command.js';
