import type { Launched } from '../../../domain/protection/actions/messages.js';
import type { ActionModel } from '../../../models/protection/action-model.js';
import { ActionRunModel } from '../../../models/protection/action-run-model.js';
import { openText } from '../../../models/protection/action-secrets.js';
import { digestText, issueAdHocGrant } from '../../../platform/commands/ad-hoc/ad-hoc-grant.js';
import { stageAdHoc } from '../../../platform/commands/ad-hoc/index.js';
import type { Database } from '../../../platform/db/database.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import type { ActionDependencies } from './dependencies.js';

/** Per stream. */
export const KEEP_BYTES = 1024 * 1024;
const GRANT_MS = 60_000;
/** The host was asked and cannot take it: trying again would find the same. */
const FINAL_FAILURES: ReadonlySet<string> = new Set([
  'disk_full',
  'command_not_found',
  'command_failed',
  'shell_unusable',
]);
const PARTS = { act: 'command', rollback: 'rollback_command' } as const;

/** What is launched, under a token that was consumed with its intent row. */
export interface LaunchOf {
  readonly row: ActionModel;
  readonly runId: string;
  readonly part: keyof typeof PARTS;
}

/** Puts the sealed text on the host and launches it there, once. */
export async function launchText(
  { database, keyring, heartbeat }: ActionDependencies,
  transport: Transport,
  { row, runId, part }: LaunchOf,
): Promise<Launched> {
  const sealed = part === 'act' ? row.command : row.rollbackCommand;
  const { shell } = row;
  if (sealed === null || (shell !== 'sh' && shell !== 'bash')) {
    throw new MillwrightError('intent_missing', `Action ${row.id} has no command for a shell.`);
  }
  const text = openText(keyring, sealed, { table: 'actions', rowId: row.id, column: PARTS[part] });
  const grant = issueAdHocGrant({
    textSha256: digestText(text),
    effect: 'changing',
    planHash: row.planHash,
    expiresAtMs: Date.now() + GRANT_MS,
  });
  const request = { runId, text, shell, timeoutSeconds: row.timeoutSeconds, keepBytes: KEEP_BYTES };
  try {
    const staged = await stageAdHoc(transport, grant, request);
    const { directory, bootId } = staged;
    heartbeat({ runId, step: 'staged', directory });
    const written = await ActionRunModel.query(database.knex)
      .findById(runId)
      .whereNull('fencedAt')
      .patch({ directory, bootId });
    if (written === 0) return { outcome: 'fenced', reasons: ['it was decided meanwhile that it shall not run'] };
    const outcome = await staged.launch();
    heartbeat({ runId, step: outcome });
    return { outcome, reasons: [] };
  } catch (error) {
    if (!(error instanceof RemoteError) || error.mayHaveRun || !FINAL_FAILURES.has(error.errorClass)) throw error;
    await closeNotRun(database, runId);
    return { outcome: 'refused', reasons: [`${error.errorClass}: ${error.message}`] };
  }
}

/** A run that certainly has not begun: its token is void, and the server free again. */
export async function closeNotRun({ knex }: Database, runId: string): Promise<void> {
  const now = new Date();
  await ActionRunModel.query(knex)
    .findById(runId)
    .whereNull('outcome')
    .patch({ fencedAt: now, endedAt: now, releasedAt: now, outcome: 'not_run' });
}
