/** Tables that are read a piece at a time: what is gathered of them, and the second reading. */
import type { Matrix } from "../../index";
import { type Accumulator, openPartial, type PartialOptions } from "../../partial/partial";
import { DataError, UsageError } from "../failure";
import { startOf } from "../files/input";
import { readMatrixFile } from "../files/matrix/matrix";
import { isLarge } from "../files/pieces/pieces";
import type { Pieces } from "../files/pieces/rows";
import { whole } from "../report/format";
import { following } from "../report/progress";
import type { Terminal } from "../terminal";

/** How a partial begins. */
const MAGIC = Buffer.from([0x89, 0x4c, 0x52, 0x50, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Columns whose triangle fits into 4 GiB with what is worked with. */
const MOST_COLUMNS = 12_000;

/** Rows from `first` up to `end`, excluded. */
export interface Range { readonly first: number; readonly end: number }

/** Whether a file is a partial. */
export function isPartial(path: string): boolean {
  return startOf(path).subarray(0, MAGIC.length).equals(MAGIC);
}

/** Whether a table is read in pieces: because somebody says so, or it is large. */
export function streams(path: string, asked: boolean | undefined): boolean {
  return asked === true || isLarge(path);
}

/** How messages about what was given begin; others are about memory. */
const ABOUT = /^((this )?partial|leaf \d+|rows|the entries) /;

/** Errors of partials, with the name of the file in the place of that of the argument. */
export function ofFile<R>(path: string, body: () => R): R {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof RangeError) || !ABOUT.test(error.message)) throw error;
    throw new DataError(`${path}: ${error.message.replace(/^(this )?partial /, "")}`);
  }
}

/** Gathers the rows of a file, or those of a range; tells how many there were. */
export function gather(terminal: Terminal, pieces: Pieces, options: Omit<PartialOptions, "columns">, range?: Range): { partial: Accumulator; rows: number; pieces: number } {
  const { columns, path } = pieces;
  if (columns > MOST_COLUMNS && options.kind !== "fd") throw new DataError(`${path}: ${columns} columns are too many to gather exactly: expected at most ${MOST_COLUMNS} (--sketch 200 keeps a sketch of 200 rows)`);
  const partial = openPartial({ ...options, columns });
  let count = 0;
  read(terminal, pieces, (piece, first) => {
    const part = range === undefined ? piece : within(piece, first, range);
    if (part.rows > 0) ofFile(path, () => partial.push(part));
    count++;
  });
  if (range !== undefined && partial.rows < range.end - range.first) throw new DataError(`${path}: has ${whole(range.first + partial.rows)} rows, expected rows up to ${whole(range.end)}`);
  if (partial.rows === 0) throw new DataError(`${path}: holds no rows`);
  return { partial, rows: partial.rows, pieces: count };
}

/** One reading of all rows, with a line that tells how far it is. */
export function read(terminal: Terminal, pieces: Pieces, visit: (piece: Matrix, first: number) => void, label = "reading"): void {
  following(terminal, `${label} {bar} {percentage} %, {duration_formatted}`, (report) => {
    pieces.each((piece, first, done) => {
      try {
        visit(piece, first);
      } catch (error) {
        refuseNotFinite(piece, first, pieces.path);
        throw error;
      }
      report?.(done, pieces.size);
    });
  });
}

/** What refuses a piece may have met an entry that is no number: it is named by its place in the file. */
function refuseNotFinite({ columns, data }: Matrix, first: number, path: string): void {
  const bad = data.findIndex((x) => x - x !== 0);
  if (bad >= 0) throw new DataError(`${path}, entry [${first + Math.floor(bad / columns)}, ${bad % columns}]: ${data[bad]} is not a finite number`);
}

function within({ rows, columns, data }: Matrix, first: number, range: Range): Matrix {
  const from = Math.max(0, range.first - first);
  const to = Math.max(from, Math.min(rows, range.end - first));
  return { rows: to - from, columns, data: data.subarray(from * columns, to * columns) };
}

/** What --centre says: the first row, or the numbers in a file. */
export function centreOf(asked: string | undefined, columns: number): true | Float64Array | undefined {
  if (asked === undefined) return undefined;
  if (asked === "first") return true;
  const { matrix } = readMatrixFile(asked);
  if (matrix.rows * matrix.columns !== columns) throw new UsageError(`option '--centre': ${asked} holds ${matrix.rows * matrix.columns} numbers, expected ${columns}, one for each column`);
  return matrix.data;
}
