import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Files with a certificate of its own making for `localhost` and its key; gone when the test ends. */
export function makeCertificate(t: ExecutionContext): OwnCertificate {
  const directory = mkdtempSync(join(tmpdir(), 'certificate-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const files = ['-subj', '/CN=localhost', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files], { stdio: 'ignore' });
  return { certificate, key };
}
