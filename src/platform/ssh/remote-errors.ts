/**
 * What can go wrong between us and a host: a closed vocabulary. A row says whether trying again can help, what the
 * operator should do, at which stage it happens, and whether the command may have run when it is reported.
 */
export interface RemoteErrorDefinition {
  readonly stage: 'resolve' | 'connect' | 'handshake' | 'authenticate' | 'channel' | 'command' | 'dispatch' | 'parse';
  /** Temporal and the pool retry these (with back-off); the others fail at once and wait for a person. */
  readonly retryable: boolean;
  readonly title: string;
  readonly remedy: string;
}

const define = <K extends string>(rows: Record<K, RemoteErrorDefinition>): Readonly<Record<K, RemoteErrorDefinition>> =>
  rows;

export const REMOTE_ERRORS = define({
  dns_failed: {
    stage: 'resolve',
    retryable: true,
    title: 'The host name cannot be resolved',
    remedy: 'Check the address and the DNS of the machine that runs this site’s worker.',
  },
  connection_refused: {
    stage: 'connect',
    retryable: true,
    title: 'Nothing listens on that port',
    remedy: 'Check that sshd runs on the host and that the port is right.',
  },
  host_unreachable: {
    stage: 'connect',
    retryable: true,
    title: 'There is no route to the host',
    remedy: 'Check the network path, firewall and jump host; is the machine powered on?',
  },
  connect_timeout: {
    stage: 'connect',
    retryable: true,
    title: 'The TCP connection was not answered in time',
    remedy: 'Check that the host is up and no firewall drops the packets.',
  },
  handshake_timeout: {
    stage: 'handshake',
    retryable: true,
    title: 'The host accepted the connection but did not finish the SSH handshake',
    remedy: 'Look at the load of the host and at sshd’s log; restart sshd if it hangs.',
  },
  handshake_failed: {
    stage: 'handshake',
    retryable: false,
    title: 'No common SSH algorithm, or not an SSH server',
    remedy: 'Check the port; update sshd, or allow legacy algorithms for this host.',
  },
  connection_throttled: {
    stage: 'handshake',
    retryable: true,
    title: 'The server dropped the connection before the handshake (MaxStartups or a source penalty)',
    remedy: 'Wait; raise MaxStartups, or list this controller in PerSourcePenaltyExemptList.',
  },
  host_key_mismatch: {
    stage: 'handshake',
    retryable: false,
    title: 'The host key is not the pinned one',
    remedy:
      'Find out why the key changed. If it is legitimate, accept the new fingerprint with POST …/servers/{id}/host-key/accept.',
  },
  auth_rejected: {
    stage: 'authenticate',
    retryable: false,
    title: 'The host refused the login',
    remedy: 'Add the public key to the user’s authorized_keys, or correct the user or password of the credential.',
  },
  key_unusable: {
    stage: 'authenticate',
    retryable: false,
    title: 'The private key cannot be used',
    remedy: 'Import the key again in OpenSSH format or generate a new one.',
  },
  key_passphrase_wrong: {
    stage: 'authenticate',
    retryable: false,
    title: 'The private key’s passphrase is missing or wrong',
    remedy: 'Import the key again together with its passphrase.',
  },
  credential_missing: {
    stage: 'authenticate',
    retryable: false,
    title: 'The server has no usable credential',
    remedy: 'Give the server a credential with an SSH key or a password.',
  },
  jump_host_failed: {
    stage: 'connect',
    retryable: true,
    title: 'The jump host could not be used',
    remedy: 'Test the connection of the jump server first; it must allow TCP forwarding.',
  },
  circuit_open: {
    stage: 'connect',
    retryable: true,
    title: 'The host failed several times in a row and is left alone for a while',
    remedy: 'See the earlier errors of this server; test-connection tries at once.',
  },
  channel_refused: {
    stage: 'channel',
    retryable: true,
    title: 'The server refused another channel (MaxSessions)',
    remedy: 'Nothing to do if it passes; otherwise raise MaxSessions on the host.',
  },
  shell_unusable: {
    stage: 'channel',
    retryable: false,
    title: 'The login gives no POSIX shell',
    remedy: 'Give the user /bin/sh (or any shell that can exec it) and remove a ForceCommand.',
  },
  forwarding_refused: {
    stage: 'channel',
    retryable: false,
    title: 'The server does not allow this forwarding',
    remedy: 'Set AllowTcpForwarding or AllowStreamLocalForwarding to yes for this user.',
  },
  command_not_found: {
    stage: 'command',
    retryable: false,
    title: 'The tool is not installed on the host',
    remedy: 'Install it, or leave it: what it would measure is recorded as a missing capability.',
  },
  permission_denied: {
    stage: 'command',
    retryable: false,
    title: 'The login user may not do that',
    remedy: 'Allow it by sudo, or use another user.',
  },
  sudo_password_required: {
    stage: 'command',
    retryable: false,
    title: 'sudo asks for a password',
    remedy: 'Store the sudo password in the credential, or add a NOPASSWD rule.',
  },
  sudo_refused: {
    stage: 'command',
    retryable: false,
    title: 'sudo refused the command',
    remedy: 'Check the sudo password and the sudoers rules of the login user.',
  },
  command_failed: {
    stage: 'command',
    retryable: false,
    title: 'The command ended with an unexpected exit code',
    remedy: 'See the exit code and the error output in the command log.',
  },
  command_timeout: {
    stage: 'command',
    retryable: true,
    title: 'The command did not end in time and was killed',
    remedy: 'Look for a hanging disk or mount on the host.',
  },
  output_too_large: {
    stage: 'command',
    retryable: false,
    title: 'The output was larger than allowed',
    remedy: 'Look at what the host prints at login and what the command returns; something floods its output.',
  },
  disk_full: {
    stage: 'command',
    retryable: false,
    title: 'No space left on the host’s disk',
    remedy: 'Free space on the file system named in the message.',
  },
  connection_lost: {
    stage: 'command',
    retryable: true,
    title: 'The connection broke while the command ran; its outcome is unknown',
    remedy: 'Read-only work is repeated by itself; otherwise check the host’s state first.',
  },
  remote_killed: {
    stage: 'command',
    retryable: true,
    title: 'The command was killed on the host',
    remedy: 'Look for the out-of-memory killer in the host’s kernel log.',
  },
  docker_unavailable: {
    stage: 'command',
    retryable: true,
    title: 'The container engine does not answer',
    remedy: 'Check that the engine runs and that the login user may use its socket.',
  },
  zfs_failed: {
    stage: 'command',
    retryable: false,
    title: 'A ZFS tool reported a failure',
    remedy: 'Run zpool status on the host.',
  },
  systemd_failed: {
    stage: 'command',
    retryable: false,
    title: 'systemd did not carry out the request',
    remedy: 'Look at systemctl status and journalctl -u of the unit.',
  },
  cancelled: {
    stage: 'command',
    retryable: false,
    title: 'The work was cancelled',
    remedy: 'Start it again if it is still wanted.',
  },
  protocol_error: {
    stage: 'command',
    retryable: true,
    title: 'The answer of the host breaks the protocol',
    remedy: 'See the message; repeated occurrences point to a broken sshd or login script.',
  },
  parse_failed: {
    stage: 'parse',
    retryable: false,
    title: 'The output of a tool was not understood',
    remedy: 'Report the tool’s version and the offending line; the other data of the host is not affected.',
  },
  site_unserved: {
    stage: 'dispatch',
    retryable: true,
    title: 'No worker serves the server’s site',
    remedy: 'Start a worker with TASK_QUEUE set to the site, or move the server to a served site.',
  },
  server_blocked: {
    stage: 'dispatch',
    retryable: false,
    title: 'Work on this server is stopped until a person decides',
    remedy: 'Accept or reject the changed host key first.',
  },
});

export type RemoteErrorClass = keyof typeof REMOTE_ERRORS;

export interface RemoteErrorDetails {
  /** True when the command may have run (fully or in part) although we have no result. */
  readonly mayHaveRun?: boolean;
  readonly exitCode?: number | null;
  readonly stderrExcerpt?: string;
  readonly cause?: unknown;
}

/** A failure of the vocabulary above. `message` names host and circumstance and holds no secret. */
export class RemoteError extends Error {
  readonly errorClass: RemoteErrorClass;
  readonly mayHaveRun: boolean;
  readonly exitCode: number | null;
  readonly stderrExcerpt: string;

  constructor(errorClass: RemoteErrorClass, message: string, details: RemoteErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = errorClass;
    this.errorClass = errorClass;
    this.mayHaveRun = details.mayHaveRun ?? false;
    this.exitCode = details.exitCode ?? null;
    this.stderrExcerpt = details.stderrExcerpt ?? '';
  }

  get definition(): RemoteErrorDefinition {
    return REMOTE_ERRORS[this.errorClass];
  }
}
