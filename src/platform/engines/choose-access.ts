import type { BridgeSudo, BridgeTarget, StdioBridge } from '../ssh/transport.js';
import type { SocketFacts } from './look-at-socket.js';

export interface AccessQuestion {
  readonly socketPath: string;
  readonly runtime: 'docker' | 'podman';
  /** The socket was refused although the login user may use it: forwarding is off, or nobody listens. */
  readonly asLogin: SocketFacts;
  /** undefined when sudo is not to be used or was refused. */
  readonly asRoot: SocketFacts | undefined;
  readonly sudo: BridgeSudo | undefined;
}

/** Ways to try in turn, at least one; or what is to be done. */
export type Access = { readonly targets: readonly BridgeTarget[] } | { readonly problem: string };

/**
 * Its own tool first; socat is as good, but says less when it fails. `docker` may be Podman's imitation, and Podman's
 * own bridge serves Podman only.
 */
const ORDER: Readonly<Record<AccessQuestion['runtime'], readonly StdioBridge[]>> = {
  docker: ['docker', 'socat'],
  podman: ['podman', 'docker', 'socat'],
};

/** The ways to a socket that could not be opened directly, or what is to be done about it. */
export function chooseAccess(question: AccessQuestion): Access {
  const { socketPath, runtime, asLogin, asRoot, sudo } = question;
  const list = (facts: SocketFacts, root: Pick<BridgeTarget, 'sudo'>): Access => {
    const targets = ORDER[runtime]
      .filter((bridge) => facts.bridges.includes(bridge))
      .map((bridge) => ({ bridge, socketPath, ...root }));
    return targets.length === 0 ? { problem: describeNoBridge(question) } : { targets };
  };
  if (asLogin.writable) return list(asLogin, {});
  if (asRoot?.exists === true && sudo !== undefined) return list(asRoot, { sudo });
  return { problem: asLogin.exists ? describeForbidden(question) : describeMissing(question) };
}

function describeNoBridge({ socketPath, runtime }: AccessQuestion): string {
  return (
    `${socketPath} cannot be forwarded (sshd forbids it, or nobody listens there), and the host has none of ` +
    `${ORDER[runtime].join(', ')} to reach it otherwise. Start the engine, allow it with ` +
    '"AllowStreamLocalForwarding yes", or install socat.'
  );
}

function describeForbidden({ socketPath, asLogin, runtime }: AccessQuestion): string {
  const group =
    runtime === 'docker'
      ? `Add the login to the socket's group ("usermod -aG docker ${asLogin.user}") and let it log in anew`
      : "Give the login access to the socket's file";
  return `The login ${asLogin.user} may not use ${socketPath}: it is not in the socket's group. ${group}, or let it use sudo.`;
}

function describeMissing({ socketPath, asLogin, asRoot }: AccessQuestion): string {
  const who = asRoot === undefined ? `the login ${asLogin.user}` : 'root';
  return (
    `There is no socket ${socketPath} that ${who} can see: the engine is not installed, does not run, or listens ` +
    'elsewhere. Start it, or set the path of its socket.'
  );
}
