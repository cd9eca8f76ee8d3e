import { writeSync } from "node:fs";
import type { Matrix } from "../../../index";
import { DataError, reasonOf } from "../../failure";
import { npyHeader } from "../matrix/npy";
import type { Outputs } from "../output";
import { formatCsv } from "../text/format";

/** Formats that rows can be added to. */
export type RowFormat = "csv" | "tsv" | "npy";

/** Writes rows into an output one piece after the other. It is in place once the outputs are committed. */
export function rowWriter(outputs: Outputs, path: string, format: RowFormat, rows: number, columns: number, names: readonly string[] | undefined): (piece: Matrix) => void {
  const file = outputs.begin(path);
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) {
      try {
        at += writeSync(file, bytes, at);
      } catch (error) {
        throw new DataError(`${path}: cannot be written: ${reasonOf(error)}`);
      }
    }
  };
  const separator = format === "tsv" ? "\t" : ",";
  if (format === "npy") write(npyHeader(`${rows}, ${columns}`));
  else if (names !== undefined) write(Buffer.from(formatCsv({ rows: 0, columns, data: new Float64Array(0) }, separator, { names })));
  return (piece) => {
    write(format === "npy" ? new Uint8Array(piece.data.buffer, piece.data.byteOffset, piece.data.byteLength) : Buffer.from(formatCsv(piece, separator)));
  };
}
