import { extname } from "node:path";
import type { Matrix } from "../../index";
import { DataError, UsageError } from "../failure";
import { formatCsv, parseTable } from "./csv";
import { asText, readBytes } from "./input";
import { formatMatrixMarket, parseMatrixMarket } from "./matrix-market";
import { formatNpy, parseNpy } from "./npy";

export const MATRIX_FORMATS = ["csv", "tsv", "npy", "mtx"] as const;

export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/** A matrix from a file, the format it came in, and the names of its columns where it has them. */
export interface MatrixFile {
  readonly matrix: Matrix;
  readonly format: MatrixFormat;
  readonly names?: readonly string[];
}

/** The matrix in a file. NPY and Matrix Market are recognised by their first bytes, anything else is CSV. */
export function readMatrixFile(path: string, bytes = readBytes(path)): MatrixFile {
  const format = formatOfBytes(bytes) ?? formatOfName(path) ?? "csv";
  const { matrix, names } = parseAs(format, bytes, path);
  if (matrix.rows === 0 || matrix.columns === 0) throw new DataError(`${path}: the matrix is ${matrix.rows} × ${matrix.columns}: nothing to do`);
  return { matrix, format, ...(names === undefined ? {} : { names }) };
}

function parseAs(format: MatrixFormat, bytes: Buffer, path: string): { matrix: Matrix; names?: readonly string[] | undefined } {
  switch (format) {
    case "npy": return { matrix: parseNpy(bytes, path) };
    case "mtx": return { matrix: parseMatrixMarket(asText(bytes, path), path) };
    default: return parseTable(asText(bytes, path), path);
  }
}

/** A matrix as the bytes of a file. With `vector`, it has one column, which an .npy file holds as a vector. */
export function formatMatrix(matrix: Matrix, format: MatrixFormat, vector = false): Uint8Array | string {
  switch (format) {
    case "csv": return formatCsv(matrix, ",");
    case "tsv": return formatCsv(matrix, "\t");
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
