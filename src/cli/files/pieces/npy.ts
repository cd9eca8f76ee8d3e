import type { Matrix } from "../../../index";
import { DataError } from "../../failure";
import { refuseEmpty } from "../matrix/matrix";
import { entriesOf } from "../matrix/npy";
import { readNpyHeader } from "../matrix/npy-header";
import { openSource, type Source } from "../text/source";
import type { Pieces } from "./rows";

/** Headers are shorter: version 1 has at most 64 kB. */
const HEADER = 1 << 17;

/** The bytes that the numbers of an .npy file take as doubles. */
export function npyBytes(path: string): number {
  const source = openSource(path);
  try {
    return headerOf(source).shape.reduce((product, size) => product * size, 8);
  } finally {
    source.close();
  }
}

/** The rows of an .npy file in C order, by ranges of bytes. A vector is a column. */
export function openNpyPieces(path: string, size: number): Pieces {
  const source = openSource(path);
  try {
    const header = headerOf(source);
    const { type, fortran, shape, start } = header;
    const { element } = entriesOf(header, source.size, path);
    const [rows, columns = 1] = shape;
    if (rows === undefined) throw new DataError(`${path}: holds a single number, expected a matrix or a vector`);
    if (fortran && columns > 1) throw new DataError(`${path}: holds its columns one after the other, and cannot be read in pieces (in NumPy: numpy.save(FILE, numpy.ascontiguousarray(a)))`);
    refuseEmpty({ rows, columns }, path);
    const most = Math.max(1, Math.floor(size / (8 * columns)));
    const isDouble = element.size === 8 && /^<?(f8|d|float64|float|double|float_)$/.test(type);
    return {
      path, rows, columns, names: undefined, size: rows,
      each(visit) {
        // Doubles are read where they will lie.
        const data = new Float64Array(Math.min(rows, most) * columns);
        const bytes = isDouble ? new Uint8Array(data.buffer) : new Uint8Array(data.length * element.size);
        const view = new DataView(bytes.buffer);
        for (let first = 0; first < rows; first += most) {
          const count = Math.min(most, rows - first);
          const part = bytes.subarray(0, count * columns * element.size);
          readWhole(source, part, start + first * columns * element.size);
          if (!isDouble) for (let p = 0; p < count * columns; p++) data[p] = element.read(view, p * element.size);
          const piece: Matrix = { rows: count, columns, data: data.subarray(0, count * columns) };
          visit(piece, first, first + count);
        }
      },
      reading: () => undefined,
      close: () => { source.close(); },
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

function headerOf(source: Source): ReturnType<typeof readNpyHeader> {
  const head = Buffer.alloc(Math.min(HEADER, source.size));
  readWhole(source, head, 0);
  return readNpyHeader(head, source.path);
}

function readWhole(source: Source, into: Uint8Array, at: number): void {
  for (let done = 0; done < into.length;) {
    const read = source.read(into.subarray(done), at + done);
    if (read === 0) throw new DataError(`${source.path}: ends while it is read: it has become shorter`);
    done += read;
  }
}
