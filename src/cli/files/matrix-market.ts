import type { Matrix } from "../../index";
import { DataError } from "../failure";
import { parseCount, parseNumber } from "./number";

/** Entries a file may ask for: 4 GiB of doubles. A coordinate file of a few bytes can name any size. */
const MOST_ENTRIES = 2 ** 29;

type Symmetry = "general" | "symmetric" | "skew-symmetric";

export interface Header {
  readonly layout: "coordinate" | "array";
  readonly field: "real" | "double" | "integer" | "pattern";
  readonly symmetry: Symmetry;
}

/**
 * A matrix from the Matrix Market format (Boisvert, Pozo & Remington 1996): coordinate or array; real, integer or pattern;
 * general, symmetric or skew-symmetric. Entries given twice are summed; a pattern entry is 1.
 */
export function parseMatrixMarket(text: string, path: string): Matrix {
  const lines = text.split(/\r\n|\r|\n/);
  const header = readHeader(lines[0]!, path);
  const rest = contentLines(lines, path);
  const size = rest.next();
  if (size.done) throw new DataError(`${path}: ends before the line of sizes`);
  const { words, place } = size.value;
  const expected = header.layout === "array" ? 2 : 3;
  if (words.length !== expected) throw new DataError(`${place}: ${words.length} sizes, expected ${expected}`);
  const [rows, columns, listed] = words.map((word) => parseCount(word, place)) as [number, number, number?];
  if (header.symmetry !== "general" && rows !== columns) throw new DataError(`${place}: a ${header.symmetry} matrix of ${rows} × ${columns} is not square`);
  if (rows * columns > MOST_ENTRIES) throw new DataError(`${place}: ${rows} × ${columns} is too large to be held as a dense matrix`);

  const matrix = { rows, columns, data: new Float64Array(rows * columns) };
  if (header.layout === "array") readArray(rest, matrix, header, path);
  else readCoordinates(rest, matrix, header, listed!, path);
  const more = rest.next();
  if (!more.done) throw new DataError(`${more.value.place}: a line more than the sizes announce`);
  return matrix;
}

/** A matrix as an array file: real, general, column after column. */
export function formatMatrixMarket({ rows, columns, data }: Matrix): string {
  const lines = ["%%MatrixMarket matrix array real general", `${rows} ${columns}`];
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) lines.push(String(data[i * columns + j]));
  }
  return `${lines.join("\n")}\n`;
}

interface Line {
  readonly words: string[];
  readonly place: string;
}

/** The lines that hold content, after the header: no comments (%), no empty ones. */
function* contentLines(lines: readonly string[], path: string): Generator<Line, undefined> {
  for (let n = 1; n < lines.length; n++) {
    const line = lines[n]!.trim();
    if (line !== "" && !line.startsWith("%")) yield { words: line.split(/\s+/), place: `${path}, line ${n + 1}` };
  }
  return undefined;
}

export function readHeader(line: string, path: string): Header {
  const [banner, object, layout, field, symmetry, ...more] = line.trim().toLowerCase().split(/\s+/);
  const place = `${path}, line 1`;
  if (banner !== "%%matrixmarket") throw new DataError(`${place}: does not begin with %%MatrixMarket`);
  if (object !== "matrix") throw new DataError(`${place}: holds a ${object ?? "nothing"}, expected a matrix`);
  if (layout !== "coordinate" && layout !== "array") throw new DataError(`${place}: layout ${layout} is not known`);
  if (field !== "real" && field !== "double" && field !== "integer" && field !== "pattern") {
    throw new DataError(`${place}: entries of kind ${field} are not supported, expected real, integer or pattern`);
  }
  if (field === "pattern" && layout === "array") throw new DataError(`${place}: a pattern cannot be an array`);
  if (symmetry !== "general" && symmetry !== "symmetric" && symmetry !== "skew-symmetric") {
    throw new DataError(`${place}: symmetry ${symmetry} is not supported, expected general, symmetric or skew-symmetric`);
  }
  if (more.length > 0) throw new DataError(`${place}: ${JSON.stringify(more[0])} is more than the header holds`);
  return { layout, field, symmetry };
}

/** Column after column; of a symmetric matrix the lower triangle, of a skew-symmetric one without its diagonal. */
function readArray(lines: Iterator<Line, undefined>, matrix: Matrix, { symmetry }: Header, path: string): void {
  for (let j = 0; j < matrix.columns; j++) {
    for (let i = symmetry === "general" ? 0 : symmetry === "symmetric" ? j : j + 1; i < matrix.rows; i++) {
      const { words, place } = nextLine(lines, path);
      if (words.length !== 1) throw new DataError(`${place}: ${words.length} values, expected 1`);
      store(matrix, i, j, parseNumber(words[0]!, place), symmetry, place);
    }
  }
}

function readCoordinates(lines: Iterator<Line, undefined>, matrix: Matrix, { field, symmetry }: Header, listed: number, path: string): void {
  const expected = field === "pattern" ? 2 : 3;
  for (let p = 0; p < listed; p++) {
    const { words, place } = nextLine(lines, path);
    if (words.length !== expected) throw new DataError(`${place}: ${words.length} values, expected ${expected}`);
    const i = parseIndex(words[0]!, matrix.rows, "row", place);
    const j = parseIndex(words[1]!, matrix.columns, "column", place);
    store(matrix, i, j, field === "pattern" ? 1 : parseNumber(words[2]!, place), symmetry, place);
  }
}

/** A row or column number, counted from 1 in the file. */
export function parseIndex(word: string, most: number, name: string, place: string): number {
  const index = parseCount(word, place);
  if (index < 1 || index > most) throw new DataError(`${place}: ${name} ${index}, expected 1 to ${most}`);
  return index - 1;
}

function store({ columns, data }: Matrix, i: number, j: number, value: number, symmetry: Symmetry, place: string): void {
  data[i * columns + j]! += value;
  if (symmetry === "general") return;
  if (symmetry === "symmetric") {
    if (i !== j) data[j * columns + i]! += value;
    return;
  }
  if (i === j && value !== 0) throw new DataError(`${place}: a diagonal entry in a skew-symmetric matrix`);
  data[j * columns + i]! -= value;
}

function nextLine(lines: Iterator<Line, undefined>, path: string): Line {
  const next = lines.next();
  if (next.done) throw new DataError(`${path}: ends before all entries its sizes announce`);
  return next.value;
}
