import { extname } from "node:path";
import type { Matrix, SparseMatrix } from "../../../index";
import { DataError, UsageError } from "../../failure";
import { type ColumnFormat, tableFormat } from "../columnar/formats";
import { refuseForeign } from "../foreign";
import { readBytes, startOf } from "../input";
import { formatMatrixMarket, readMatrixMarket } from "../matrix-market/market";
import { formatNpy, holdsSingles, parseNpy } from "./npy";
import { parseNpz, spread } from "./npz";
import { type Labels, formatCsv } from "../text/format";
import type { Reading } from "../text/reading";
import { openSource, sourceOf } from "../text/source";
import { type TableOptions, matrixOf, readTable } from "../text/table";
import { isZip } from "../zip";

export const MATRIX_FORMATS = ["csv", "tsv", "npy", "mtx"] as const;

export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** A matrix from a file, the format it came in, the names of its columns and rows where it has them, and how a text was read. */
export interface MatrixFile extends Labels {
  readonly matrix: Matrix;
  readonly format: MatrixFormat;
  readonly reading?: Reading;
  /** Whether the numbers are of single precision there. */
  readonly isSingle?: boolean;
}

/** How a matrix in a file is to be read. */
export interface FileOptions extends TableOptions {
  /** Which array of an .npz file. */
  readonly array?: string;
}

/**
 * The matrix in a file, which gzip may have compressed. NPY, NPZ and Matrix Market are recognised by their first bytes, anything else is text, read as
 * the options say.
 */
export function readMatrixFile(path: string, options: FileOptions = {}, bytes?: Buffer): MatrixFile {
  const format = inputFormat(bytes ?? startOf(path), path);
  if (format === "npz") {
    const whole = bytes ?? readBytes(path);
    const matrix = readArchive(whole, path, options);
    return { matrix: "rowStart" in matrix ? spread(matrix, whole.length, path) : matrix, format: "npy" };
  }
  refuseArray(options, path);
  if (format === "csv" || format === "tsv") return readTextMatrix(path, format, options, bytes);
  refuseTableOptions(options, path, format);
  const whole = format === "npy" ? bytes ?? readBytes(path) : undefined;
  const matrix = whole === undefined ? readMarket(bytes, path) : parseNpy(whole, path);
  refuseEmpty(matrix, path);
  return { matrix, format, ...(whole !== undefined && { isSingle: holdsSingles(whole, path) }) };
}

function readMarket(bytes: Buffer | undefined, path: string): Matrix {
  const source = bytes === undefined ? openSource(path) : sourceOf(bytes, path);
  const { size } = source;
  const matrix = readMatrixMarket(source, true);
  return "rowStart" in matrix ? spread(matrix, size, path) : matrix;
}

/** The matrix in an .npz file, sparse where SciPy saved one. */
export function readArchive(bytes: Buffer, path: string, { array, ...options }: FileOptions): Matrix | SparseMatrix {
  refuseTableOptions(options, path, "npz");
  const matrix = parseNpz(bytes, path, array);
  refuseEmpty(matrix, path);
  return matrix;
}

/** What a file holds, by its first bytes, or its name. */
export function inputFormat(start: Buffer, path: string): MatrixFormat | "npz" {
  const format = isZip(start) ? "npz" : formatOfBytes(start);
  if (format !== undefined) return format;
  if (tableFormat(start, path) !== undefined) return "csv";
  refuseForeign(start, path);
  if (nameOf(path).toLowerCase().endsWith(".npz")) throw new DataError(`${path}: is not an .npz file`);
  return formatOfName(path) ?? "csv";
}

/** Refuses the name of an array for a file that has no arrays. */
export function refuseArray({ array }: FileOptions, path: string): void {
  if (array !== undefined) throw new UsageError(`option '--array' names an array of an .npz file, and ${path} is none`);
}

function readTextMatrix(path: string, format: "csv" | "tsv", options: TableOptions, bytes?: Buffer): MatrixFile {
  const table = readTable(path, options, "matrix", bytes);
  const { matrix, rowNames, reading } = matrixOf(table, options.missing, path);
  refuseEmpty(matrix, path);
  return { matrix, format, reading, ...(table.names && { names: table.names }), ...(rowNames && { rowNames }), corner: table.corner };
}

/** Refuses what says how to read a text, for a file that is none. */
export function refuseTableOptions(options: TableOptions, path: string, format: MatrixFormat | "npz" | "picture" | ColumnFormat): void {
  const [given] = Object.entries(options).filter(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`option '--${given[0]}' says how to read a table in text, and ${path} is ${format === "picture" ? "a picture" : `of the format ${format}`}`);
}

/** Refuses a matrix without entries. */
export function refuseEmpty({ rows, columns }: Pick<Matrix, "rows" | "columns">, path: string): void {
  if (rows === 0 || columns === 0) throw new DataError(`${path}: the matrix is ${rows} × ${columns}: nothing to do`);
}

/** A matrix as the bytes of a file. With `vector`, it has one column, which an .npy file holds as a vector. Text has room for names. */
export function formatMatrix(matrix: Matrix, format: MatrixFormat, vector = false, labels: Labels = {}): Uint8Array | string {
  switch (format) {
    case "csv": return formatCsv(matrix, ",", labels);
    case "tsv": return formatCsv(matrix, "\t", labels);
    case "npy": return formatNpy(matrix, vector);
    case "mtx": return formatMatrixMarket(matrix);
  }
}

/** The format an input file's name asks for, if any. */
function formatOfName(path: string): MatrixFormat | undefined {
  const extension = extname(nameOf(path)).slice(1).toLowerCase();
  return MATRIX_FORMATS.find((format) => format === extension);
}

/** A name without the ending that gzip gave it. */
function nameOf(path: string): string {
  return path.replace(/\.gz$/i, "");
}

function formatOfBytes(bytes: Buffer): MatrixFormat | undefined {
  if (bytes.toString("latin1", 0, 6) === "\x93NUMPY") return "npy";
  return bytes.toString("latin1", 0, 14).toLowerCase() === "%%matrixmarket" ? "mtx" : undefined;
}
