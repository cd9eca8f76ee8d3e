import { extname } from "node:path";
import type { Matrix } from "../../index";
import { DataError, UsageError } from "../failure";
import { asText, readBytes, startOf } from "./input";
import { formatMatrixMarket, parseMatrixMarket } from "./matrix-market";
import { formatNpy, parseNpy } from "./npy";
import { type Labels, formatCsv } from "./text/format";
import type { Reading } from "./text/reading";
import { type TableOptions, matrixOf, readTable } from "./text/table";

export const MATRIX_FORMATS = ["csv", "tsv", "npy", "mtx"] as const;

export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** A matrix from a file, the format it came in, the names of its columns and rows where it has them, and how a text was read. */
export interface MatrixFile extends Labels {
  readonly matrix: Matrix;
  readonly format: MatrixFormat;
  readonly reading?: Reading;
}

/** The matrix in a file. NPY and Matrix Market are recognised by their first bytes, anything else is text, read as the options say. */
export function readMatrixFile(path: string, options: TableOptions = {}, bytes?: Buffer): MatrixFile {
  const format = formatOfBytes(bytes ?? startOf(path)) ?? formatOfName(path) ?? "csv";
  if (format === "csv" || format === "tsv") return readTextMatrix(path, format, options, bytes);
  refuseTableOptions(options, path, format);
  const whole = bytes ?? readBytes(path);
  const matrix = format === "npy" ? parseNpy(whole, path) : parseMatrixMarket(asText(whole, path), path);
  refuseEmpty(matrix, path);
  return { matrix, format };
}

function readTextMatrix(path: string, format: "csv" | "tsv", options: TableOptions, bytes?: Buffer): MatrixFile {
  const table = readTable(path, options, "matrix", bytes);
  const { matrix, rowNames, reading } = matrixOf(table, options.missing, path);
  refuseEmpty(matrix, path);
  return { matrix, format, reading, ...(table.names && { names: table.names }), ...(rowNames && { rowNames }), corner: table.corner };
}

/** Refuses what says how to read a text, for a file that is none. */
export function refuseTableOptions(options: TableOptions, path: string, format: MatrixFormat | "picture"): void {
  const [given] = Object.entries(options).filter(([, value]) => value !== undefined);
  if (given !== undefined) throw new UsageError(`option '--${given[0]}' says how to read a table in text, and ${path} is ${format === "picture" ? "a picture" : `of the format ${format}`}`);
}

function refuseEmpty({ rows, columns }: Matrix, path: string): void {
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

/** The format a file's name asks for, if any. */
export function formatOfName(path: string): MatrixFormat | undefined {
  const extension = extname(path).slice(1).toLowerCase();
  return MATRIX_FORMATS.find((format) => format === extension);
}

/** The format of an output file, by its name. */
export function outputFormat(path: string): MatrixFormat {
  const format = formatOfName(path);
  if (format === undefined) throw new UsageError(`output ${path}: expected a name ending in ${MATRIX_FORMATS.map((f) => `.${f}`).join(", ")}`);
  return format;
}

function formatOfBytes(bytes: Buffer): MatrixFormat | undefined {
  if (bytes.toString("latin1", 0, 6) === "\x93NUMPY") return "npy";
  return bytes.toString("latin1", 0, 14).toLowerCase() === "%%matrixmarket" ? "mtx" : undefined;
}
