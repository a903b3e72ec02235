/** What can be said of a program text in a scripting language without running it. */
export interface CodeReading {
  /** Texts that it gives to a shell (`os.system`, backticks, `child_process`), as far as they are literal. */
  readonly shellTexts: readonly string[];
  /** Programs that it starts without a shell; null stands for arguments that are computed. */
  readonly commands: readonly (readonly (string | null)[])[];
  /** Calls that delete, overwrite, or change the system: `shutil.rmtree('/srv')`. */
  readonly calls: readonly CodeCall[];
  /** It only computes, prints and reads: no file, process, network or evaluated text is touched. */
  readonly harmless: boolean;
  /** Why it cannot be known. */
  readonly doubts: readonly string[];
}

export interface CodeCall {
  readonly name: string;
  readonly does: 'delete' | 'delete_tree' | 'overwrite' | 'add' | 'read' | 'kill' | 'power' | 'permission' | 'network';
  /** Literal paths; null when it is computed. */
  readonly target: string | null;
}

export type CodeLanguage = 'python' | 'perl' | 'ruby' | 'node' | 'php' | 'lua' | 'awk' | 'sed';
