import { quoteWord } from '../../shell-text/quote-word.js';
import { RemoteError } from '../../ssh/remote-errors.js';
import type { Transport } from '../../ssh/transport.js';
import { spendAdHocGrant, type AdHocGrant } from './ad-hoc-grant.js';
import { runFramed, type FramedResult } from './framed-run.js';
import { hereDocument, refuseUnusable, type AdHocShell } from './run-ad-hoc.js';
import { AROUND, FENCE, LOOK, PLACES, REMOVE_UNLAUNCHED } from './scripts.js';

const STEP = { timeoutMs: 30_000, keepBytes: 16 * 1024 };
const LOOK_MARGIN_MS = 15_000;
const TURN_MS = 100;
const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIRECTORY = /^\/[^\0\n]{1,900}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BOOT_ID = /^[0-9a-f-]{36}$/;

export interface StageRequest {
  /** UUID of this one run: the same is never staged twice. */
  readonly runId: string;
  /** Given to the shell byte for byte. */
  readonly text: string;
  readonly shell: AdHocShell;
  readonly timeoutSeconds: number;
  /** Per stream. */
  readonly keepBytes: number;
}

/** A text that lies on the host and can be launched once. */
export interface StagedRun {
  /** Where its traces lie; write it down before `launch`. */
  readonly directory: string;
  /** Of the running kernel; null where there is none to be had. */
  readonly bootId: string | null;
  /** `fenced`: somebody decided meanwhile that it shall not be launched. */
  launch(): Promise<'launched' | 'fenced'>;
}

/**
 * Puts a text that may change the host into a directory of ours there, ready to be launched in a session of its own
 * that outlives this connection. Needs a grant for exactly this text. Nothing has run yet when it resolves; a RemoteError
 * of it means that nothing will.
 */
export async function stageAdHoc(transport: Transport, grant: AdHocGrant, request: StageRequest): Promise<StagedRun> {
  refuseUnusable(request.text);
  if (!RUN_ID.test(request.runId)) throw new RangeError('the id of a run is a UUID');
  spendAdHocGrant(grant, request.text, 'changing');
  const size = Buffer.byteLength(request.text);
  const { begin, rest } = hereDocument(request.text);
  const body = `${PLACES}
command -v ${request.shell} >/dev/null 2>&1 || exit 72
umask 077
mw_dir="$mw_place/${request.runId}"
mkdir "$mw_dir" 2>/dev/null || exit 73
head -c ${size} > "$mw_dir/command" ${begin}
${rest}[ "$(wc -c < "$mw_dir/command")" -eq ${size} ] || exit 74
cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown
echo "$mw_dir"
`;
  const answer = await runFramed(transport, { ...STEP, body });
  const [boot = '', directory = ''] = answer.stdout.toString('utf8').split('\n');
  if (answer.exitCode !== 0 || !DIRECTORY.test(directory)) throw describeFailure(answer, request.shell);
  return {
    directory,
    bootId: BOOT_ID.test(boot) ? boot : null,
    launch: () => launch(transport, directory, request),
  };
}

async function launch(
  transport: Transport,
  directory: string,
  { shell, keepBytes, timeoutSeconds }: StageRequest,
): Promise<'launched' | 'fenced'> {
  const around = quoteWord(AROUND);
  const words = `mw "$mw_dir" ${shell} ${keepBytes} ${timeoutSeconds} "$(umask)"`;
  const body = `mw_dir=${quoteWord(directory)}
cd -- "$mw_dir" || exit 71
mkdir launched 2>/dev/null || { echo fenced; exit 0; }
if command -v setsid >/dev/null 2>&1; then setsid sh -c ${around} ${words} </dev/null >/dev/null 2>&1 &
else nohup sh -c ${around} ${words} </dev/null >/dev/null 2>&1 &
fi
echo launched
`;
  const answer = await runFramed(transport, { ...STEP, body });
  const said = answer.stdout.toString('utf8').trim();
  if (said === 'launched' || said === 'fenced') return said;
  throw new RemoteError('command_failed', `The run could not be launched (exit code ${answer.exitCode ?? 'none'}).`, {
    mayHaveRun: answer.exitCode !== 71,
    exitCode: answer.exitCode,
  });
}

const STAGE_FAILURES: Readonly<
  Record<number, readonly ['disk_full' | 'command_not_found' | 'command_failed', string]>
> = {
  70: ['disk_full', 'There is no place on the host that the login may write to.'],
  72: ['command_not_found', 'The host does not have the shell that the command is written for.'],
  73: ['command_failed', 'A run of this id lies on the host already.'],
  74: ['disk_full', 'The command could not be put on the host completely.'],
};

function describeFailure({ exitCode, stderr }: FramedResult, shell: AdHocShell): RemoteError {
  const [errorClass, message] = STAGE_FAILURES[exitCode ?? -1] ?? [
    'command_failed' as const,
    `The run could not be prepared with ${shell} (exit code ${exitCode ?? 'none'}).`,
  ];
  const stderrExcerpt = stderr.toString('utf8').slice(0, 300);
  return new RemoteError(errorClass, message, { mayHaveRun: false, exitCode, stderrExcerpt });
}

export type StagedState = 'absent' | 'staged' | 'fenced' | 'running' | 'lost' | 'ended';

export interface StagedLook {
  readonly state: StagedState;
  /** Of the shell around it; null unless it runs. */
  readonly pid: number | null;
  readonly exitCode: number | null;
  /** Bytes of output beyond what was kept. */
  readonly droppedBytes: number;
  readonly bootId: string | null;
}

/** How a staged run stands; waits on the host for up to `waitMs` for its end. Only reads. */
export async function lookAtStaged(
  transport: Transport,
  { directory, waitMs, signal }: { readonly directory: string; readonly waitMs: number; readonly signal?: AbortSignal },
): Promise<StagedLook> {
  const body = `mw_dir=${checkDirectory(directory)}\nmw_turns=${Math.ceil(waitMs / TURN_MS)}\n${LOOK}`;
  const timeoutMs = waitMs * 12 + LOOK_MARGIN_MS;
  const answer = await runFramed(transport, { timeoutMs, keepBytes: STEP.keepBytes, body, signal });
  const [boot = '', line = ''] = answer.stdout.toString('utf8').split('\n');
  const match = /^(absent|staged|fenced|lost|running|ended)(?: (\d{1,10}))?(?: +(\d{1,15}))?(?: +(\d{1,15}))?$/.exec(
    line.trim(),
  );
  if (match === null) throw new RemoteError('protocol_error', 'The host does not say how the run stands.');
  const [, state = 'lost', first, out = '0', err = '0'] = match;
  return {
    state: state as StagedState,
    pid: state === 'running' ? Number(first ?? 0) : null,
    exitCode: state === 'ended' ? Number(first ?? 0) : null,
    droppedBytes: Number(out) + Number(err),
    bootId: BOOT_ID.test(boot) ? boot : null,
  };
}

/** Keeps a staged run from being launched, unless it was already. Afterwards it is certain which of the two it is. */
export async function fenceStaged(transport: Transport, directory: string): Promise<'fenced' | 'launched' | 'absent'> {
  const answer = await runFramed(transport, { ...STEP, body: `mw_dir=${checkDirectory(directory)}\n${FENCE}` });
  const said = answer.stdout.toString('utf8').trim();
  if (said === 'fenced' || said === 'launched' || said === 'absent') return said;
  throw new RemoteError('protocol_error', 'The host does not say whether the run was launched.');
}

/** The heads of its output. */
export async function readStagedOutput(
  transport: Transport,
  directory: string,
  keepBytes: number,
): Promise<{ readonly stdout: Buffer; readonly stderr: Buffer }> {
  const body = `cd -- ${checkDirectory(directory)} || exit 71\ncat stdout 2>/dev/null\ncat stderr >&2\nexit 0\n`;
  return runFramed(transport, { timeoutMs: 120_000, keepBytes, body });
}

/** Takes its traces away. */
export async function removeStaged(transport: Transport, directory: string): Promise<void> {
  const path = checkDirectory(directory);
  await runFramed(transport, { ...STEP, body: `rm -rf -- ${path}\nexit 0\n` });
}

/** The same for runs whose directory nobody came to know: they were cut off between putting it there and telling so. */
export async function removeUnlaunched(transport: Transport, runIds: readonly string[]): Promise<void> {
  if (!runIds.every((id) => RUN_ID.test(id))) throw new RangeError('the id of a run is a UUID');
  await runFramed(transport, { ...STEP, body: `set -- ${runIds.join(' ')}\n${REMOVE_UNLAUNCHED}` });
}

function checkDirectory(directory: string): string {
  if (!DIRECTORY.test(directory)) throw new RangeError('not a directory of one of our runs');
  return quoteWord(directory);
}
