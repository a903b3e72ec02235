import { parse } from 'yaml';
import { z } from 'zod';
import type { ImportedHost, ImportIssue, ParsedImport } from './imported-host.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Entry = z.strictObject({
  name: scalar,
  address: scalar.optional(),
  port: z.union([z.number(), z.string()]).optional(),
  user: scalar.optional(),
  credential: scalar.optional(),
  site: scalar.optional(),
  labels: z.record(z.string(), scalar).optional(),
  jump: scalar.optional(),
  transport: scalar.optional(),
  fingerprint: scalar.optional(),
  sudo: scalar.optional(),
});

/** A YAML list of servers (or `servers:` with one), with the CSV’s columns as keys and `labels` as a map. */
export function parseYamlList(text: string): ParsedImport {
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return { hosts: [], issues: [{ where: 'file', message: `is not YAML: ${(error as Error).message}` }] };
  }
  const list = Array.isArray(document) ? document : (document as { servers?: unknown } | null)?.servers;
  if (!Array.isArray(list))
    return {
      hosts: [],
      issues: [{ where: 'file', message: 'must be a list of servers, or hold one under `servers`' }],
    };
  const hosts: ImportedHost[] = [];
  const issues: ImportIssue[] = [];
  list.forEach((item, index) => {
    const where = `servers[${index}]`;
    const parsed = Entry.safeParse(item);
    if (parsed.success)
      hosts.push({
        where,
        ...parsed.data,
        address: parsed.data.address ?? parsed.data.name,
        labels: parsed.data.labels ?? {},
      });
    else
      for (const issue of parsed.error.issues)
        issues.push({ where: `${where}.${issue.path.join('.')}`, message: issue.message });
  });
  return { hosts, issues };
}
