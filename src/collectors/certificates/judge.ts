import type { CertificateObservation } from '../../domain/inventory/found-certificate.js';
import { ParseError } from '../../platform/commands/index.js';
import type { Learned } from '../collector.js';
import type { ListenerAnswer } from './ask-listeners.js';
import { observeCertificate } from './observe-certificate.js';
import type { CertificatesFacts, FoundFiles, Listener } from './schema.js';
import { chooseTlsListeners } from './tls-ports.js';

const SOON_MS = 30 * 86_400_000;
const MAX_ERRORS = 20;

/** What the first round gives. One certificate that is none costs only itself. */
export function learnFromFiles(
  files: FoundFiles | undefined,
  listeners: readonly Listener[] | undefined,
  now: Date,
): Learned<CertificatesFacts> {
  const errors: ParseError[] = [];
  const certificates = (files?.blocks ?? []).flatMap(({ path, position, der }): CertificateObservation[] => {
    const location = position === 1 ? path : `${path}#${position}`;
    try {
      return [observeCertificate(der, { location, kind: 'file' })];
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      if (errors.length < MAX_ERRORS) errors.push(error);
      return [];
    }
  });
  const chosen = chooseTlsListeners(listeners ?? []);
  const facts: CertificatesFacts = {
    checkedAt: now.toISOString(),
    certificates,
    ...countExpiry(certificates, now),
    filesComplete: files?.complete ?? false,
    listeners: [...chosen],
    listenersComplete: listeners !== undefined && chosen.length === 0,
  };
  return { facts, errors };
}

export function addListeners(
  facts: CertificatesFacts,
  answers: readonly ListenerAnswer[],
  now: Date,
): Learned<CertificatesFacts> {
  const shown = answers.flatMap(({ certificate }) => certificate ?? []);
  const certificates = [...facts.certificates, ...shown];
  const listeners = answers.map(({ listener }) => listener);
  return {
    facts: {
      ...facts,
      certificates,
      ...countExpiry(certificates, now),
      listeners,
      listenersComplete: listeners.every(({ state }) => state !== 'unreachable' && state !== 'not_asked'),
    },
    errors: answers.flatMap(({ error }) => error ?? []).slice(0, 1),
  };
}

/** The first of a file and what a listener shows; behind them, authorities only complete the chain. */
export function mattersByItself({ location, isAuthority }: CertificateObservation): boolean {
  return !isAuthority || !/#\d+$/.test(location);
}

function countExpiry(
  certificates: readonly CertificateObservation[],
  now: Date,
): Pick<CertificatesFacts, 'expired' | 'expiringWithin30Days'> {
  const leftMs = certificates.filter(mattersByItself).map(({ notAfter }) => Date.parse(notAfter) - now.getTime());
  return {
    expired: leftMs.filter((left) => left <= 0).length,
    expiringWithin30Days: leftMs.filter((left) => left > 0 && left <= SOON_MS).length,
  };
}
