import { parse } from 'csv-parse/sync';
import { parseLabelList, type ImportedHost, type ImportIssue, type ParsedImport } from './imported-host.js';

const COLUMNS = [
  'name',
  'address',
  'port',
  'user',
  'credential',
  'site',
  'labels',
  'jump',
  'transport',
  'fingerprint',
  'sudo',
];

/**
 * A CSV with a header line. Columns: name, address (both needed), port, user, credential, site, labels (`role=db site=x`),
 * jump, transport, fingerprint, sudo; columns named `label:KEY` set one label each.
 */
export function parseCsv(text: string): ParsedImport {
  const issues: ImportIssue[] = [];
  const repeated = new Set<string>();
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, {
      columns: (header: string[]) => {
        const names = header.map((name) => name.trim());
        for (const [index, name] of names.entries()) if (names.indexOf(name) < index) repeated.add(name);
        return names;
      },
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
      relax_column_count: false,
    });
  } catch (error) {
    // The parser's own message may quote a cell, and cells hold passwords by mistake.
    const { lines, code } = error as { lines?: number; code?: string };
    const message = `is not CSV with as many cells as the header has (${code ?? 'unknown error'})`;
    return { hosts: [], issues: [{ where: lines === undefined ? 'file' : `line ${lines}`, message }] };
  }
  if (repeated.size > 0)
    issues.push({ where: 'line 1', message: `column(s) ${[...repeated].join(', ')} stand there twice` });
  const unknown = Object.keys(records[0]?.record ?? {}).filter(
    (name) => !COLUMNS.includes(name) && !name.startsWith('label:'),
  );
  if (unknown.length > 0)
    issues.push({
      where: 'line 1',
      message: `unknown column(s) ${unknown.join(', ')}; known are ${COLUMNS.join(', ')} and label:KEY`,
    });
  return { hosts: records.map(({ record, info }) => toHost(record, `line ${info.lines}`)), issues };
}

function toHost(record: Record<string, string>, where: string): ImportedHost {
  const read = (name: string): string | undefined => (record[name] === '' ? undefined : record[name]);
  const labels = Object.entries(record)
    .filter(([name, value]) => name.startsWith('label:') && value !== '')
    .map(([name, value]) => [name.slice('label:'.length), value] as const);
  return {
    where,
    name: read('name') ?? '',
    address: read('address') ?? read('name') ?? '',
    port: read('port'),
    user: read('user'),
    credential: read('credential'),
    site: read('site'),
    labels: { ...parseLabelList(read('labels') ?? ''), ...Object.fromEntries(labels) },
    jump: read('jump'),
    transport: read('transport'),
    fingerprint: read('fingerprint'),
    sudo: read('sudo'),
  };
}
