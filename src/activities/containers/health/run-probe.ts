import type { Duplex } from 'node:stream';
import { probeKey, type ProbeResult } from '../../../domain/containers/health/observation.js';
import type { HealthProbe } from '../../../domain/containers/policy.js';
import { EngineError } from '../../../platform/engines/engine-error.js';
import type { ContainerEngine, EngineObject } from '../../../platform/engines/engine.js';
import { showText } from '../../../platform/engines/show-text.js';
import { RemoteError } from '../../../platform/ssh/remote-errors.js';
import type { Transport } from '../../../platform/ssh/transport.js';
import { askOverHttp, type HttpProbe } from './probe-http.js';
import { resolveTarget, type ProbeTarget } from './resolve-target.js';

export interface ProbeSurroundings {
  readonly engine: Pick<ContainerEngine, 'exec'>;
  readonly transport: Pick<Transport, 'open'>;
  readonly containerId: string;
  /** Of the container whose network is asked: its own, or the one it shares. */
  readonly network: EngineObject;
}

interface Outcome {
  readonly passed: boolean;
  /** Default: yes. */
  readonly asked?: boolean;
  readonly detail: string;
}

const MAX_DETAIL = 300;
const MAX_EXEC_OUTPUT_BYTES = 4_096;

/**
 * Asks one probe. Whatever the container does is a result; rejects only when the way to the host or the engine broke,
 * which says nothing about the container.
 */
export async function runProbe(probe: HealthProbe, around: ProbeSurroundings): Promise<ProbeResult> {
  const begun = performance.now();
  const { passed, asked = true, detail } = await ask(probe, around);
  return {
    key: probeKey(probe),
    passed,
    asked,
    detail: showText(detail, MAX_DETAIL),
    durationMs: Math.round(performance.now() - begun),
  };
}

function ask(probe: HealthProbe, around: ProbeSurroundings): Promise<Outcome> {
  return probe.type === 'exec' ? askByExec(probe, around) : askByNetwork(probe, around);
}

async function askByExec(
  { argv, timeoutSeconds }: Extract<HealthProbe, { type: 'exec' }>,
  { engine, containerId }: ProbeSurroundings,
): Promise<Outcome> {
  try {
    const timeoutMs = Math.round(timeoutSeconds * 1_000);
    const result = await engine.exec(containerId, { argv, timeoutMs, maxOutputBytes: MAX_EXEC_OUTPUT_BYTES });
    const said = result.stderr.trim() || result.stdout.trim();
    return { passed: result.exitCode === 0, detail: `exit code ${result.exitCode}${said === '' ? '' : `: ${said}`}` };
  } catch (error) {
    if (!(error instanceof EngineError) || SILENT.has(error.code)) throw error;
    return {
      passed: false,
      detail: error.code === 'timeout' ? `it did not end within ${timeoutSeconds} s` : error.message,
    };
  }
}

/** The engine itself did not answer. */
const SILENT: ReadonlySet<EngineError['code']> = new Set(['connection_lost', 'unavailable']);

type NetworkProbe = Exclude<HealthProbe, { type: 'exec' }>;

async function askByNetwork(probe: NetworkProbe, around: ProbeSurroundings): Promise<Outcome> {
  const target = resolveTarget({ port: probe.port, address: probe.address, inspect: around.network });
  if (!target.ok) return { passed: false, asked: false, detail: target.message };
  const signal = AbortSignal.timeout(Math.round(probe.timeoutSeconds * 1_000));
  let stream: Duplex | undefined;
  try {
    stream = await openInTime(around.transport, target, signal);
    stream.on('error', () => undefined);
    return probe.type === 'tcp' ? await watchStream(stream, target) : await askHttp(stream, { probe, target, signal });
  } catch (error) {
    return explainFailure(error, { probe, target, signal });
  } finally {
    stream?.destroy();
  }
}

/** A stream that comes too late is closed: nobody waits for it. */
async function openInTime(
  transport: ProbeSurroundings['transport'],
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<Duplex> {
  const { host, port } = target;
  const opening = transport.open({ host, port });
  return new Promise((resolve, reject) => {
    const onTimeout = (): void => {
      opening.then(
        (late) => late.on('error', () => undefined).destroy(),
        () => undefined,
      );
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onTimeout, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', onTimeout));
  });
}

/** A proxy in front of a port accepts before the container does, and hangs up when nobody is there. */
const HANG_UP_MS = 150;

async function watchStream(stream: Duplex, { host, port }: ProbeTarget): Promise<Outcome> {
  const hungUp = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), HANG_UP_MS);
    const settle = (value: boolean) => (): void => {
      clearTimeout(timer);
      resolve(value);
    };
    stream.once('data', settle(false));
    stream.once('end', settle(true));
    stream.once('close', settle(true));
  });
  if (hungUp) return { passed: false, detail: `${host} port ${port} accepts and hangs up at once` };
  return { passed: true, detail: `${host} port ${port} accepts` };
}

async function askHttp(
  stream: Duplex,
  { probe, target, signal }: { probe: HttpProbe; target: ProbeTarget; signal: AbortSignal },
): Promise<Outcome> {
  const answer = await askOverHttp(stream, { probe, target, signal });
  const expected = probe.expectStatus?.includes(answer.status) ?? (answer.status >= 200 && answer.status < 400);
  const wanted = probe.expectStatus === undefined ? '200 to 399' : probe.expectStatus.join(', ');
  if (!expected) return { passed: false, detail: `${probe.scheme} ${answer.status}, expected ${wanted}` };
  if (answer.bodyHasText === false) {
    return {
      passed: false,
      detail: `${probe.scheme} ${answer.status}, without the expected text in its first ${answer.readBytes} bytes`,
    };
  }
  return {
    passed: true,
    detail: `${probe.scheme} ${answer.status}${answer.bodyHasText === true ? ' with the expected text' : ''}`,
  };
}

interface Failed {
  readonly probe: NetworkProbe;
  readonly target: ProbeTarget;
  readonly signal: AbortSignal;
}

function explainFailure(error: unknown, { probe, target, signal }: Failed): Outcome {
  const where = `${target.host} port ${target.port}`;
  if (signal.aborted) return { passed: false, detail: `${where} did not answer within ${probe.timeoutSeconds} s` };
  if (error instanceof RemoteError) {
    const refusal = REFUSALS[error.errorClass];
    if (refusal === undefined) throw error;
    return { passed: false, asked: error.errorClass !== 'forwarding_refused', detail: `${refusal} ${where}` };
  }
  const scheme = probe.type === 'http' ? probe.scheme : 'tcp';
  return {
    passed: false,
    detail: `${where} does not speak ${scheme}: ${error instanceof Error ? error.message : String(error)}`,
  };
}

/** What a host says of a port; every other failure is one of the way to the host. */
const REFUSALS: Readonly<Partial<Record<RemoteError['errorClass'], string>>> = {
  connection_refused: 'nothing listens on',
  host_unreachable: 'the host does not reach',
  permission_denied: 'the host does not let the login use',
  connect_timeout: 'no answer in time from',
  forwarding_refused: 'the SSH server forbids forwarding (AllowTcpForwarding), so nobody can ask',
};
