import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDiun } from '../../tests/helpers/docker-engine-build.js';
import { measureProcess } from '../shared/measure-process.js';

export interface Diun {
  /** One check of all images, by a process of its own. */
  readonly check: () => Promise<{ readonly wallMs: number; readonly cpuMs: number }>;
  readonly remove: () => Promise<void>;
}

/** Diun with its defaults, these images in its file and no schedule: it checks once and ends. */
export async function startDiun(images: readonly string[]): Promise<Diun> {
  const program = await buildDiun((line) => console.log(line));
  const directory = await mkdtemp(join(tmpdir(), 'diun-'));
  const at = (name: string): string => join(directory, name);
  await writeFile(at('images.yml'), images.map((name) => `- name: ${name}\n  regopt: local\n`).join(''));
  await writeFile(
    at('diun.yml'),
    [
      `db: { path: ${at('diun.db')} }`,
      'watch: { firstCheckNotif: false }',
      // Without it no plain HTTP is tried.
      `regopts: [{ name: local, selector: name, insecureTLS: true }]`,
      `providers: { file: { filename: ${at('images.yml')} } }`,
      '',
    ].join('\n'),
  );
  const argv = [program, 'serve', '--config', at('diun.yml'), '--log-level', 'warn'];
  return {
    check: async () => {
      const { wallSeconds, cpuSeconds, exitCode, output } = await measureProcess(argv, {
        HOME: directory,
        PATH: '/usr/bin:/bin',
      });
      if (exitCode !== 0) throw new Error(`Diun ended with ${exitCode}: ${output.slice(-2_000)}`);
      return { wallMs: wallSeconds * 1_000, cpuMs: cpuSeconds * 1_000 };
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
