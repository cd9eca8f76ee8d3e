import { type SparseMatrix, sparse } from "../../index";
import { DataError } from "../failure";
import { Decimals } from "./text/decimal";
import { LineReader } from "./line-reader";
import { type Header, parseIndex, readHeader } from "./matrix-market";
import { parseCount, parseNumber } from "./number";

/** Most rows, columns and entries of a sparse matrix: indices are 32-bit. */
const MOST = 2 ** 31 - 2;
/** The shortest entry with its line break: "1 1". The size of the file thus bounds the entries, whatever its header says. */
const LEAST_BYTES = 4;

/**
 * A sparse matrix from a Matrix Market coordinate file, read as a stream: 16 bytes per entry and one chunk of the file are held.
 *
 * @param chunk  bytes read at a time.
 * @returns the matrix, or undefined for an array file.
 */
export function readSparseMatrixMarket(path: string, chunk?: number): SparseMatrix | undefined {
  const lines = new LineReader(path, chunk);
  try {
    if (!lines.advance()) throw new DataError(`${path}: is empty`);
    const header = readHeader(lines.text(), path);
    return header.layout === "array" ? undefined : readEntries(lines, header, path);
  } finally {
    lines.close();
  }
}

function readEntries(lines: LineReader, header: Header, path: string): SparseMatrix {
  const { rows, columns, listed } = readSizes(lines, header, path);
  const mirrored = header.symmetry !== "general";
  const room = mirrored ? 2 * listed : listed;
  const [row, column, value] = [new Int32Array(room), new Int32Array(room), new Float64Array(room)];
  const pattern = header.field === "pattern";
  const numbers = new Decimals(lines.bytes);
  let [read, count] = [0, 0];
  while (lines.advance()) {
    numbers.start(lines.bytes, lines.from, lines.to);
    let [i, j, x] = [0, 0, 1];
    const plain = numbers.readWhole() && (i = numbers.value) >= 1 && i <= rows
      && numbers.readWhole() && (j = numbers.value) >= 1 && j <= columns
      && (pattern || (numbers.readNumber() && Number.isFinite(x = numbers.value))) && numbers.done;
    if (!plain) { // a comment, an empty line, or something wrong: read again as text
      const entry = readSlowly(lines, header, rows, columns, path);
      if (entry === undefined) continue;
      [i, j, x] = entry;
    }
    if (read === listed) throw new DataError(`${path}, line ${lines.number}: a line more than the sizes announce`);
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
      throw new DataError(`${path}, line ${lines.number}: a diagonal entry in a skew-symmetric matrix`);
    }
  }
  if (read < listed) throw new DataError(`${path}: ends before all entries its sizes announce`);
  return sparse(rows, columns, { row: row.subarray(0, count), column: column.subarray(0, count), value: value.subarray(0, count) });
}

function readSizes(lines: LineReader, { symmetry }: Header, path: string): { rows: number; columns: number; listed: number } {
  let text: string;
  do {
    if (!lines.advance()) throw new DataError(`${path}: ends before the line of sizes`);
    text = lines.text();
  } while (text === "" || text.startsWith("%"));
  const place = `${path}, line ${lines.number}`;
  const words = text.split(/\s+/);
  if (words.length !== 3) throw new DataError(`${place}: ${words.length} sizes, expected 3`);
  const [rows, columns, listed] = words.map((word) => parseCount(word, place)) as [number, number, number];
  if (symmetry !== "general" && rows !== columns) throw new DataError(`${place}: a ${symmetry} matrix of ${rows} × ${columns} is not square`);
  if (rows === 0 || columns === 0) throw new DataError(`${path}: the matrix is ${rows} × ${columns}: nothing to do`);
  if (rows > MOST || columns > MOST) throw new DataError(`${place}: ${rows} × ${columns} is too large, expected at most ${MOST} rows and columns`);
  if (listed * LEAST_BYTES > lines.size + 1) throw new DataError(`${path}: ends before all entries its sizes announce`);
  if (listed > MOST / 2) throw new DataError(`${place}: ${listed} entries are too many, expected at most ${MOST / 2}`);
  return { rows, columns, listed };
}

/** The entry in a line in numbers from 1; undefined for a comment or an empty line. */
function readSlowly(lines: LineReader, { field }: Header, rows: number, columns: number, path: string): [number, number, number] | undefined {
  const text = lines.text();
  if (text === "" || text.startsWith("%")) return undefined;
  const place = `${path}, line ${lines.number}`;
  const words = text.split(/\s+/);
  const expected = field === "pattern" ? 2 : 3;
  if (words.length !== expected) throw new DataError(`${place}: ${words.length} values, expected ${expected}`);
  const i = parseIndex(words[0]!, rows, "row", place) + 1;
  const j = parseIndex(words[1]!, columns, "column", place) + 1;
  return [i, j, field === "pattern" ? 1 : parseNumber(words[2]!, place)];
}
