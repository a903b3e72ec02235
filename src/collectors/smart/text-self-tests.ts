import type { JsonObject } from '../shared/disk-fields.js';

/** `# 2  Extended offline    Completed: read failure       90%      1200         1234567` */
const ATA = /^#\s*\d+\s+(\S.*?)\s{2,}(\S.*?)\s+(\d{1,3})%\s+(\d+)\s+\S/;
/** `# 1  Background short  Completed                   -    1234                 - [-   -    -]` */
const SCSI = /^#\s*\d+\s+(\S.*?)\s{2,}(\S.*?)\s{2,}\S+\s+(\d+|NOW)\s+\S+\s*\[/;

/** The log of self-tests, in the shape of smartctl's JSON; its verdicts are read from their words. */
export function readTextSelfTests(lines: readonly string[]): JsonObject {
  const rows = lines.filter((line) => /^#\s*\d+\s/.test(line));
  const ata = rows.flatMap((line) => {
    const [, type, status, , hours] = ATA.exec(line) ?? [];
    return type === undefined
      ? []
      : [{ type: { string: type }, status: { string: status }, lifetime_hours: Number(hours) }];
  });
  if (ata.length > 0) return { ata_smart_self_test_log: { extended: { table: ata } } };
  const scsi = rows.flatMap((line) => {
    const [, type, status, hours] = SCSI.exec(line) ?? [];
    const time = hours === undefined || hours === 'NOW' ? {} : { power_on_time: { hours: Number(hours) } };
    return type === undefined ? [] : [{ code: { string: type }, result: { string: status }, ...time }];
  });
  return Object.fromEntries(scsi.map((entry, index) => [`scsi_self_test_${index}`, entry]));
}
