import type { ImportFormat, ImportReport, ImportServers } from '../../domain/inventory/import.js';
import { CreateServer } from '../../domain/inventory/server.js';
import { ServerModel } from '../../models/inventory/server-model.js';
import type { Transaction } from '../../platform/db/database.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import type { CallContext } from '../context.js';
import { insertServer } from './create-servers.js';
import { createCredentialFinder, type CredentialFinder } from './import/find-credential.js';
import { MAX_IMPORTED_HOSTS, type ImportedHost, type ImportIssue, type ParsedImport } from './import/imported-host.js';
import { parseAnsibleIni } from './import/parse-ansible-ini.js';
import { parseAnsibleYaml } from './import/parse-ansible-yaml.js';
import { parseCsv } from './import/parse-csv.js';
import { parseSshConfig } from './import/parse-ssh-config.js';
import { parseYamlList } from './import/parse-yaml-list.js';

const PARSERS: Readonly<Record<ImportFormat, (text: string) => ParsedImport>> = {
  csv: parseCsv,
  yaml: parseYamlList,
  ansible_ini: parseAnsibleIni,
  ansible_yaml: parseAnsibleYaml,
  ssh_config: parseSshConfig,
};

interface Work {
  readonly context: CallContext;
  readonly input: ImportServers;
  readonly findCredential: CredentialFinder;
  /** Ids by lower-case name: enrolled before, and made by this import. */
  readonly ids: Map<string, string>;
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
  await context.database.knex.transaction(async (trx) => {
    const rows = await ServerModel.query(trx).select('id', 'name');
    const ids = new Map(rows.map((row) => [row.name.toLowerCase(), row.id]));
    const work: Work = {
      context,
      input,
      findCredential: await createCredentialFinder(trx, input.credentialId),
      ids,
      report,
    };
    await importHosts(work, parsed.hosts, trx);
    if (report.errors.length > 0 && input.skipInvalid !== true && !report.dryRun) throw refuse(report.errors);
  });
  return report;
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
    const ready = waiting.filter((host) => host.jump === undefined || work.ids.has(host.jump.toLowerCase()));
    waiting = waiting.filter((host) => !ready.includes(host));
    moved = ready.length > 0;
    for (const host of ready) await importHost(work, host, trx);
  }
  for (const host of waiting) {
    work.report.errors.push({
      where: host.where,
      message: `the jump server "${host.jump ?? ''}" is neither enrolled nor in this file`,
    });
  }
}

function isKnown(work: Work, host: ImportedHost): boolean {
  const id = work.ids.get(host.name.toLowerCase());
  if (id !== undefined) work.report.existing.push({ id, name: host.name });
  return id !== undefined;
}

async function importHost(work: Work, host: ImportedHost, trx: Transaction): Promise<void> {
  const candidate = toCreateServer(work, host);
  if (typeof candidate === 'string') {
    work.report.errors.push({ where: host.where, message: candidate });
    return;
  }
  const parsed = CreateServer.safeParse(candidate);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      work.report.errors.push({ where: `${host.where}: ${issue.path.join('.')}`, message: issue.message });
    }
    return;
  }
  if (work.ids.has(host.name.toLowerCase())) {
    work.report.errors.push({ where: host.where, message: `the name "${host.name}" stands twice in this file` });
    return;
  }
  const server = work.report.dryRun ? undefined : await insertServer(work.context, parsed.data, trx);
  work.ids.set(host.name.toLowerCase(), server?.id ?? '00000000-0000-7000-8000-000000000000');
  work.report.created.push({ id: server?.id ?? null, name: host.name, address: host.address });
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
    jumpServerId: host.jump === undefined ? undefined : work.ids.get(host.jump.toLowerCase()),
    hostKeyFingerprint: host.fingerprint,
    sudo: host.sudo,
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { name: host.name, address: host.address, labels: { ...work.input.labels, ...host.labels }, ...given };
}
