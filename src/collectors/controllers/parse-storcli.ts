import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { asList, asObject, type JsonObject, parseToolJson, readDigits, readText } from '../shared/disk-fields.js';
import { textOf } from '../shared/text.js';
import { blankController, blankMember, MAX_BATTERIES, MAX_CONTROLLERS, MAX_MEMBERS, MAX_VOLUMES } from './blank.js';
import {
  memberType,
  readCelsius,
  readSataWwn,
  readSectorSize,
  readTransport,
  readVendor,
  readWord,
  readYesNo,
} from './fields.js';
import type { Battery, Controller, Member, Volume } from './schema.js';
import { isAbsent, memberCondition, partCondition, volumeCondition } from './states.js';

const SOURCE = 'storcli';

/**
 * storcli's and perccli's JSON of `/call show all` and of `/call/eall/sall show all`: each controller with what this
 * answer knows of it. A controller that answers with a failure costs itself. Throws ParseError when it is no such JSON.
 */
export function parseStorcli(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly Controller[]> {
  const text = textOf(output);
  const json = parseToolJson(SOURCE, text);
  const entries = asObject(json?.document)['Controllers'];
  if (json === undefined || !Array.isArray(entries)) {
    throw new ParseError(SOURCE, 'this is no JSON about controllers', text.slice(0, 200));
  }
  const errors = json.error === undefined ? [] : [json.error];
  const value: Controller[] = [];
  for (const entry of asList(entries).slice(0, MAX_CONTROLLERS)) {
    const status = asObject(asObject(entry)['Command Status']);
    const problem = problemOf(status);
    if (problem === undefined) value.push(readController(status, asObject(asObject(entry)['Response Data'])));
    else if (problem !== null) errors.push(new ParseError(SOURCE, 'a controller gave no answer', problem));
  }
  return { value, errors };
}

/** undefined: it succeeded; null: there is nothing there, which is no failure. */
function problemOf(status: JsonObject): string | null | undefined {
  const word = readText(status['Status']);
  if (word === null || /^success$/i.test(word)) return undefined;
  const details = asList(status['Detailed Status']).map((each) => readText(asObject(each)['ErrMsg']) ?? '');
  const problem = [readText(status['Description']) ?? word, ...details].join('; ');
  return /\b(?:no (?:controller|drive|enclosure|device|physical)s?|not (?:found|exist)|doesn't exist)/i.test(problem)
    ? null
    : problem;
}

function readController(status: JsonObject, data: JsonObject): Controller {
  const basics = asObject(data['Basics']);
  const hardware = asObject(data['HwCfg']);
  const number = readText(status['Controller']) ?? readText(basics['Controller']) ?? '0';
  const state = readWord(asObject(data['Status'])['Controller Status']);
  return {
    ...blankController('storcli', number),
    model: readWord(basics['Model']),
    serial: readWord(basics['Serial Number']),
    firmware: readWord(asObject(data['Version'])['Firmware Version']),
    state,
    condition: partCondition(state),
    temperatureCelsius:
      // The second spelling is that of older versions.
      readCelsius(hardware['ROC temperature(Degree Celsius)']) ??
      readCelsius(hardware['ROC temperature(Degree Celcius)']),
    volumes: asList(data['VD LIST'])
      .slice(0, MAX_VOLUMES)
      .map((row) => readVolume(asObject(row))),
    batteries: [
      ...readBatteries('battery', data['BBU_Info']),
      ...readBatteries('cachevault', data['Cachevault_Info']),
    ].slice(0, MAX_BATTERIES),
    // Host adapters without RAID have their drives here, with all details.
    members: readMembers({ ...data, ...asObject(data['Physical Device Information']) }),
  };
}

function readVolume(row: JsonObject): Volume {
  const state = readWord(row['State']);
  return {
    id: readText(row['DG/VD']) ?? '?',
    name: readWord(row['Name']),
    level: readWord(row['TYPE']),
    state,
    condition: volumeCondition(state),
  };
}

function readBatteries(kind: string, rows: unknown): Battery[] {
  return asList(rows).flatMap((entry) => {
    const row = asObject(entry);
    const state = readText(row['State']);
    if (isAbsent(state)) return [];
    return [{ kind, state, condition: partCondition(state), temperatureCelsius: readCelsius(row['Temp']) }];
  });
}

function readMembers(data: JsonObject): Member[] {
  return Object.entries(data)
    .flatMap(([key, value]) => {
      const path = /^Drive (\/c\d{1,3}(?:\/e\d{1,5})?\/s\d{1,5})$/.exec(key)?.[1];
      const detail = path === undefined ? undefined : asObject(data[`${key} - Detailed Information`]);
      return path === undefined || detail === undefined ? [] : [readMember(path, asObject(asList(value)[0]), detail)];
    })
    .slice(0, MAX_MEMBERS);
}

function readMember(path: string, row: JsonObject, detail: JsonObject): Member {
  const part = (name: string): JsonObject => asObject(detail[`Drive ${path} ${name}`]);
  const [health, about] = [part('State'), part('Device attributes')];
  const transport = readTransport(row['Intf']);
  const state = readWord(row['State']);
  const predictiveFailures = readDigits(health['Predictive Failure Count']);
  // The adapters that count blocks are one short, and know no drives by number.
  const isPlainAdapter = 'Number of Blocks' in about;
  const id = readDigits(row['DID']);
  return {
    ...blankMember(isPlainAdapter || id === null ? `storcli,${path.slice(1)}` : `megaraid,${id}`, path),
    serial: readWord(about['SN']),
    wwn: readSataWwn(about['WWN'], transport),
    vendor: readVendor(about['Manufacturer Id']),
    model: readWord(about['Model Number']) ?? readWord(row['Model']),
    firmware: readWord(about['Firmware Revision']),
    type: memberType(transport, readWord(row['Med'])),
    transport,
    sizeBytes: isPlainAdapter ? null : readSectorSize(about['Raw size']),
    state,
    condition: memberCondition(state),
    spunDown: { U: false, D: true }[readText(row['Sp']) ?? ''] ?? null,
    alert: alertOf(readYesNo(health['S.M.A.R.T alert flagged by drive']), predictiveFailures),
    temperatureCelsius: readCelsius(health['Drive Temperature']),
    mediaErrors: readDigits(health['Media Error Count']),
    otherErrors: readDigits(health['Other Error Count']),
    predictiveFailures,
  };
}

/** Either is enough for yes; no needs the flag. */
export function alertOf(flag: boolean | null, predictiveFailures: string | null): boolean | null {
  if (predictiveFailures !== null && predictiveFailures !== '0') return true;
  return flag;
}
