/** Where a run talks to. */
export interface Terminal {
  /** Writes to standard output. */
  print(text: string): void;
  /** Writes to standard error. */
  complain(text: string): void;
  /** The stream for progress bars; undefined where nobody watches. */
  readonly progress: NodeJS.WritableStream | undefined;
}
