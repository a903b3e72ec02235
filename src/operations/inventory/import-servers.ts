import type { ImportFormat, ImportReport, ImportServers } from '../../domain/inventory/import.js';
import { CreateServer } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import { appendAuditEntries } from '../../platform/audit/append.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { describeEnrolment, describeRow, type NewServerRow } from './create-servers.js';
import { createCredentialFinder, type CredentialFinder } from './import/find-credential.js';
import { MAX_IMPORTED_HOSTS, type ImportedHost, type ImportIssue, type ParsedImport } from './import/imported-host.js';
import { parseAnsibleIni } from './import/parse-ansible-ini.js';
import { parseAnsibleYaml } from './import/parse-ansible-yaml.js';
import { parseCsv } from './import/parse-csv.js';
import { parseSshConfig } from './import/parse-ssh-config.js';
import { parseYamlList } from './import/parse-yaml-list.js';
import { lockJumps, requireJumpChain, type Jump } from './jump-chain.js';

const PARSERS: Readonly<Record<ImportFormat, (text: string) => ParsedImport>> = {
  csv: parseCsv,
  yaml: parseYamlList,
  ansible_ini: parseAnsibleIni,
  ansible_yaml: parseAnsibleYaml,
  ssh_config: parseSshConfig,
};

const ROWS_PER_INSERT = 500;

interface Work {
  readonly input: ImportServers;
  readonly findCredential: CredentialFinder;
  /** Ids by lower-case name: enrolled before, and made by this import. */
  readonly ids: Map<string, string>;
  readonly enrolled: NewServerRow[];
  readonly report: ImportReport;
}

/**
 * Enrols the hosts of a file. Servers whose name is known are left alone, so the same file may come again. One wrong
 * row refuses the whole file, unless `skipInvalid`; every wrong row is told, with the place it stands at.
 */
export async function importServers(context: CallContext, input: ImportServers): Promise<ImportReport> {
  const parsed = PARSERS[input.format](input.content);
  if (parsed.hosts.length > MAX_IMPORTED_HOSTS) {
    throw new MillwrightError(
      'unprocessable',
      `The file names ${parsed.hosts.length} hosts; at most ${MAX_IMPORTED_HOSTS} are taken at once.`,
    );
  }
  const report: ImportReport = { created: [], existing: [], errors: [...parsed.issues], dryRun: input.dryRun ?? false };
  const trx = await context.database.knex.transaction();
  try {
    await lockJumps(trx);
    const work = await prepareWork(input, report, trx);
    await importHosts(work, parsed.hosts, trx);
    if (report.errors.length > 0 && input.skipInvalid !== true && !report.dryRun) throw refuse(report.errors);
    const entries = work.enrolled.map((row) => describeEnrolment(context, row));
    // All at once and last: the audit chain is locked from here on.
    if (!report.dryRun) await appendAuditEntries(trx, entries);
    // What is rolled back has met every check that the real import will meet.
    await (report.dryRun ? trx.rollback() : trx.commit());
  } catch (error) {
    await trx.rollback();
    throw error;
  }
  return report;
}

async function prepareWork(input: ImportServers, report: ImportReport, trx: Transaction): Promise<Work> {
  const rows = await ServerModel.query(trx).select('id', 'name');
  const ids = new Map(rows.map((row) => [nameKey(row.name), row.id]));
  return { input, findCredential: await createCredentialFinder(trx, input.credentialId), ids, enrolled: [], report };
}

/** Names are unique whatever their case and the blanks around them. */
function nameKey(name: string): string {
  return name.trim().toLowerCase();
}

function refuse(issues: readonly ImportIssue[]): MillwrightError {
  return new MillwrightError(
    'unprocessable',
    `${issues.length} entr${issues.length === 1 ? 'y is' : 'ies are'} wrong; nothing was enrolled.`,
    {
      errors: issues.map((issue) => ({ path: issue.where, message: issue.message })),
    },
  );
}

/** Jump servers first, so that the hosts behind them find them; what is left when nothing moves has a wrong jump. */
async function importHosts(work: Work, hosts: readonly ImportedHost[], trx: Transaction): Promise<void> {
  let waiting = hosts.filter((host) => !isKnown(work, host));
  for (let moved = true; moved && waiting.length > 0;) {
    const ready = waiting.filter((host) => host.jump === undefined || work.ids.has(nameKey(host.jump)));
    waiting = waiting.filter((host) => !ready.includes(host));
    moved = ready.length > 0;
    await importWave(work, ready, trx);
  }
  for (const host of waiting) {
    work.report.errors.push({
      where: host.where,
      message: `the jump server "${host.jump ?? ''}" is neither enrolled nor in this file`,
    });
  }
}

function isKnown(work: Work, host: ImportedHost): boolean {
  const id = work.ids.get(nameKey(host.name));
  if (id !== undefined) work.report.existing.push({ id, name: host.name });
  return id !== undefined;
}

/** Hosts that wait for no other of the file, in few statements. */
async function importWave(work: Work, hosts: readonly ImportedHost[], trx: Transaction): Promise<void> {
  const rows: NewServerRow[] = [];
  for (const host of hosts) {
    const row = await checkHost(work, host, trx);
    if (row !== undefined) rows.push(row);
  }
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await ServerModel.query(trx).insert(rows.slice(from, from + ROWS_PER_INSERT));
  }
  work.enrolled.push(...rows);
}

/** The row of a host that can be enrolled; what is wrong with another one goes to the report. */
async function checkHost(work: Work, host: ImportedHost, trx: Transaction): Promise<NewServerRow | undefined> {
  const candidate = toCreateServer(work, host);
  if (typeof candidate === 'string') return refuseHost(work, host.where, candidate);
  const parsed = CreateServer.safeParse(candidate);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) refuseHost(work, `${host.where}: ${path.join('.')}`, message);
    return undefined;
  }
  if (work.ids.has(nameKey(host.name))) {
    return refuseHost(work, host.where, `the name "${host.name}" stands twice in this file`);
  }
  const row = describeRow(parsed.data);
  const { jumpServerId } = parsed.data;
  if (jumpServerId !== undefined) {
    const problem = await findJumpProblem({ id: row.id, jumpServerId }, trx);
    if (problem !== undefined) return refuseHost(work, host.where, problem);
  }
  work.ids.set(nameKey(row.name), row.id);
  work.report.created.push({ id: work.report.dryRun ? null : row.id, name: row.name, address: row.address });
  return row;
}

function refuseHost(work: Work, where: string, message: string): undefined {
  work.report.errors.push({ where, message });
  return undefined;
}

async function findJumpProblem(jump: Jump, trx: Transaction): Promise<string | undefined> {
  try {
    await requireJumpChain(jump, trx);
    return undefined;
  } catch (error) {
    // Refused, not broken: the transaction is sound and the other rows are looked at.
    if (error instanceof MillwrightError) return error.message;
    throw error;
  }
}

/** The enrolment this entry means, or what keeps it from being one. */
function toCreateServer(work: Work, host: ImportedHost): Record<string, unknown> | string {
  const local = host.transport === 'local';
  const credential = local ? undefined : work.findCredential(host);
  if (credential !== undefined && 'problem' in credential) return credential.problem;
  const site = host.site ?? work.input.site;
  const optional = {
    port: host.port === undefined ? undefined : Number(host.port),
    site,
    transport: host.transport,
    credentialId: credential?.id,
    jumpServerId: host.jump === undefined ? undefined : work.ids.get(nameKey(host.jump)),
    hostKeyFingerprint: host.fingerprint,
    sudo: host.sudo,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { name: host.name, address: host.address, labels: { ...work.input.labels, ...host.labels }, ...given };
}
