import type { Matrix } from "../../../index";
import { DataError } from "../../failure";
import { MOST_ENTRIES } from "../limits";
import { MAGIC, type NpyHeader, readNpyHeader } from "./npy-header";
import { type Element, elementOf } from "./npy-types";

/** Bytes before the entries are padded to a multiple of this. */
const ALIGNMENT = 64;

/** How the entries are read that a header announces, and how many there are; the file of `size` bytes must hold just these. */
export function entriesOf({ type, shape, start }: NpyHeader, size: number, path: string): { readonly element: Element; readonly count: number; readonly needed: number } {
  if (shape.length > 2) throw new DataError(`${path}: has ${shape.length} dimensions, expected a matrix (2) or a vector (1) (in NumPy: a.reshape(len(a), -1))`);
  const [rows, columns = 1] = shape as [number, number?];
  const element = elementOf(type, path);
  const count = shape.length === 0 ? 1 : rows * columns;
  const needed = count * element.size;
  if (size - start !== needed) {
    throw new DataError(`${path}: holds ${size - start} bytes of entries, expected ${needed} for ${shape.length === 0 ? "one number" : `${rows} × ${columns}`} of ${type}`);
  }
  return { element, count, needed };
}

/** The numbers in an .npy file of any number of dimensions, in C order: versions 1 to 3, floats, integers and booleans of either byte order, C or Fortran order. */
export function parseNpyArray(bytes: Buffer, path: string): { shape: readonly number[]; data: Float64Array } {
  const header = readNpyHeader(bytes, path);
  const { fortran, shape, start } = header;
  const { element, count, needed } = entriesOf(header, bytes.length, path);
  const [rows, columns = 1] = shape as [number, number?];
  if (count > MOST_ENTRIES) throw new DataError(`${path}: ${rows} × ${columns} is too large, expected at most ${MOST_ENTRIES} entries`);

  const view = new DataView(bytes.buffer, bytes.byteOffset + start, needed);
  const data = new Float64Array(count);
  const [down, right] = fortran ? [1, rows] : [columns, 1];
  for (let p = 0, i = 0; p < count; i++) {
    for (let j = 0; j < columns; j++, p++) {
      const value = element.read(view, (i * down + j * right) * element.size);
      if (!Number.isFinite(value)) throw new DataError(`${path}, entry [${i}, ${j}]: ${value} is not a finite number`);
      data[p] = value;
    }
  }
  return { shape, data };
}

/** Whether an .npy file holds numbers of single precision. */
export function holdsSingles(bytes: Buffer, path: string): boolean {
  return /^[<>=|]?(f4|f)$|^float32$|^single$/.test(readNpyHeader(bytes, path).type);
}

/** A matrix from an .npy file. A vector is a column. */
export function parseNpy(bytes: Buffer, path: string): Matrix {
  const { shape, data } = parseNpyArray(bytes, path);
  const [rows, columns = 1] = shape;
  if (rows === undefined) throw new DataError(`${path}: holds a single number, expected a matrix or a vector`);
  return { rows, columns, data };
}

/** A matrix as an .npy file, version 1, little-endian float64 in C order. With `vector`, a column is written as a vector. */
export function formatNpy({ rows, columns, data }: Matrix, vector = false): Buffer {
  const header = npyHeader(vector ? `${rows},` : `${rows}, ${columns}`);
  const bytes = Buffer.alloc(header.length + data.length * 8);
  header.copy(bytes);
  data.forEach((value, p) => bytes.writeDoubleLE(value, header.length + p * 8));
  return bytes;
}

/** What stands before the numbers of such a file; `shape` as Python writes it, without brackets. */
export function npyHeader(shape: string): Buffer {
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = MAGIC.length + 4 + dictionary.length + 1;
  const header = `${dictionary}${" ".repeat(-unpadded & (ALIGNMENT - 1))}\n`;
  const bytes = Buffer.alloc(MAGIC.length + 4 + header.length);
  bytes.write(MAGIC, "latin1");
  bytes.writeUInt8(1, 6);
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, "latin1");
  return bytes;
}
