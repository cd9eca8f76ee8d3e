import type { Matrix, SparseMatrix } from "../../index";
import { startOf } from "./input";
import { type MatrixFile, readMatrixFile, refuseTableOptions } from "./matrix";
import { readSparseMatrixMarket } from "./matrix-market-sparse";
import type { TableOptions } from "./text/table";

/** What a file holds: a matrix, sparse where it comes by coordinates. */
export interface TableFile extends Omit<MatrixFile, "matrix"> {
  readonly matrix: Matrix | SparseMatrix;
}

/** The matrix in a file, of any format. A Matrix Market coordinate file is read as a stream and stays sparse. */
export function readTableFile(path: string, options: TableOptions = {}): TableFile {
  if (startOf(path).toString("latin1", 0, 14).toLowerCase() === "%%matrixmarket") {
    refuseTableOptions(options, path, "mtx");
    const matrix = readSparseMatrixMarket(path);
    if (matrix !== undefined) return { matrix, format: "mtx" };
  }
  return readMatrixFile(path, options);
}
