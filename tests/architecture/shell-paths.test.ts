import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';

interface Law {
  readonly what: string;
  readonly pattern: RegExp;
  /** File or folder → why it may. */
  readonly allowed: Readonly<Record<string, string>>;
}

/** Every way in which text can reach a host’s shell, and who may go it. */
const LAWS: readonly Law[] = [
  {
    what: 'gives a script to a transport',
    pattern: /\.run\(\s*\{?[^)]*\bscript\b|\.run\(\{\s*$|\btransport\s*\.run\(|\bhost\.run\(/m,
    allowed: {
      'src/platform/commands/': 'renders registry commands, and runs texts that have a grant',
      'src/platform/ssh/': 'is the transport itself',
      'src/platform/local/': 'is the transport itself',
      'src/platform/engines/look-at-socket.ts': 'looks for the engine’s socket by a fixed text',
      'src/operations/inventory/test-connection.ts': 'gives the text `:`, which does nothing',
      'src/collectors/databases/engines/mongodb/client.ts': 'is a wire protocol’s own `run`, no shell',
    },
  },
  {
    what: 'issues a grant for a registry command',
    pattern: /\bissueGrant\b/,
    allowed: {
      'src/platform/commands/grant.ts': 'defines it',
      'src/platform/commands/index.ts': 'says that it leaves it out',
    },
  },
  {
    what: 'issues a grant for a text',
    pattern: /\bissueAdHocGrant\b/,
    allowed: {
      'src/platform/commands/ad-hoc/': 'defines it, and says that it leaves it out',
      'src/operations/protection/actions/read-at-once.ts': 'for what the classifier says only reads',
      'src/activities/protection/actions/launch-text.ts': 'for what is sealed, under a token that was consumed',
    },
  },
  {
    what: 'runs a text',
    pattern: /\b(runAdHoc|stageAdHoc)\(/,
    allowed: {
      'src/platform/commands/ad-hoc/': 'defines it',
      'src/operations/protection/actions/read-at-once.ts': 'what only reads',
      'src/activities/protection/actions/launch-text.ts': 'what was approved',
    },
  },
  {
    what: 'launches what is sealed',
    pattern: /\blaunchText\(/,
    allowed: {
      'src/activities/protection/actions/launch-text.ts': 'defines it',
      'src/activities/protection/actions/launch.ts': 'in the step that consumes the token of the act',
      'src/activities/protection/actions/launch-rollback.ts': 'in the step that consumes the token of the way back',
    },
  },
  {
    what: 'starts a process of this machine',
    pattern: /from '(node:)?child_process'|from 'execa'/,
    allowed: {
      'src/platform/local/': 'the local transport',
      'src/platform/embedded/': 'PostgreSQL and Temporal, from fixed argument vectors',
      'src/platform/process/': 'what watches those',
      'src/operations/backup/': 'pg_dump and pg_restore, from fixed argument vectors',
      'src/main/': 'the command line',
    },
  },
  {
    what: 'quotes a word for a shell',
    pattern: /from '[^']*quote-word\.js'/,
    allowed: {
      'src/platform/': 'the one place that renders shell text',
      'src/main/remote/run.ts': 'keeps the words of the command line apart, before anything is judged',
    },
  },
];

function listSources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join('src', name));
}

const sources = listSources().map((file) => ({
  file,
  text: readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
}));

for (const { what, pattern, allowed } of LAWS) {
  test(`only the files listed here have code that ${what}`, (t) => {
    const found = sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
    const strangers = found.filter((file) => !Object.keys(allowed).some((place) => file.startsWith(place)));
    t.deepEqual(strangers, []);
  });
}

test('the pattern finds what it is for', (t) => {
  const [transport] = LAWS;
  for (const text of [
    'await transport.run({ script, timeoutMs })',
    'x.run({\n  script: "a"\n})',
    'transport.run(request)',
  ]) {
    t.true(transport?.pattern.test(text), text);
  }
  t.false(transport?.pattern.test('journal.run(step)'));
});
