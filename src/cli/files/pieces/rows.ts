import type { Matrix } from "../../../index";
import type { Reading } from "../text/reading";

/** Rows of a file, in order. */
export interface Pieces {
  readonly path: string;
  readonly columns: number;
  /** Known before the rows are read where the format tells it. */
  readonly rows: number | undefined;
  readonly names: readonly string[] | undefined;
  /** What the pieces take in all, for a bar. */
  readonly size: number;
  /** Gives every piece to `visit`, with the number of its first row and how far in `size` it ends. May be called again. */
  each(visit: (piece: Matrix, first: number, done: number) => void): void;
  /** How a text was read; complete after `each`. */
  reading(): Reading | undefined;
  close(): void;
}
