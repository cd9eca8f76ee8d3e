import { closeSync, fsyncSync, writeSync } from "node:fs";
import type { Matrix } from "../../../index";
import { DataError, reasonOf } from "../../failure";
import { npyHeader } from "../matrix/npy";
import type { Outputs } from "../output";
import { formatCsv } from "../text/format";

/** Formats that rows can be added to. */
export type RowFormat = "csv" | "tsv" | "npy";

/** What `body` writes row by row into an output, which is in place once the outputs are committed. */
export function withRowWriter(
  outputs: Outputs, path: string, format: RowFormat, { rows, columns, names }: { readonly rows: number; readonly columns: number; readonly names: readonly string[] | undefined }, body: (write: (piece: Matrix) => void) => void,
): void {
  const file = outputs.begin(path);
  const attempt = <R>(action: () => R): R => {
    try {
      return action();
    } catch (error) {
      throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
    }
  };
  const write = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length;) written += attempt(() => writeSync(file, bytes, written, bytes.length - written));
  };
  const separator = format === "tsv" ? "\t" : ",";
  try {
    if (format === "npy") write(npyHeader(`${rows}, ${columns}`));
    else if (names !== undefined) write(Buffer.from(formatCsv({ rows: 0, columns, data: new Float64Array(0) }, separator, { names })));
    body((piece) => { write(format === "npy" ? new Uint8Array(piece.data.buffer, piece.data.byteOffset, piece.data.byteLength) : Buffer.from(formatCsv(piece, separator))); });
    attempt(() => { fsyncSync(file); });
  } finally {
    attempt(() => { closeSync(file); });
  }
}
