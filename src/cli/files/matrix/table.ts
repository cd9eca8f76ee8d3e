import type { Matrix, SparseMatrix } from "../../../index";
import { readBytes, startOf } from "../input";
import { type FileOptions, type MatrixFile, inputFormat, readArchive, readMatrixFile, refuseArray, refuseEmpty, refuseTableOptions } from "./matrix";
import { readMatrixMarket } from "../matrix-market/market";
import { openSource } from "../text/source";

/** What a file holds: a matrix, sparse where it comes by coordinates. */
export interface TableFile extends Omit<MatrixFile, "matrix"> {
  readonly matrix: Matrix | SparseMatrix;
}

/** The matrix in a file, of any format. A Matrix Market coordinate file stays sparse, and so does what SciPy saved as such. */
export function readTableFile(path: string, options: FileOptions = {}): TableFile {
  const format = inputFormat(startOf(path), path);
  if (format === "npz") return { matrix: readArchive(readBytes(path), path, options), format: "npy" };
  if (format !== "mtx") return readMatrixFile(path, options);
  refuseArray(options, path);
  refuseTableOptions(options, path, format);
  const matrix = readMatrixMarket(openSource(path));
  refuseEmpty(matrix, path);
  return { matrix, format };
}
