/** One command of the command line. Modules load on use: `help` needs no database driver. */
export interface CliCommand {
  /** One or two words. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Resolves with the exit code. Throws MillwrightError for what a person can mend. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

export const COMMANDS: readonly CliCommand[] = [
  {
    name: 'up',
    usage: 'up',
    summary: 'Everything in one go: embedded PostgreSQL and Temporal, API and worker.',
    run: async (args) => (await import('./up.js')).runUp(args),
  },
  {
    name: 'api',
    usage: 'api',
    summary: 'The HTTP API alone (needs DATABASE_URL and TEMPORAL_ADDRESS).',
    run: async (args) => (await import('./separate.js')).runApi(args),
  },
  {
    name: 'worker',
    usage: 'worker',
    summary: 'A worker for the site TASK_QUEUE (needs DATABASE_URL and TEMPORAL_ADDRESS).',
    run: async (args) => (await import('./separate.js')).runWorker(args),
  },
  {
    name: 'migrate',
    usage: 'migrate',
    summary: 'Brings the database schema and Temporal’s search attributes up to date.',
    run: async (args) => (await import('./separate.js')).runMigrate(args),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'Checks every dependency and says what to do about each failure.',
    run: async (args) => (await import('./doctor.js')).runDoctor(args),
  },
  {
    name: 'token create',
    usage: 'token create --admin',
    summary: 'A new admin token, for who has lost the others; shown once.',
    run: async (args) => (await import('./administer.js')).runTokenCreate(args),
  },
  {
    name: 'pause',
    usage: 'pause',
    summary: 'The global switch: no new mutating work starts anywhere until `resume`.',
    run: async (args) => (await import('./administer.js')).runPause(args, true),
  },
  {
    name: 'resume',
    usage: 'resume',
    summary: 'Takes the pause away.',
    run: async (args) => (await import('./administer.js')).runPause(args, false),
  },
  {
    name: 'run',
    usage: 'run SERVER [--reason R] [--read-only] [--json] -- COMMAND…',
    summary: 'Runs a command on a server through the API: at once when it only reads, else under protection.',
    run: async (args) => (await import('./remote/run.js')).runRun(args),
  },
  {
    name: 'approvals',
    usage: 'approvals [list | show ID | approve ID | reject ID | acknowledge ID]',
    summary: 'What waits for a person, and deciding it (needs MILLWRIGHT_TOKEN of a person).',
    run: async (args) => (await import('./remote/approvals.js')).runApprovals(args),
  },
  {
    name: 'backup',
    usage: 'backup FILE --passphrase-file F',
    summary: 'Database and settings into FILE, the master key apart into FILE.key; both encrypted.',
    run: async (args) => (await import('./safekeeping.js')).runBackup(args),
  },
  {
    name: 'restore',
    usage: 'restore FILE --passphrase-file F',
    summary: 'Puts a backup back onto an empty database.',
    run: async (args) => (await import('./safekeeping.js')).runRestore(args),
  },
  {
    name: 'audit verify',
    usage: 'audit verify [EXPORT]',
    summary: 'Verifies the audit chain, or an exported one, against the checkpoints.',
    run: async (args) => (await import('./safekeeping.js')).runAuditVerify(args),
  },
];
