/** Where a run talks to. */
export interface Terminal {
  /** Writes to standard output: text in which nothing commands a terminal, or bytes as they are. */
  print(text: string | Uint8Array): void;
  /** Writes to standard error. */
  complain(text: string): void;
  /** The stream for progress bars; undefined where nobody watches. */
  readonly progress: NodeJS.WritableStream | undefined;
}
