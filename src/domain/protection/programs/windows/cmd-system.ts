import type { Program } from '../program.js';
import { CMD_BROUGHT } from './cmd-brought.js';
import { CMD_DISKS } from './cmd-disks.js';
import type { Told } from './cmd-rows.js';
import { CMD_SERVER } from './cmd-server.js';
import { CMD_SERVICES } from './cmd-services.js';
import { CMD_SETTINGS } from './cmd-settings.js';
import type { WordRow } from './kinds.js';
import { wordProgram } from './kinds.js';

function row([id, says, type, severity, kind, why, matches, misses = []]: Told): WordRow {
  return { id, says, type, severity, kind, why, matches, misses };
}

export const CMD_SYSTEM: readonly Program[] = [
  ...CMD_SERVICES,
  ...CMD_DISKS,
  ...CMD_SETTINGS,
  ...CMD_SERVER,
  ...CMD_BROUGHT,
].map(({ names, rows, looks, otherwise, why }) =>
  wordProgram({
    names: names.split(' '),
    rows: rows.map(row),
    ...(looks === undefined ? {} : { looks }),
    otherwise,
    why,
  }),
);
