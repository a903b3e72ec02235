import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { MillwrightError, type ErrorIssue } from '../platform/errors/millwright-error.js';
import { VARIABLES, type Variable } from './variables.js';

type Values = { readonly [K in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[K]['schema']> };

/** The validated configuration of one process; frozen. Directories are absolute. */
export type Config = Omit<Values, 'cacheDirectory'> & { readonly cacheDirectory: string };

type Environment = Record<string, string | undefined>;

export interface LoadOptions {
  readonly environment: Environment;
  /** `--port=9090`, `--no-enrol-localhost`: any flag has a variable of the same name and wins over it. */
  readonly flags?: readonly string[];
}

/**
 * Reads environment, flags and the optional file (MILLWRIGHT_CONFIG, YAML with the variables' names as keys).
 * Throws `configuration_invalid` that lists every wrong variable with its problem and a valid example.
 * Secrets are deleted from the environment given, so that no child process inherits them.
 */
export function loadConfig(options: LoadOptions): Config {
  const issues: ErrorIssue[] = [];
  const sources = [parseFlags(options.flags ?? [], issues), options.environment, readFile(options.environment, issues)];
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(VARIABLES) as [string, Variable][]) {
    values[key] = readVariable(variable, sources, issues);
    if (variable.secret === true) delete options.environment[variable.name];
  }
  if (issues.length > 0) throw invalid(issues);
  const config = values as unknown as Config;
  return Object.freeze({
    ...config,
    dataDirectory: path.resolve(config.dataDirectory),
    cacheDirectory: path.resolve(config.cacheDirectory ?? defaultCacheDirectory(options.environment)),
  });
}

function invalid(issues: readonly ErrorIssue[]): MillwrightError {
  const lines = issues.map((issue) => `${issue.path}: ${issue.message}`);
  return new MillwrightError('configuration_invalid', lines.join('\n'), { errors: issues });
}

function readVariable(variable: Variable, sources: readonly Environment[], issues: ErrorIssue[]): unknown {
  const given = findValue(variable, sources, issues);
  const result = variable.schema.safeParse(given === '' ? undefined : given);
  if (result.success) return result.data;
  const problem = result.error.issues.map((issue) => issue.message).join('; ');
  const shown = variable.secret === true ? 'the value given' : JSON.stringify(given);
  issues.push({
    path: variable.name,
    message: `${shown} is not accepted: ${problem}. Example: ${variable.name}=${variable.example}`,
  });
  return undefined;
}

function findValue(variable: Variable, sources: readonly Environment[], issues: ErrorIssue[]): string | undefined {
  for (const source of sources) {
    const direct = source[variable.name];
    if (direct !== undefined) return direct;
    const file = variable.secret === true ? source[`${variable.name}_FILE`] : undefined;
    if (file !== undefined) return readSecretFile(`${variable.name}_FILE`, file, issues);
  }
  return undefined;
}

function readSecretFile(name: string, file: string, issues: ErrorIssue[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    issues.push({
      path: name,
      message: `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    });
    return undefined;
  }
}

function readFile(environment: Environment, issues: ErrorIssue[]): Environment {
  const file = environment['MILLWRIGHT_CONFIG'];
  if (file === undefined) return {};
  try {
    const parsed: unknown = parseYaml(readFileSync(file, 'utf8'));
    return checkFile(file, parsed, issues);
  } catch (error) {
    issues.push({ path: 'MILLWRIGHT_CONFIG', message: `${file} cannot be read: ${(error as Error).message}` });
    return {};
  }
}

function checkFile(file: string, parsed: unknown, issues: ErrorIssue[]): Environment {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    issues.push({ path: 'MILLWRIGHT_CONFIG', message: `${file} must hold NAME: value lines` });
    return {};
  }
  const known = knownNames();
  const result: Environment = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (!known.has(name)) issues.push({ path: name, message: `unknown setting in ${file}` });
    else if (typeof value === 'object') issues.push({ path: name, message: `must be a plain value in ${file}` });
    else result[name] = String(value);
  }
  return result;
}

function knownNames(): Set<string> {
  const names = (Object.values(VARIABLES) as Variable[]).flatMap((variable) =>
    variable.secret === true ? [variable.name, `${variable.name}_FILE`] : [variable.name],
  );
  return new Set(names);
}

/** `--data-dir x`, `--data-dir=x`, `--no-enrol-localhost` → the variable each stands for. */
function parseFlags(flags: readonly string[], issues: ErrorIssue[]): Environment {
  const result: Environment = {};
  const rest = [...flags];
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    const [name, inline] = splitFlag(flag);
    const negated = name.startsWith('no-');
    const variable = variableOfFlag(negated ? name.slice(3) : name);
    if (variable === undefined || variable.secret === true) {
      issues.push({
        path: flag,
        message:
          variable === undefined
            ? 'unknown flag'
            : 'secrets are not taken from the command line; use the environment or a file',
      });
      continue;
    }
    if (negated) result[variable.name] = 'false';
    else result[variable.name] = inline ?? (rest[0] === undefined || rest[0].startsWith('--') ? 'true' : rest.shift());
  }
  return result;
}

function splitFlag(flag: string): [string, string | undefined] {
  const body = flag.replace(/^--/, '');
  const at = body.indexOf('=');
  return at === -1 ? [body, undefined] : [body.slice(0, at), body.slice(at + 1)];
}

function variableOfFlag(flag: string): Variable | undefined {
  const name = flag.toUpperCase().replaceAll('-', '_');
  const all = Object.values(VARIABLES) as Variable[];
  return all.find((variable) => variable.name === name || variable.name === `MILLWRIGHT_${name}`);
}

function defaultCacheDirectory(environment: Environment): string {
  return path.join(environment['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'millwright');
}
