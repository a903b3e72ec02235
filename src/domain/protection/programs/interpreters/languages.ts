import type { CodeLanguage } from '../../../../platform/code/reading.js';
import type { Execution, Word } from '../../../../platform/shell/reading.js';
import { joinVerdicts, verdictOf } from '../databases/judge-statements.js';
import type { JudgeTools, Program, Verdict } from '../program.js';
import { judgeCodeFile, judgeCodeStdin, judgeCodeWords, opaqueCode, quoteWord } from './judge-code.js';
import { readScriptArguments } from './script-arguments.js';
import type { ScriptArguments, ScriptOptions } from './script-arguments.js';

interface Language extends ScriptOptions {
  readonly names: readonly string[];
  readonly language: CodeLanguage;
  /** Changes the files that it is given in place. */
  readonly inPlace?: RegExp;
}

const LANGUAGES: readonly Language[] = [
  {
    names: ['python', 'python2', 'python3', 'pypy', 'pypy3', 'py'],
    language: 'python',
    code: ['-c'],
    valued: ['-W', '-X', '--check-hash-based-pycs'],
    runs: ['-m'],
    asks: ['-V', '--version', '-VV', '-h', '--help', '-?', '--help-all', '--help-env'],
  },
  {
    names: ['perl', 'perl5'],
    language: 'perl',
    code: ['-e', '-E'],
    valued: [],
    asks: ['-v', '-V', '--version', '-h', '--help'],
    checks: ['-c', '-wc'],
    inPlace: /^-[a-hj-zA-HJ-LN-Z0-9]*i/,
  },
  {
    names: ['ruby', 'jruby'],
    language: 'ruby',
    code: ['-e'],
    valued: ['-C', '-E', '-I', '-r'],
    asks: ['-v', '--version', '-h', '--help', '--copyright'],
    checks: ['-c', '-wc'],
    inPlace: /^-[a-hj-z0-9]*i/,
  },
  {
    names: ['node', 'nodejs'],
    language: 'node',
    code: ['-e', '--eval', '-p', '--print', '-pe'],
    valued: ['-C', '--conditions', '--max-old-space-size', '--input-type', '--stack-size'],
    runs: ['-r', '--require', '--import', '--loader', '--experimental-loader'],
    asks: ['-v', '--version', '-h', '--help', '--v8-options', '--revision'],
    checks: ['-c', '--check'],
  },
  {
    names: ['php', 'php-cli', 'php8'],
    language: 'php',
    code: ['-r', '-B', '-R', '-E'],
    valued: ['-d', '-c', '-z', '-t'],
    runs: ['-f', '-F'],
    asks: [
      '-v',
      '--version',
      '-h',
      '--help',
      '-m',
      '-i',
      '--ini',
      '--info',
      '--rf',
      '--rc',
      '--re',
      '--ri',
      '--modules',
    ],
    checks: ['-l', '--syntax-check', '-w', '-s'],
  },
  {
    names: ['lua', 'luajit', 'texlua'],
    language: 'lua',
    code: ['-e'],
    valued: [],
    runs: ['-l'],
    asks: ['-v'],
  },
];

export const LANGUAGE_PROGRAMS: readonly Program[] = LANGUAGES.map((language) => ({
  names: language.names,
  style: { posix: true },
  rules: [],
  judge: (_given, execution, tools) => judgeInterpreter(language, execution, tools),
  otherwise: 'opaque',
  why: 'Runs a program that is not known from the command.',
}));

const NOTHING: Verdict = { effect: 'read_only', findings: [] };

function judgeInterpreter(spec: Language, execution: Execution, tools: JudgeTools): Verdict {
  const given = readScriptArguments(execution, spec);
  const text = { language: spec.language, execution, tools };
  if (given.unknown) return opaqueCode(execution, tools, 'An argument is not known: it may be a program.');
  const asks = given.options.length > 0 && given.options.every((option) => spec.asks.includes(option));
  if (asks && given.code.length === 0 && given.runs.length === 0) return NOTHING;
  if (given.options.some((option) => spec.checks?.includes(option) === true) && given.code.length === 0) return NOTHING;
  const verdicts: Verdict[] = [];
  if (given.code.length > 0)
    verdicts.push(judgeCodeWords(given.code, text), ...inPlace(spec, given, { execution, tools }));
  if (given.runs.length > 0) verdicts.push(judgeModule(spec, given, { execution, tools }));
  if (verdicts.length === 0) verdicts.push(judgeScript(given, text));
  const loads = spec.language === 'perl' && given.options.some((option) => /^-[MmI]/.test(option) && holdsCode(option));
  if (loads) verdicts.push(opaqueCode(execution, tools, 'An option holds code.'));
  return joinVerdicts(verdicts);
}

/** `-MModule=list` names what is imported; an expression there is run. */
function holdsCode(option: string): boolean {
  const imported = option.slice(option.indexOf('=') + 1);
  return option.includes(';') || (option.includes('=') && /[({]/.test(imported)) || /\bexec\b/.test(option);
}

/** Scripts that every application of a framework has under this name; their table knows what their verbs do. */
const APPLICATIONS =
  /^(?:[\w.~/-]*\/)?(artisan|occ|console|spark|yii|cake|magento|manage\.py|rails|drush(?:\.phar)?|wp-cli\.phar|n98-magerun2\.phar|composer\.phar)$/;

function judgeScript(given: ScriptArguments, text: Parameters<typeof judgeCodeStdin>[0]): Verdict {
  const name = given.script?.values[0] ?? '';
  if (given.script === null || name === '-' || name === '/dev/stdin') return judgeCodeStdin(text);
  const { execution, tools } = text;
  const application = APPLICATIONS.exec(name)?.[1];
  if (application !== undefined && given.rest.every(({ unknown, glob }) => !unknown && !glob))
    return tools.judgeText([application, ...given.rest.map(({ values }) => quoteWord(values[0] ?? ''))].join(' '));
  const known = judgeCodeFile(name, text);
  if (known !== undefined) return known;
  return opaqueCode(execution, tools, `What the script ${name === '' ? given.script.source : name} does is not known.`);
}

interface Hands {
  readonly execution: Execution;
  readonly tools: JudgeTools;
}

/** `perl -pi -e`: the files are changed where they are; a suffix keeps a copy of each. */
function inPlace(spec: Language, given: ScriptArguments, { execution, tools }: Hands): readonly Verdict[] {
  const option = given.options.find((one) => spec.inPlace?.test(one) === true);
  if (option === undefined) return [];
  const keepsCopy = /i[.~][\w.~]*$|i\w*\.\w+$/.test(option);
  const files: readonly Word[] = [...(given.script === null ? [] : [given.script]), ...given.rest];
  // As sed does it: its table says what that weighs.
  const words = files
    .map((file) => (file.unknown || file.glob ? file.source : quoteWord(file.values[0] ?? '')))
    .join(' ');
  if (files.some(({ unknown }) => unknown))
    return [opaqueCode(execution, tools, 'Which files are changed is not known.')];
  return [tools.judgeText(`sed -i${keepsCopy ? '.bak' : ''} s/a/b/ ${words}`)];
}

/** Modules that are run by `python -m`: what they do is known. */
const MODULES: Readonly<Record<string, 'reads' | 'adds'>> = {
  'json.tool': 'reads',
  json: 'reads',
  platform: 'reads',
  site: 'reads',
  sysconfig: 'reads',
  calendar: 'reads',
  this: 'reads',
  base64: 'reads',
  tokenize: 'reads',
  ast: 'reads',
  dis: 'reads',
  pydoc: 'reads',
  uuid: 'reads',
  SimpleHTTPServer: 'adds',
  venv: 'adds',
  virtualenv: 'adds',
  ensurepip: 'adds',
  py_compile: 'adds',
  compileall: 'adds',
  zipfile: 'adds',
  tarfile: 'adds',
  gzip: 'adds',
};

function judgeModule(spec: Language, given: ScriptArguments, { execution, tools }: Hands): Verdict {
  const module = given.runs[0]?.values[0] ?? '';
  const rest = given.rest.map((word) => (word.unknown ? word.source : quoteWord(word.values[0] ?? ''))).join(' ');
  if (spec.language === 'python' && /^(?:pip|pip3|ansible|pytest|pipx)$/.test(module))
    return tools.judgeText(`${module} ${rest}`);
  const known = spec.language === 'python' && Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  const outputs =
    module === 'json.tool' && given.rest.filter((word) => !(word.values[0] ?? '').startsWith('-')).length > 1;
  if (known === 'reads' && !outputs) return NOTHING;
  if (known === undefined) return opaqueCode(execution, tools, `What ${module} does when it is run is not known.`);
  const explanation = `The module ${module} only adds.`;
  return verdictOf(
    tools.makeFinding({
      rule: 'python.module',
      type: 'reversible_change',
      effect: 'reversible',
      severity: 'low',
      target: '',
      targetKind: 'path',
      explanation,
    }),
  );
}
