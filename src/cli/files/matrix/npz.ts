import type { Matrix, SparseMatrix } from "../../../index";
import { DataError, UsageError } from "../../failure";
import { entriesAllowed } from "../limits";
import { summed } from "../matrix-market/coordinate";
import { parseNpy, parseNpyArray } from "./npy";
import { readNpyHeader } from "./npy-header";
import { shown } from "../shown";
import { type Member, membersOf, unpack } from "../zip";

const ARRAY = ".npy";
/** Names of arrays that an error lists. */
const MOST_NAMES = 8;

/** The members by which a file of `scipy.sparse.save_npz` is known, and those of each of its formats. */
const SPARSE = ["format", "shape", "data"];
const LAYOUTS: Readonly<Record<string, readonly string[]>> = { csr: ["indptr", "indices"], csc: ["indptr", "indices"], coo: ["row", "col"] };

/**
 * A matrix from an .npz file, a zip archive of .npy files: the array that is asked for, or the only one; sparse where SciPy saved one.
 *
 * @throws UsageError  where there are several and none, or none of them, is named.
 */
export function parseNpz(bytes: Buffer, path: string, array?: string): Matrix | SparseMatrix {
  const archive = new Archive(bytes, path);
  const { names } = archive;
  if (names.length === 0) throw archive.foreign();
  const isSparse = SPARSE.every((name) => names.includes(name));
  if (isSparse && array === undefined) return readSparse(archive);
  const name = array ?? (names.length === 1 ? names[0]! : undefined);
  if (name !== undefined && names.includes(name)) return parseNpy(archive.bytes(name), `${path}, ${plain(name)}${ARRAY}`);
  const list = names.slice(0, MOST_NAMES).map(plain).join(", ") + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "");
  if (array === undefined) throw new UsageError(`${path}: holds ${names.length} arrays: ${list} (--array ${plain(names[0]!)} takes one)`);
  throw new UsageError(`option '--array': ${path} holds no ${shown(array)}, but ${list}`);
}

/** A sparse matrix with its zeros. */
export function spread({ rows, columns, rowStart, column, value }: SparseMatrix, bytes: number, path: string): Matrix {
  if (rows * columns > entriesAllowed(bytes)) throw new DataError(`${path}: ${rows} × ${columns} is too large to be held as a dense matrix (svd with -k, and pca, keep it sparse)`);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let p = rowStart[i]!; p < rowStart[i + 1]!; p++) data[i * columns + column[p]!] = value[p]!;
  return { rows, columns, data };
}

/** A name as it is typed, in quotes where it is no plain word. */
function plain(name: string): string {
  return /^[\w./-]{1,40}$/.test(name) ? name : shown(name);
}

/** The arrays of an archive by name. */
class Archive {
  readonly names: readonly string[];
  private readonly members: ReadonlyMap<string, Member>;
  private readonly others: readonly string[];

  constructor(readonly packed: Buffer, readonly path: string) {
    const all = membersOf(packed, path);
    this.members = new Map(all.filter(({ name }) => name.endsWith(ARRAY)).map((member) => [member.name.slice(0, -ARRAY.length), member]));
    this.names = [...this.members.keys()];
    this.others = all.map(({ name }) => name);
  }

  bytes(name: string): Buffer {
    const member = this.members.get(name);
    if (member === undefined) throw new DataError(`${this.path}: has no ${name}${ARRAY}, which a sparse matrix of its format needs`);
    return unpack(this.packed, member, this.path);
  }

  /** What an archive is that holds no arrays. */
  foreign(): DataError {
    const has = (name: string) => this.others.includes(name);
    if (has("xl/workbook.xml")) return new DataError(`${this.path}: is an Excel file, which is not read (save it as CSV)`);
    if (has("[Content_Types].xml") || has("mimetype")) return new DataError(`${this.path}: is a document or a spreadsheet, which is not read (save it as CSV)`);
    return new DataError(`${this.path}: is a zip archive without arrays of NumPy (.npy), expected an .npz file (unpack it)`);
  }
}

function readSparse(archive: Archive): SparseMatrix {
  const { path } = archive;
  const format = textOf(archive.bytes("format"), path);
  const layout = LAYOUTS[format];
  if (layout === undefined) throw new DataError(`${path}: holds a sparse matrix of format ${shown(format)}, expected csr, csc or coo (in SciPy: a.tocsr())`);
  const numbers = (name: string) => {
    const { shape, data } = parseNpyArray(archive.bytes(name), `${path}, ${name}${ARRAY}`);
    if (shape.length !== 1) throw new DataError(`${path}, ${name}${ARRAY}: has ${shape.length} dimensions, expected 1`);
    return data;
  };
  const [rows, columns, ...more] = numbers("shape");
  if (rows === undefined || columns === undefined || more.length > 0) throw new DataError(`${path}: its shape has not two sizes`);
  for (const size of [rows, columns]) if (!Number.isSafeInteger(size) || size < 0) throw new DataError(`${path}: a matrix of ${rows} × ${columns}`);
  if (rows + columns > entriesAllowed(archive.packed.length)) throw new DataError(`${path}: ${rows} × ${columns} is too large for a file of ${archive.packed.length} bytes`);
  const value = numbers("data");
  const [first, second] = layout.map(numbers) as [Float64Array, Float64Array];
  const [row, column] = format === "coo" ? [first, second] : format === "csr" ? [expanded(first, rows, value.length, path), second] : [second, expanded(first, columns, value.length, path)];
  return summed(rows, columns, { row: places(row, rows, value.length, "row", path), column: places(column, columns, value.length, "column", path), value }, path);
}

/** The text in an array without dimensions. */
function textOf(bytes: Buffer, path: string): string {
  const { type, shape, start } = readNpyHeader(bytes, path);
  if (shape.length > 1 || !/^[<>|=]?[SU]\d+$/.test(type)) throw new DataError(`${path}: its format is no text`);
  return bytes.toString("latin1", start).replaceAll("\0", "");
}

/** The line of every entry, from where each line begins. */
function expanded(starts: Float64Array, lines: number, count: number, path: string): Float64Array {
  if (starts.length !== lines + 1 || starts[0] !== 0 || starts[lines] !== count) throw new DataError(`${path}: its indptr does not fit its shape and its entries`);
  const line = new Float64Array(count);
  for (let i = 0; i < lines; i++) {
    if (!(starts[i]! <= starts[i + 1]!)) throw new DataError(`${path}: its indptr falls`);
    line.fill(i, starts[i], starts[i + 1]);
  }
  return line;
}

function places(indices: Float64Array, most: number, count: number, name: string, path: string): Int32Array {
  if (indices.length !== count) throw new DataError(`${path}: has ${indices.length} ${name} indices for ${count} entries`);
  const wrong = indices.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < most));
  if (wrong >= 0) throw new DataError(`${path}: a ${name} index is ${indices[wrong]}, expected 0 to ${most - 1}`);
  return Int32Array.from(indices);
}
