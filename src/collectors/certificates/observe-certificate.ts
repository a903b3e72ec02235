import { X509Certificate } from 'node:crypto';
import type { CertificateObservation } from '../../domain/inventory/found-certificate.js';
import { ParseError } from '../../platform/commands/index.js';
import { cutText } from '../shared/host-text.js';

const MAX_NAMES = 100;
const MAX_NAME = 253;
const MAX_DISTINGUISHED_NAME = 500;

/** Throws ParseError for whatever OpenSSL does not take as a certificate. */
export function observeCertificate(
  der: Buffer,
  where: Pick<CertificateObservation, 'location' | 'kind'>,
): CertificateObservation {
  try {
    return describe(new X509Certificate(der), where);
  } catch (error) {
    if (error instanceof ParseError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new ParseError('certificate', `this is no certificate (${cutText(problem)})`, where.location);
  }
}

function describe(
  certificate: X509Certificate,
  where: Pick<CertificateObservation, 'location' | 'kind'>,
): CertificateObservation {
  const subject = oneLine(certificate.subject);
  const issuer = oneLine(certificate.issuer);
  return {
    ...where,
    subject,
    issuer,
    names: namesOf(certificate),
    serial: cutText(certificate.serialNumber.toLowerCase()),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: readTime(certificate.validFrom, where.location),
    notAfter: readTime(certificate.validTo, where.location),
    keyType: keyTypeOf(certificate),
    selfSigned: certificate.subject === certificate.issuer,
    isAuthority: certificate.ca,
  };
}

/** OpenSSL puts each part on a line of its own. An empty name is allowed: then the alternative names count. */
function oneLine(name: string | undefined): string {
  return cutText((name ?? '').split('\n').join(', '), MAX_DISTINGUISHED_NAME);
}

function namesOf(certificate: X509Certificate): string[] {
  const names = readAlternativeNames(certificate.subjectAltName ?? '');
  if (names.length > 0) return names;
  const common = /^CN=(.*)$/m.exec(certificate.subject ?? '')?.[1];
  return common === undefined ? [] : [cutText(common, MAX_NAME)];
}

/** `DNS:a.example, IP Address:10.0.0.1, DNS:"with, comma"`: names and addresses, in their order. */
export function readAlternativeNames(text: string): string[] {
  const names: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/(?:DNS|IP Address):(?:"((?:[^"\\]|\\.)*)"|([^,]*))(?:, |$)/g)) {
    const name = cutText(quoted ?? plain ?? '', MAX_NAME).trim();
    if (name !== '') names.push(name);
    if (names.length >= MAX_NAMES) break;
  }
  return [...new Set(names)];
}

/** `Jan  1 00:00:00 2024 GMT`. */
function readTime(text: string, location: string): string {
  const time = Date.parse(text);
  if (!Number.isFinite(time)) throw new ParseError('certificate', `its time '${cutText(text)}' is none`, location);
  return new Date(time).toISOString();
}

/** `rsa-2048`, `ec-prime256v1`, `ed25519`; null for a key that this build of OpenSSL does not know. */
function keyTypeOf(certificate: X509Certificate): string | null {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const detail = asymmetricKeyDetails?.modulusLength ?? asymmetricKeyDetails?.namedCurve;
    if (asymmetricKeyType === undefined) return null;
    return cutText(detail === undefined ? asymmetricKeyType : `${asymmetricKeyType}-${detail}`);
  } catch {
    return null;
  }
}
