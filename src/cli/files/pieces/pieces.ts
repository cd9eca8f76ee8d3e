/** A matrix in a file that is read a piece at a time, and never held. */
import { DataError, UsageError } from "../../failure";
import { isColumnar, tableFormat } from "../columnar/formats";
import { isPlainFile, startOf } from "../input";
import { type FileOptions, inputFormat, refuseArray, refuseTableOptions } from "../matrix/matrix";
import { openNpyPieces, npyBytes } from "./npy";
import { columnBytes, openColumnPieces } from "./columns";
import { openSource } from "../text/source";
import type { Pieces } from "./rows";
import { openTextPieces } from "./text";

/** Bytes of doubles from which on a matrix is read in pieces: several copies of it would be needed otherwise. */
const LARGE = 2 ** 30;
/** Bytes of a text from which on it is: two numbers are 16 bytes, and about as much text. */
const LARGE_TEXT = 2 ** 29;

/** Whether a file is one that should not be held. */
export function isLarge(path: string): boolean {
  if (!isPlainFile(path)) return false;
  const format = inputFormat(startOf(path), path);
  if (format === "npy") return npyBytes(path) >= LARGE;
  const table = tableFormat(startOf(path), path);
  if (isColumnar(table)) return columnBytes(path, table) >= LARGE;
  if (format !== "csv" && format !== "tsv") return false;
  const source = openSource(path);
  source.close();
  return source.size >= LARGE_TEXT;
}

/** Opens a file for that. `size`: bytes of a piece, about. */
export function openPieces(path: string, options: FileOptions, size = 2 ** 23): Pieces {
  if (!isPlainFile(path)) throw new DataError(`${path}: cannot be read in pieces: expected a file on a disk, not compressed (unpack it, or write standard input to a file first)`);
  const format = inputFormat(startOf(path), path);
  refuseArray(options, path);
  if (format === "npz" || format === "mtx") throw new DataError(`${path}: cannot be read in pieces, being ${format === "npz" ? "an archive of NumPy" : "of the format Matrix Market"}: expected .npy, Parquet, Arrow, CSV or TSV`);
  if (format === "npy") {
    refuseTableOptions(options, path, format);
    return openNpyPieces(path, size);
  }
  const table = tableFormat(startOf(path), path);
  if (isColumnar(table)) return openColumnPieces(path, table, options, size);
  if (options.missing === "mean") throw new UsageError("option '--missing mean' needs all of a table at once: expected drop or error where it is read in pieces");
  return openTextPieces(path, options, size);
}
