import { z } from 'zod';
import type { ImportedHost, ImportIssue, ParsedImport } from './imported-host.js';
import { parseYamlText } from './parse-yaml-text.js';

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
  const read = parseYamlText(text);
  if (!read.ok) return { hosts: [], issues: read.issues };
  const document = read.value;
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
