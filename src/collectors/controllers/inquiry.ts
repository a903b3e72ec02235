/** What a drive told of itself, as MegaCli prints it in one line of columns. */
export interface Inquiry {
  readonly serial: string | undefined;
  readonly vendor: string | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
}

const NOTHING: Inquiry = { serial: undefined, vendor: undefined, model: undefined, firmware: undefined };

/**
 * SATA: serial (20 columns), model (40), firmware (8), of which blanks in front may be lost. SAS: maker (8), model (16),
 * firmware (4), serial. What does not fit its columns is not told: a wrong serial would be another disk.
 */
export function readInquiry(line: string | undefined, transport: string | null): Inquiry {
  const text = /^\s*Inquiry Data:[ ]?(.*)$/i.exec(line ?? '')?.[1];
  if (text === undefined) return NOTHING;
  if (transport === 'sas') {
    const serial = wordOf(text.slice(28));
    return { vendor: text.slice(0, 8), model: text.slice(8, 24), firmware: text.slice(24, 28), serial };
  }
  if (transport !== 'sata') return NOTHING;
  const columns = text.trimEnd();
  const firmware = /\s(\S{1,8})$/.exec(columns)?.[1];
  // Counted from its end: the model has 40 columns, and what is before it is the serial.
  const start = firmware === undefined ? -1 : columns.length - firmware.length - 40;
  if (start < 4 || start > 20) return NOTHING;
  return { ...NOTHING, serial: wordOf(columns.slice(0, start)), model: columns.slice(start, start + 40), firmware };
}

/** One word, or nothing: blanks within would mean that the columns are others. */
function wordOf(text: string): string | undefined {
  const trimmed = text.trim();
  return /^[\w-]{4,20}$/.test(trimmed) ? trimmed : undefined;
}
