/** What a run writes to. */
export interface Terminal {
  /** Writes to standard output: text without control sequences, or bytes as they are. */
  print(text: string | Uint8Array): void;
  /** Writes an output that goes to standard output (-): as print, and also where no report is wanted (--quiet). */
  output?(text: string | Uint8Array): void;
  /** Whether no report is wanted. */
  readonly quiet?: boolean;
  /** Writes to standard error. */
  complain(text: string): void;
  /** Shows how far a long work is; undefined where nobody watches. */
  readonly progress: Progress | undefined;
}

/** One line on the terminal, which goes away at the end. */
export interface Progress {
  /** @param format  as cli-progress has it; `more` is what it names beside {bar}, {value}, {total}, {percentage} and {duration_formatted}. */
  begin(format: string, total: number, value: number, more?: Readonly<Record<string, string>>): void;
  update(value: number, more?: Readonly<Record<string, string>>): void;
  end(): void;
}
