import type { Matrix, SparseMatrix } from "../../../index";
import type { Source } from "../text/source";
import { readArray } from "./array";
import { readCoordinates } from "./coordinate";
import { readHeader } from "./header";
import { LineReader } from "./line-reader";

/**
 * A matrix from the Matrix Market format: coordinate or array; real, integer, unsigned-integer or pattern; general, symmetric or skew-symmetric. Read a
 * chunk at a time. What comes by coordinates is sparse.
 *
 * @param source  is closed.
 * @param dense   whether the zeros of a sparse matrix will be held, too: then one that is too large for that is refused.
 * @param chunk   bytes read at a time.
 */
export function readMatrixMarket(source: Source, dense = false, chunk?: number): Matrix | SparseMatrix {
  try {
    const lines = new LineReader(source, chunk);
    const header = readHeader(lines);
    return header.layout === "array" ? readArray(lines, header) : readCoordinates(lines, header, dense);
  } finally {
    source.close();
  }
}

/** A matrix as an array file: real, general, column after column. */
export function formatMatrixMarket({ rows, columns, data }: Matrix): string {
  const lines = ["%%MatrixMarket matrix array real general", `${rows} ${columns}`];
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) lines.push(String(data[i * columns + j]));
  }
  return `${lines.join("\n")}\n`;
}
