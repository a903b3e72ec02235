import type { Execution } from '../../../../platform/shell/reading.js';
import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, hides, textOf } from '../rule-kinds.js';
import { manager, NONE } from './manager.js';

/** Names that people give to scripts which take something away or change what is elsewhere. */
const HARMFUL_SCRIPT =
  /(^|[:_./-])(clean|clear|reset|drop|destroy|delete|remove|rm|purge|wipe|nuke|prune|uninstall|teardown|tear-down|down|rollback|undo|flush|truncate|deploy|publish|release|migrate|seed|restore|kill|stop|eject|obliterate|expire|revert)([:_./-]|$)/i;
/** Words of the managers themselves, which are not scripts. */
const OWN_WORDS = /^(run|run-script|rum|urn)$/;

function scriptOf(given: Arguments): readonly string[] {
  const [verb, name] = given.plain.map((word) => textOf(word));
  return [OWN_WORDS.test(verb ?? '') ? (name ?? '') : (verb ?? '')];
}

/** `npm run clean`, `yarn clean`: for yarn, pnpm and bun a word that is none of their own is a script as well. */
function runsHarmfulScript(given: Arguments): boolean {
  const [script = ''] = scriptOf(given);
  if (OWN_WORDS.test(textOf(given.plain[0]))) return HARMFUL_SCRIPT.test(script);
  return HARMFUL_SCRIPT.test(script) && !MANAGER_WORDS.has(script);
}

/** Of npm and its like: they have rules of their own. */
const MANAGER_WORDS: ReadonlySet<string> = new Set(
  'rm remove uninstall prune publish unpublish stop restart deploy restore'.split(' '),
);

/** A source that is not the index: its own build code runs, whatever it is. */
const FOREIGN =
  /^(git|hg|svn|bzr)\+|^(\w[\w.-]*\s*(\[[^\]]*\])?\s*@\s*)?(git\+|https?:|ssh:|ftp:|file:)|^(git@|github:|gitlab:|bitbucket:|gist:)/;
const BUILT_FROM_PATH = /^(\.{0,2}\/|~|\.{1,2}$).*(?<!\.whl)$|\.(tar\.(gz|bz2|xz)|tgz|zip)$/;

function installsForeign(given: Arguments, { program }: Execution): boolean {
  const texts = given.operands.map((word) => textOf(word));
  const edited = ['-e', '--editable', '--git'].flatMap((option) => given.valuesOf(option).map((word) => textOf(word)));
  const python = /^(pip|pipx|uv)/.test(program ?? '');
  return [...texts, ...edited].some((text) => FOREIGN.test(text) || (python && BUILT_FROM_PATH.test(text)));
}

export const LANGUAGES: readonly Program[] = [
  manager(
    ['pip', 'pip3', 'pipx', 'uv'],
    [
      '-r',
      '--requirement',
      '-i',
      '--index-url',
      '-t',
      '--target',
      '-c',
      '--constraint',
      '--prefix',
      '--extra-index-url',
      '--python',
      '-e',
      '--editable',
      '-f',
      '--find-links',
      '-d',
      '--dest',
      '-w',
      '--wheel-dir',
      '--cache-dir',
      '--root',
      '--log',
      '--proxy',
    ],
    {
      program: 'pip',
      look: 'list|show|search|freeze|check|config|index|inspect|hash|help|debug|tree|version|environment|python|tool',
      add: 'install|download|wheel|upgrade|upgrade-all|ensurepath|inject|sync|add|lock|venv|init|build|publish|reinstall|reinstall-all|run|pip|cache|self|export|runpip|pin|unpin|expose',
      remove: 'uninstall|remove|uninject|uninstall-all',
      sweep: '',
      dryRun: ['--dry-run'],
    },
    [
      hides('high', {
        id: 'pip.foreign',
        when: {
          test: (given, execution) =>
            /^(pip )?(install|wheel|download|run|tool install|add|inject)\b/.test(given.plain.map(textOf).join(' ')) &&
            installsForeign(given, execution),
        },
        targets: (given) =>
          [...given.operands, ...given.valuesOf('-e'), ...given.valuesOf('--editable')]
            .map(textOf)
            .filter((text) => FOREIGN.test(text) || BUILT_FROM_PATH.test(text)),
        why: 'Builds a package from {target}: its own code runs while it is built.',
        matches: [
          'pip install git+https://example.com/pkg.git',
          'pip install .',
          'pip install -e ./lib',
          'uv pip install https://x.y/a.tar.gz',
          'pipx install git+https://x.y/z',
        ],
        misses: ['pip install requests', 'pip install ./a.whl', 'pip install -r requirements.txt', 'pip show .'],
      }),
    ],
  ),
  manager(
    ['npm', 'pnpm', 'yarn', 'bun', 'corepack', 'cnpm'],
    ['--prefix', '-C', '--dir', '--registry', '-w', '--workspace', '--filter', '--loglevel', '--cwd', '--tag', '--otp'],
    {
      program: 'npm',
      look: 'ls|list|la|ll|outdated|view|info|show|v|search|find|s|audit|config|get|root|prefix|bin|help|ping|whoami|doctor|fund|explain|why|licenses|version|versions|query|docs|repo|diff|pkg|explore|help-search|completion|bugs|sbom|check',
      add: 'install|i|add|ci|clean-install|update|up|upgrade|run|run-script|exec|dlx|x|create|start|test|t|build|pack|link|ln|init|rebuild|rb|dedupe|ddp|cache|set|login|logout|publish|dist-tag|enable|prepare|import|fetch|store|install-test|it|stop|restart|workspaces|workspace|global|owner|access|org|team|profile|token|self-update|env|use|shrinkwrap|patch|patch-commit|deploy|node|dev|lint|star',
      remove: 'uninstall|remove|rm|un|unlink|r',
      sweep: 'prune',
      dryRun: ['--dry-run'],
    },
    [
      hides('medium', {
        id: 'npm.script',
        when: { test: runsHarmfulScript },
        targets: scriptOf,
        why: 'Runs what package.json says under {target}; by its name that takes something away, or changes another place.',
        matches: ['npm run clean', 'npm run db:reset', 'yarn db:drop', 'pnpm run drop-all', 'npm run deploy'],
        misses: ['npm run build', 'npm test', 'yarn lint', 'npm run start:dev', 'npm cache clean'],
      }),
      harms('package_removal', 'high', {
        id: 'npm.unpublish',
        when: { subcommand: ['unpublish|deprecate'] },
        targetKind: 'package',
        why: 'Takes {target} out of the registry, for everybody.',
        matches: ['npm unpublish mylib@1.0.0 --force'],
        misses: ['npm view unpublish'],
      }),
    ],
  ),
  manager(
    ['gem', 'bundle', 'bundler'],
    ['-v', '--version', '-i', '--install-dir', '-s', '--source', '--path', '--gemfile'],
    {
      program: 'gem',
      look: 'list|search|query|info|specification|which|contents|dependency|environment|env|outdated|help|check|show|sources|config|platform|stale|version|licenses|doctor|audit',
      add: 'install|i|update|fetch|build|exec|init|add|lock|cache|package|binstubs|pristine|rdoc|generate_index|push|signin|signout|cert|server|console|viz|open|owner|gem|inject|plugin',
      remove: 'uninstall|remove|yank',
      sweep: 'cleanup|clean',
      dryRun: ['--dry-run', '-n', '--dryrun'],
    },
  ),
  manager(
    [
      'cargo',
      'rustup',
      'go',
      'dotnet',
      'composer',
      'poetry',
      'pipenv',
      'conda',
      'mamba',
      'micromamba',
      'nuget',
      'opam',
      'luarocks',
      'cpanm',
      'nix',
      'guix',
      'asdf',
      'mise',
      'nvm',
      'pyenv',
      'rbenv',
      'volta',
      'fnm',
      'sdk',
      'pdm',
      'hatch',
      'rye',
      'pixi',
      'bower',
      'pecl',
      'pear',
      'carton',
      'phive',
      'rvm',
      'raco',
      'ghcup',
      'dub',
      'nimble',
      'shards',
      'zef',
      'tlmgr',
      'spack',
    ],
    [
      '-n',
      '--name',
      '-c',
      '--channel',
      '-C',
      '--manifest-path',
      '--features',
      '--target',
      '-p',
      '--package',
      '-f',
      '-o',
      '--toolchain',
      '--prefix',
      '-d',
      '--working-dir',
    ],
    {
      program: 'cargo',
      look: 'list|ls|search|info|show|tree|metadata|version|env|doc|vet|check|help|outdated|audit|config|which|fmt|clippy|lint|list-packages|verify|status|current|versions|root|licenses|suggests|prohibits|depends|diagnose|validate|locate-project|pkgid|why|where|doctor|completions|licence|--version|shell-env|tasks|dependencies|properties|dependency:tree|ls-remote|eval|graph|store-ping',
      add: 'install|build|b|run|r|test|t|bench|update|upgrade|add|new|init|publish|fetch|vendor|get|mod|generate|create|default|component|target|toolchain|self|package|compile|verify-project|restore|pack|lock|shell|activate|deactivate|sync|export|tool|vet|work|require|dump-autoload|use|global|local|develop|profile|pull|push|switch|env-create|fix|rustc|rustdoc|expand|watch|nextest|exec|publish-local|assemble|bundle|site|deploy|bootRun|pin|hash|x|plugin|reshim|settings|trust|copy|run-script|tx',
      remove: 'uninstall|remove|rm|yank|purge|env-remove|unuse|prune|gc|collect-garbage|cleanup|wipe',
      sweep: '',
      dryRun: ['--dry-run', '--list'],
    },
    [
      hides('medium', {
        id: 'cargo.run',
        when: {
          subcommand: ['run|r'],
          test: (given, { program }) => /^(cargo|go|dotnet|nix)$/.test(program ?? '') || runsHarmfulScript(given),
        },
        targets: 'first',
        why: 'Builds and runs a program that is not known from the command.',
        matches: ['cargo run --release', 'go run ./cmd/wipe', 'nix run nixpkgs#hello', 'composer run reset-db'],
        misses: ['cargo build', 'go test ./...', 'composer run test', 'cargo uninstall ripgrep'],
      }),
      adds({
        id: 'cargo.clean',
        when: { subcommand: ['clean|cache|clean-cache|clear-cache|clearcache|cc'] },
        ...NONE,
        why: 'Deletes what was built; it is built again.',
        matches: ['cargo clean', 'go clean -modcache'],
        misses: ['cargo uninstall ripgrep'],
      }),
    ],
  ),
];
