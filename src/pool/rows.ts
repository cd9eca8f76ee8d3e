// Lists of lists of numbers as they are sent: cloning many small arrays is slow, moving one large one is not.

type Row = ArrayLike<number | null | undefined>;

/** Rows that the worker makes lists of again: short ones, which may be triples [row, column, value], and those with gaps. */
interface Block {
  readonly [COLUMNS]: number;
  readonly data: Float64Array<ArrayBuffer>;
  /** NUMBER, NULL or UNDEFINED for each place. */
  readonly gaps: Uint8Array<ArrayBuffer> | undefined;
}

/** A name that no argument has. */
const COLUMNS = "lowrank/pool: columns";
const NUMBER = 0;
const NULL = 1;
const UNDEFINED = 2;

/** Shorter rows are no matrix for sure. */
const SHORTEST_ROW = 4;
/** Fewer numbers are cloned as fast. */
const FEWEST = 64;
/** Numbers that fit into a WebAssembly memory. */
export const MOST_NUMBERS = (2 ** 32 - 2 ** 16) / 8;

/** A row-major matrix or a block with the same meaning; undefined if these are no rows of one length, of numbers, null and undefined. */
export function packRows(rows: readonly unknown[], allocate: <T>(make: () => T, bytes: number) => T): object | undefined {
  const columns = rowLength(rows[0]);
  const count = rows.length * columns;
  if (columns < 1 || count > MOST_NUMBERS || (columns < SHORTEST_ROW && count < FEWEST)) return undefined;
  if (!rows.every((row) => rowLength(row) === columns)) return undefined;
  const data = allocate(() => new Float64Array(count), 8 * count);
  let gaps: Uint8Array<ArrayBuffer> | undefined;
  for (let i = 0, p = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (!Array.isArray(row) && columns < SHORTEST_ROW) return undefined; // a list again it would be another kind of row
    for (let j = 0; j < columns; j++, p++) {
      const value: unknown = row[j];
      if (typeof value === "number") data[p] = value;
      else if (value === null || value === undefined) (gaps ??= allocate(() => new Uint8Array(count), count))[p] = value === null ? NULL : UNDEFINED;
      else return undefined;
    }
  }
  if (gaps === undefined && columns >= SHORTEST_ROW) return { rows: rows.length, columns, data };
  return { [COLUMNS]: columns, data, gaps } satisfies Block;
}

/** Plain data with lists in place of the blocks, which are replaced where they stand. */
export function unpack(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (COLUMNS in value) return lists(value as Block);
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    if (typeof fields[key] === "object") fields[key] = unpack(fields[key]);
  }
  return value;
}

function lists({ [COLUMNS]: columns, data, gaps }: Block): unknown[][] {
  const entry = (p: number) => (gaps === undefined || gaps[p] === NUMBER ? data[p] : gaps[p] === NULL ? null : undefined);
  return Array.from({ length: data.length / columns }, (_, i) => Array.from({ length: columns }, (__, j) => entry(i * columns + j)));
}

/** The length of an array or a typed array of numbers; -1 of anything else. */
function rowLength(row: unknown): number {
  if (Array.isArray(row)) return row.length;
  if (!ArrayBuffer.isView(row) || row instanceof DataView || row instanceof BigInt64Array || row instanceof BigUint64Array) return -1;
  return (row as Float64Array).length;
}
