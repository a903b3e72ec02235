import type { Program } from '../program.js';
import type { ActionType } from '../../detect/action-types.js';
import { judgeWords } from '../databases/judge-statements.js';
import { harms, hides } from '../rule-kinds.js';
import { CMDLET_STYLE, plainPrograms } from './kinds.js';

/** Calls of .NET and of objects. */
const CALLS: readonly (readonly [string, ActionType, string])[] = [
  [
    '[io.file]::delete [io.directory]::delete [object]::delete [object]::deletefile [object]::deletedirectory [object]::deletefolder [object]::deletetree [object]::truncate [object]::setlength',
    'filesystem_delete',
    'Deletes {target}.',
  ],
  [
    '[io.file]::writealltext [io.file]::writeallbytes [io.file]::writealllines [io.file]::create [io.file]::move [io.file]::copy [io.file]::replace [io.file]::openwrite [io.directory]::move [object]::writealltext [object]::moveto',
    'data_overwrite',
    'Writes over {target}.',
  ],
  [
    '[diagnostics.process]::start [object]::start [object]::run [object]::exec [object]::shellexecute',
    'opaque_execution',
    'Starts a program.',
  ],
  ['[object]::invokemethod', 'opaque_execution', 'Lets something else do what it is told.'],
  ['[object]::kill [object]::terminate', 'process_kill', 'Ends a process.'],
  [
    '[object]::stop [object]::pause [object]::disable [object]::changestartmode [object]::dismount [object]::uninstall',
    'service_disruption',
    'Stops or takes away what it is called on.',
  ],
  [
    '[object]::reboot [object]::shutdown [object]::win32shutdown [environment]::failfast',
    'power_state',
    'Turns the computer off, or starts it anew.',
  ],
  ['[object]::clearlog', 'audit_tamper', 'Empties a log.'],
  ['[object]::setpassword [object]::changepassword', 'user_account', 'Sets a password.'],
  ['[object]::executenonquery', 'opaque_execution', 'Runs a statement in a database.'],
  ['[object]::format', 'disk_format', 'Makes a new file system.'],
  [
    '[object]::deletevalue [object]::deletesubkey [object]::deletesubkeytree [object]::regdelete [object]::regwrite [object]::setvalue [microsoft.win32.registry]::setvalue',
    'config_overwrite',
    'Changes the registry.',
  ],
];

/** `[io.file]::delete` is `io.file.delete` where a rule is named. */
const plainName = (call: string): string => call.replace('[', '').replace(']::', '.');

const CALL_PROGRAMS: readonly Program[] = CALLS.flatMap(([names, type, why]) =>
  names.split(' ').map((name) => {
    const call = `${name.replace('[object]::', '$x.')}('C:/Data/a.txt')`;
    const rule = {
      id: `${plainName(name)}.call`,
      when: {},
      targets: 'first',
      why,
      matches: [`powershell: ${call}`],
      misses: [`powershell: Write-Output "${call.replace('$x', 'x')}"`],
    } as const;
    return {
      names: [name],
      style: {},
      rules: [type === 'opaque_execution' ? hides('high', rule) : harms(type, 'high', rule)],
      otherwise: 'opaque',
      why,
    } as const;
  }),
);

/** What runs something that cannot be read from the text. */
const RUNS = `invoke-item invoke-history invoke-dscresource start-dscconfiguration add-type
  invoke-build invoke-pester register-scheduledjob invoke-azvmruncommand powershell pwsh powershell_ise wscript cscript mshta rundll32
  regsvr32 installutil wmiexec psexec psexec64 invoke-script`;

const INVOKE_COMMAND: Program = {
  names: ['invoke-command', 'start-job', 'start-threadjob'],
  style: CMDLET_STYLE,
  rules: [],
  judge: (given, { args }) => {
    // A block is read where it stands; a file or a variable is not.
    const hidden = args.some(({ values, unknown }) => unknown || values.some((value) => /^-file/i.test(value)));
    return hidden || given.unknown ? undefined : { effect: 'read_only', findings: [] };
  },
  otherwise: 'opaque',
  why: 'Runs what cannot be read from the command.',
};

const INVOKE_SQLCMD: Program = {
  names: ['invoke-sqlcmd'],
  style: {
    ...CMDLET_STYLE,
    valued: [...(CMDLET_STYLE.valued ?? []), '-query', '-database', '-serverinstance', '-username', '-inputfile'],
    abbreviates: [...(CMDLET_STYLE.abbreviates ?? []), '-query', '-database', '-serverinstance', '-inputfile'],
  },
  rules: [],
  judge: (given, execution, tools) => {
    const queries = [...given.valuesOf('-query'), ...given.operands];
    if (queries.length === 0 || given.valuesOf('-inputfile').length > 0 || given.unknown) return undefined;
    return judgeWords(queries, { engine: 'mysql', execution, tools });
  },
  otherwise: 'opaque',
  why: 'Runs statements that cannot be read from the command.',
};

export const HIDDEN: readonly Program[] = [
  ...CALL_PROGRAMS,
  INVOKE_COMMAND,
  INVOKE_SQLCMD,
  ...plainPrograms(
    '[environment]::exit [io.directory]::createdirectory [io.file]::appendalltext [environment]::setenvironmentvariable [object]::downloadfile [object]::create [object]::copyto',
    'reversible',
    'Adds, or ends the session.',
  ),
  ...plainPrograms(RUNS, 'opaque', 'Runs what cannot be read from the command.').map((program) => ({
    ...program,
    rules: [],
  })),
];
