/**
 * What a text given to a shell would run, as plain data: the shell's own work (quotes, variables, braces, functions,
 * pipes, wrappers such as sudo, scripts within scripts) is done, the meaning of the programs is not looked at.
 */
export interface ShellReading {
  /** Every simple command that can run, in the order of the text; also those of scripts within the text. */
  readonly executions: readonly Execution[];
  /** What could not be understood or resolved. Each is a reason to hold. */
  readonly doubts: readonly Doubt[];
}

/** A place in the text that was given: UTF-16 offsets of the outermost text, and what stands there. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One word after the shell's expansions. */
export interface Word {
  /** As it was written. */
  readonly source: string;
  /**
   * What it can be, at most MAX_VALUES of it. A piece that cannot be resolved stands as nothing, because it may be
   * empty: `"$X"/*` has the value `/*`. Never empty: a word that is not known at all has the value ''.
   */
  readonly values: readonly string[];
  /** Some piece of it could not be resolved: it may be something else than `values`. */
  readonly unknown: boolean;
  /** `*`, `?`, `[…]` without quotes: it stands for what is there. */
  readonly glob: boolean;
  /** Without quotes: it may become several words, or none. */
  readonly maySplit: boolean;
}

/** Stands in `Stdin.from` of a redirect that is told alone: the output of a group, a function, a shell goes there. */
export const PRINTED_BESIDE = '(what stands before it)';

export type Stdin =
  | { readonly kind: 'inherited' }
  | { readonly kind: 'empty' }
  /** Whole and known: a heredoc, a here-string, what `printf` or `echo` printed into the pipe. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: Word }
  /** The output of programs that nobody can know before they run. */
  | { readonly kind: 'opaque'; readonly from: readonly string[] };

export interface Redirect {
  /** `>`, `>>`, `>|`, `<>`, `&>`, `&>>`, `<`; duplications of descriptors are left out. */
  readonly operator: string;
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** What an execution went through: `sudo`, `docker exec web`, `ssh host`, `find -exec`, `sh -c`. */
export interface Via {
  readonly program: string;
  /** Where what it runs takes place. */
  readonly place: Place;
  /** The container, host or directory; null where that says nothing. */
  readonly where: string | null;
}
export type Place = 'here' | 'container' | 'remote' | 'chroot' | 'pod' | 'guest';

/** One simple command that can run. */
export interface Execution {
  /**
   * argv[0]’s basename (without `.exe`), wrappers and multi-call binaries taken away; '' for a redirect alone; null when
   * it is not known (then there is a doubt as well).
   */
  readonly program: string | null;
  /** argv[0] as it is, where it names the file itself (`./ls`, `/usr/bin/ls`) and is known. */
  readonly path?: string;
  /** Without argv[0]. Words that may split stand once. */
  readonly args: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly stdin: Stdin;
  /** The programs that its output is piped into, nearest first. */
  readonly pipedInto: readonly string[];
  /** Set for this command alone, or exported before. */
  readonly assignments: readonly Assignment[];
  /** Where it runs, as far as the text says; null: where the session begins. */
  readonly cwd: Word | null;
  /** Outermost first. */
  readonly via: readonly Via[];
  /** Files that the text itself wrote before and that it is given, or looks for; with all that each can hold, none: unknown. */
  readonly files?: readonly { readonly path: string; readonly texts: readonly string[] }[];
  /** Arguments also come from somewhere unknown (`xargs`, `find -exec … {}`): those of a list, a file, a search. */
  readonly moreArgs: { readonly from: string; readonly words: readonly Word[] | null } | null;
  readonly dialect: Dialect;
  readonly span: Span;
}

export type Dialect = 'sh' | 'bash' | 'powershell' | 'cmd';

export type DoubtCode =
  /** Bytes that no honest command has: NUL, CR, bidirectional and invisible characters, control characters. */
  | 'forbidden_characters'
  | 'parse_error'
  | 'too_long'
  | 'too_deep'
  | 'too_many'
  /** The word that names the program cannot be resolved. */
  | 'unknown_program'
  /** A shell or interpreter runs what is not known before: a download, a file, the output of a program. */
  | 'unknown_script'
  /** A variable is set that makes other programs run something: BASH_ENV, LD_PRELOAD, PATH, IFS. */
  | 'dangerous_variable'
  /** The text replaces the meaning of a word that it then uses (a function or alias named like a program). */
  | 'redefined_program'
  /** A fork bomb: a function that starts itself in the background without end. */
  | 'fork_bomb';

export interface Doubt {
  readonly code: DoubtCode;
  /** What it is, and why that matters; for people. */
  readonly explanation: string;
  readonly span: Span;
}

export interface ReadOptions {
  /** Default `bash`. */
  readonly dialect?: Dialect;
  /** The login user’s home; default `/root`. */
  readonly home?: string;
}
