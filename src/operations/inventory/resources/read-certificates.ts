import { CertificateObservation } from '../../../domain/inventory/found-certificate.js';
import type { FoundCertificate } from '../../../domain/inventory/resources.js';
import { FoundCertificateModel } from '../../../models/inventory/found-certificate-model.js';
import { MillwrightError } from '../../../platform/errors/millwright-error.js';
import type { CallContext } from '../../context.js';
import { presentLife, whereThere, type ResourceFilter } from './resource-page.js';

export interface CertificateFilter extends Pick<ResourceFilter, 'limit' | 'serverId' | 'selector' | 'includeGone'> {
  readonly after?: { readonly notAfter: string; readonly id: string } | undefined;
  readonly expiresBefore?: string | undefined;
}

/** Certificates met on the hosts, those that end first at the head. */
export async function listCertificates(context: CallContext, filter: CertificateFilter): Promise<FoundCertificate[]> {
  const { knex } = context.database;
  const query = FoundCertificateModel.query(knex).orderBy('notAfter').orderBy('id').limit(filter.limit);
  whereThere(query, context, filter);
  if (filter.expiresBefore !== undefined) query.where('notAfter', '<', new Date(filter.expiresBefore));
  if (filter.after !== undefined) {
    query.whereRaw('(not_after, id) > (?::timestamptz, ?::uuid)', [filter.after.notAfter, filter.after.id]);
  }
  return (await query).map(presentCertificate);
}

export async function getCertificate(context: CallContext, id: string): Promise<FoundCertificate> {
  const row = await FoundCertificateModel.query(context.database.knex).findById(id);
  if (row === undefined)
    throw new MillwrightError('not_found', `There is no certificate ${id} that was found on a host.`);
  return presentCertificate(row);
}

function presentCertificate(row: FoundCertificateModel): FoundCertificate {
  const seen = CertificateObservation.safeParse(row.observation).data;
  return {
    id: row.id,
    serverId: row.serverId,
    location: row.location,
    kind: row.kind,
    subject: seen?.subject ?? row.name,
    issuer: seen?.issuer ?? '',
    names: seen?.names ?? [row.name],
    serial: seen?.serial ?? '',
    fingerprint: row.fingerprint,
    notBefore: row.notBefore.toISOString(),
    notAfter: row.notAfter.toISOString(),
    keyType: seen?.keyType ?? null,
    selfSigned: seen?.selfSigned ?? false,
    isAuthority: seen?.isAuthority ?? false,
    ...presentLife(row),
  };
}
