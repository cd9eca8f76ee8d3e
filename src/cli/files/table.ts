import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Matrix, SparseMatrix } from "../../index";
import { DataError, reasonOf } from "../failure";
import { type MatrixFile, readMatrixFile } from "./matrix";
import { readSparseMatrixMarket } from "./matrix-market-sparse";

/** What a file holds: a matrix, sparse where it comes by coordinates. */
export interface TableFile extends Omit<MatrixFile, "matrix"> {
  readonly matrix: Matrix | SparseMatrix;
}

/** The matrix in a file, of any format. A Matrix Market coordinate file is read as a stream and stays sparse. */
export function readTableFile(path: string): TableFile {
  if (isMatrixMarket(path)) {
    const matrix = readSparseMatrixMarket(path);
    if (matrix !== undefined) return { matrix, format: "mtx" };
  }
  return readMatrixFile(path);
}

/** Whether a regular file begins like a Matrix Market file. */
function isMatrixMarket(path: string): boolean {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) return false;
    file = openSync(path, "r");
    const start = Buffer.alloc(14);
    readSync(file, start, 0, start.length, 0);
    return start.toString("latin1").toLowerCase() === "%%matrixmarket";
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
