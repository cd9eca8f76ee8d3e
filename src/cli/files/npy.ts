import type { Matrix } from "../../index";
import { DataError } from "../failure";
import { fromBinary16 } from "./float16";

/** NumPy's file format: magic, version, header length, a Python dictionary, then the entries (NumPy enhancement proposal 1). */
const MAGIC = "\x93NUMPY";

/** Bytes before the entries are padded to a multiple of this. */
const ALIGNMENT = 64;

/** A matrix from an .npy file: versions 1 to 3, floats, integers and booleans of either byte order, C or Fortran order. A vector is a column. */
export function parseNpy(bytes: Buffer, path: string): Matrix {
  const { type, fortran, shape, start } = readHeader(bytes, path);
  if (shape.length !== 1 && shape.length !== 2) {
    throw new DataError(`${path}: has ${shape.length} dimensions, expected a matrix (2) or a vector (1)`);
  }
  const [rows, columns = 1] = shape as [number, number?];
  const element = elementOf(type, path);
  const needed = rows * columns * element.size;
  if (bytes.length - start !== needed) {
    throw new DataError(`${path}: holds ${bytes.length - start} bytes of entries, expected ${needed} for ${rows} × ${columns} of ${type}`);
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset + start, needed);
  const data = new Float64Array(rows * columns);
  const [down, right] = fortran ? [1, rows] : [columns, 1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = element.read(view, (i * down + j * right) * element.size);
      if (!Number.isFinite(value)) throw new DataError(`${path}, entry [${i}, ${j}]: ${value} is not a finite number`);
      data[i * columns + j] = value;
    }
  }
  return { rows, columns, data };
}

/** A matrix as an .npy file, version 1, little-endian float64 in C order. With `vector`, a column is written as a vector. */
export function formatNpy({ rows, columns, data }: Matrix, vector = false): Buffer {
  const shape = vector ? `${rows},` : `${rows}, ${columns}`;
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = MAGIC.length + 4 + dictionary.length + 1;
  const header = `${dictionary}${" ".repeat(-unpadded & (ALIGNMENT - 1))}\n`;
  const bytes = Buffer.alloc(MAGIC.length + 4 + header.length + data.length * 8);
  bytes.write(MAGIC, "latin1");
  bytes.writeUInt8(1, 6);
  bytes.writeUInt16LE(header.length, 8);
  bytes.write(header, 10, "latin1");
  data.forEach((value, p) => bytes.writeDoubleLE(value, 10 + header.length + p * 8));
  return bytes;
}

function readHeader(bytes: Buffer, path: string) {
  if (bytes.toString("latin1", 0, 6) !== MAGIC) throw new DataError(`${path}: is not an .npy file`);
  const version = bytes[6];
  const lengthBytes = version === 1 ? 2 : 4;
  if (version === undefined || version < 1 || version > 3) throw new DataError(`${path}: .npy version ${version} is not known`);
  const start = 8 + lengthBytes;
  const length = bytes.length >= start ? bytes.readUIntLE(8, lengthBytes) : Infinity;
  if (start + length > bytes.length) throw new DataError(`${path}: ends within its header`);

  const header = bytes.toString(version === 3 ? "utf8" : "latin1", start, start + length);
  const type = /['"]descr['"]\s*:\s*['"]([^'"]+)['"]/.exec(header)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (/['"]descr['"]\s*:\s*\[/.test(header)) throw new DataError(`${path}: holds records, expected numbers`);
  if (type === undefined || order === undefined || sizes === undefined) throw new DataError(`${path}: has a broken header`);
  const shape = sizes.split(",").map((size) => size.trim()).filter((size) => size !== "").map((size) => Number.parseInt(size, 10));
  return { type, fortran: order === "True", shape, start: start + length };
}

interface Element {
  readonly size: number;
  read(view: DataView, at: number): number;
}

function elementOf(type: string, path: string): Element {
  const [order, kind] = [type[0], type.slice(1)];
  const little = order !== ">";
  switch ("<>|=".includes(order!) ? kind : "") {
    case "f8": return { size: 8, read: (view, at) => view.getFloat64(at, little) };
    case "f4": return { size: 4, read: (view, at) => view.getFloat32(at, little) };
    case "f2": return { size: 2, read: (view, at) => fromBinary16(view.getUint16(at, little)) };
    case "i8": return { size: 8, read: (view, at) => exact(view.getBigInt64(at, little), path) };
    case "u8": return { size: 8, read: (view, at) => exact(view.getBigUint64(at, little), path) };
    case "i4": return { size: 4, read: (view, at) => view.getInt32(at, little) };
    case "u4": return { size: 4, read: (view, at) => view.getUint32(at, little) };
    case "i2": return { size: 2, read: (view, at) => view.getInt16(at, little) };
    case "u2": return { size: 2, read: (view, at) => view.getUint16(at, little) };
    case "i1": return { size: 1, read: (view, at) => view.getInt8(at) };
    case "u1":
    case "b1": return { size: 1, read: (view, at) => view.getUint8(at) };
    default: throw new DataError(`${path}: entries of type ${type} are not supported, expected floats, integers or booleans`);
  }
}

function exact(value: bigint, path: string): number {
  const number = Number(value);
  if (BigInt(number) !== value) throw new DataError(`${path}: the integer ${value} has no exact float64`);
  return number;
}
