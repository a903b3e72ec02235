import type { Execution } from '../../../platform/shell/reading.js';
import { recipesOf } from '../programs/reading/given-rules.js';
import type { Verdict } from '../programs/program.js';
import { findingsOf } from './make-finding.js';

/** A program that runs what a file tells it to, where the command wrote that file itself. */
interface OwnConfig {
  readonly program: RegExp;
  readonly file: RegExp;
  /** The shell text in it; null: it cannot be told what it runs. */
  readonly commandsOf: (text: string) => string | null;
}

const NOT_TOLD = (): null => null;

const OWN_CONFIGS: readonly OwnConfig[] = [
  {
    program: /^(g|b|re)?make$/,
    file: /(^|\/)((GNU|BSD)?[Mm]akefile|[^/]+\.mk)$/,
    commandsOf: (text) => (/\$[({]|\$[^$]|^-?include\b/m.test(text) ? null : recipesOf(text)),
  },
  {
    program: /^(terraform|tofu|terragrunt)$/,
    file: /\.tf(\.json)?$/,
    commandsOf: (text) => (/\bexternal\b|\bprovisioner\b|local-exec|remote-exec/.test(text) ? null : ''),
  },
  { program: /^(npm|yarn|pnpm|bun|npx)$/, file: /(^|\/)package\.json$/, commandsOf: NOT_TOLD },
  {
    program: /^(just|task|rake|ninja|tox|nox|scons|invoke)$/,
    file: /(^|\/)(\.?justfile|Taskfile\.ya?ml|Rakefile|build\.ninja|tox\.ini|noxfile\.py|SConstruct|tasks\.py)$/i,
    commandsOf: NOT_TOLD,
  },
  {
    program: /^(cmake|gradle|gradlew|mvn|mvnw|ant|cargo|bazel|meson)$/,
    file: /(^|\/)(CMakeLists\.txt|[^/]+\.cmake|build\.gradle(\.kts)?|pom\.xml|build\.xml|build\.rs|BUILD(\.bazel)?|meson\.build)$/,
    commandsOf: NOT_TOLD,
  },
];

export function judgeOwnConfig(execution: Execution, judgeText: (text: string) => Verdict): readonly Verdict[] {
  const { program, files = [] } = execution;
  const rows = files.length === 0 ? [] : OWN_CONFIGS.filter((row) => row.program.test(program ?? ''));
  return rows.flatMap(({ file, commandsOf }) =>
    files
      .filter(({ path }) => file.test(path))
      .flatMap(({ path, texts }) => {
        const commands = texts.length === 0 ? [null] : texts.map(commandsOf);
        return commands.map((text) => (text === null ? runsUnknown(execution, path) : judgeText(text)));
      }),
  );
}

function runsUnknown(execution: Execution, path: string): Verdict {
  const act = {
    rule: `${execution.program ?? ''}.own_config`,
    type: 'opaque_execution',
    effect: 'opaque',
    severity: 'high',
    kind: 'script',
    why: 'Runs what the command wrote to {target} before, and what that is cannot be told.',
  } as const;
  return {
    effect: 'opaque',
    findings: findingsOf(act, { value: path, source: path, unknown: false, glob: false }, execution),
  };
}
