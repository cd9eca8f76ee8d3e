import { type SparseMatrix, type Triplets, sparse } from "../../../index";
import { DataError } from "../../failure";
import { entriesAllowed } from "../limits";
import { parseCount } from "../number";
import { Decimals } from "../text/decimal";
import { type Header, entryTest, parseEntry, readSizes } from "./header";
import type { LineReader } from "./line-reader";

/** Most rows, columns and entries of a sparse matrix: indices are 32-bit. */
const MOST = 2 ** 31 - 2;
/** The shortest entry with its line break: "1 1". The size of the file thus bounds the entries, whatever its header says. */
const LEAST_BYTES = 4;

/**
 * A sparse matrix from the lines of a coordinate file after its header: 16 bytes per entry and one chunk of the file are held. Entries given twice are
 * summed; a pattern entry is 1.
 *
 * @param dense  whether its zeros will be held, too.
 */
export function readCoordinates(lines: LineReader, header: Header, dense: boolean): SparseMatrix {
  const { path } = lines;
  const { rows, columns, listed } = sizesOf(lines, header, dense);
  const mirrored = header.symmetry !== "general";
  const room = mirrored ? 2 * listed : listed;
  const [row, column, value] = [new Int32Array(room), new Int32Array(room), new Float64Array(room)];
  const pattern = header.field === "pattern";
  const isEntry = entryTest(header.field);
  const numbers = new Decimals(lines.bytes);
  let [read, count] = [0, 0];
  while (lines.advance()) {
    numbers.start(lines.bytes, lines.from, lines.to);
    let [i, j, x] = [0, 0, 1];
    const plain = numbers.readWhole() && (i = numbers.value) >= 1 && i <= rows
      && numbers.readWhole() && (j = numbers.value) >= 1 && j <= columns
      && (pattern || (numbers.readNumber() && isEntry(x = numbers.value))) && numbers.done;
    if (!plain) { // a comment, an empty line, or something wrong: read again as text
      if (lines.isIdle) continue;
      [i, j, x] = readSlowly(lines, header, rows, columns);
    }
    if (read === listed) throw new DataError(`${lines.place}: a line more than the sizes announce`);
    read++;
    row[count] = i - 1;
    column[count] = j - 1;
    value[count++] = x;
    if (!mirrored) continue;
    if (i !== j) {
      row[count] = j - 1;
      column[count] = i - 1;
      value[count++] = header.symmetry === "symmetric" ? x : -x;
    } else if (header.symmetry === "skew-symmetric" && x !== 0) {
      throw new DataError(`${lines.place}: a diagonal entry in a skew-symmetric matrix`);
    }
  }
  if (read < listed) throw new DataError(`${path}: ends before all entries its sizes announce`);
  return summed(rows, columns, { row: row.subarray(0, count), column: column.subarray(0, count), value: value.subarray(0, count) }, path);
}

/** A sparse matrix from the entries in a file; those of one place are added up, to a finite number. */
export function summed(rows: number, columns: number, entries: Triplets, path: string): SparseMatrix {
  try {
    const matrix = sparse(rows, columns, entries);
    if (matrix.value.every(Number.isFinite)) return matrix;
  } catch (error) {
    if (!(error instanceof RangeError) || error.name === "OutOfMemoryError") throw error;
  }
  throw new DataError(`${path}: entries at one place add up to more than a float64 holds`);
}

function sizesOf(lines: LineReader, header: Header, dense: boolean): { rows: number; columns: number; listed: number } {
  const [rows, columns, listed] = readSizes(lines, header) as [number, number, number];
  const { path, place, size } = lines;
  if (dense && rows * columns > entriesAllowed(size)) throw new DataError(`${place}: ${rows} × ${columns} is too large to be held as a dense matrix (svd with -k, and pca, keep it sparse)`);
  if (rows > MOST || columns > MOST) throw new DataError(`${place}: ${rows} × ${columns} is too large, expected at most ${MOST} rows and columns`);
  if (rows + columns > entriesAllowed(size)) throw new DataError(`${place}: ${rows} × ${columns} is too large for a file of ${size} bytes`);
  if (listed * LEAST_BYTES > size + 1) throw new DataError(`${path}: ends before all entries its sizes announce`);
  if (listed > MOST / 2) throw new DataError(`${place}: ${listed} entries are too many, expected at most ${MOST / 2}`);
  return { rows, columns, listed };
}

/** The entry in a line of text, in numbers from 1. */
function readSlowly(lines: LineReader, { field }: Header, rows: number, columns: number): [number, number, number] {
  const { place } = lines;
  const words = lines.text().split(/\s+/);
  const expected = field === "pattern" ? 2 : 3;
  if (words.length !== expected) throw new DataError(`${place}: ${words.length} values, expected ${expected}`);
  const i = parseIndex(words[0]!, rows, "row", place);
  const j = parseIndex(words[1]!, columns, "column", place);
  return [i, j, field === "pattern" ? 1 : parseEntry(words[2]!, field, place)];
}

function parseIndex(word: string, most: number, name: string, place: string): number {
  const index = parseCount(word, place);
  if (index < 1 || index > most) throw new DataError(`${place}: ${name} ${index}, expected 1 to ${most}`);
  return index;
}
