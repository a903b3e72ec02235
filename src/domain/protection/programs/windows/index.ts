import type { Program } from '../program.js';
import { CMD_FILES } from './cmd-files.js';
import { CMD_SYSTEM } from './cmd-system.js';
import { HARMFUL_CMDLETS } from './cmdlets.js';
import { GIVEN_TEXT } from './disk-part.js';
import { HIDDEN } from './hidden.js';
import { ITEMS } from './items.js';
import { plainPrograms } from './kinds.js';
import { SERVER_CMDLETS } from './server-cmdlets.js';
import { VERBS } from './verbs.js';

/** Programs of Windows that only look or add. */
const LOOKING = `systeminfo tasklist driverquery getmac nslookup.exe vol where findstr query qwinsta quser quser.exe gpresult
  msinfo32 tracert pathping nbtstat dsquery dsget nltest dcdiag cls doskey title color prompt chcp path verify
  eventvwr portqry rpcping pslist pslist64 psinfo psinfo64 sigcheck sigcheck64 accesschk accesschk64 autorunsc autorunsc64 listdlls tcpvcon
  winsat psping pipelist winver choice qprocess wmiprvse pause rem goto endlocal setlocal
   sigverif typeperf perfmon resmon waitfor timeout.exe hostname.exe whoami.exe netstat.exe`;
const ADDING = `md ren mklink setx gpupdate sfc defrag compact attrib subst label assoc ftype logman makecab winrm
  wecutil lodctr mode openfiles sxstrace usoclient wuauclt dsadd bitsadmin tar.exe label.exe fltmc relog`;

/** Cmdlets of PowerShell and programs of Windows. */
export const WINDOWS_PROGRAMS: readonly Program[] = [
  ...ITEMS,
  ...HARMFUL_CMDLETS,
  ...SERVER_CMDLETS,
  ...HIDDEN,
  ...CMD_FILES,
  ...CMD_SYSTEM,
  ...GIVEN_TEXT,
  ...VERBS,
  ...plainPrograms(LOOKING, 'read_only', 'Only looks.'),
  ...plainPrograms(ADDING, 'reversible', 'Adds, or is undone by a known step.').map((program) => ({
    ...program,
    rules: [],
  })),
];
