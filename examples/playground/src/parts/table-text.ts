/** Entries of a table, each with its place. */
export interface Entries {
  readonly row: Int32Array<ArrayBuffer>;
  readonly column: Int32Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
}

/** A table as it is edited: texts in the corner that is shown, so that what is half typed stays; numbers beyond it. */
export interface EditedTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly rest: Entries;
}

/** A table with what was guessed when it was read. */
export interface Reading {
  readonly as: "list" | "table";
  readonly table: EditedTable;
  /** Rows and columns stand by how many entries they have, the most first. */
  readonly isSorted: boolean;
}

/** What is shown of a table, at most: a field for each cell of a large one would take seconds. */
export const CORNER = { rows: 24, columns: 12 };

const HOLES = new Set(["", "?", "-", "–", ".", "na", "n/a", "nan", "null"]);
const NO_ENTRIES: Entries = { row: new Int32Array(0), column: new Int32Array(0), value: new Float64Array(0) };

/** The number of a cell, null for a hole, undefined for what is neither. */
export function valueOf(text: string): number | null | undefined {
  const plain = text.trim().replace(/^−/, "-");
  if (HOLES.has(plain.toLowerCase())) return null;
  const value = Number(/^-?\d+,\d+$/.test(plain) ? plain.replace(",", ".") : plain);
  return Number.isFinite(value) ? value : undefined;
}

export function tableOf(rows: readonly string[], columns: readonly string[], values: readonly (readonly (number | null)[])[]): EditedTable {
  return { rows, columns, cells: values.map((row) => row.map((value) => (value === null ? "" : String(value)))), rest: NO_ENTRIES };
}

export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name} ${i + 1}`);
}

/** All entries, in the order of their rows within the corner; undefined while a cell is no number, or if there are none. */
export function entriesOf({ cells, rest }: EditedTable): Entries | undefined {
  const corner = cells.flatMap((row, i) => row.map((text, j) => [i, j, valueOf(text)] as const)).filter(([, , value]) => value !== null);
  if (corner.some(([, , value]) => value === undefined) || corner.length + rest.value.length === 0) return undefined;
  const [row, column, value] = [new Int32Array(corner.length + rest.row.length), new Int32Array(corner.length + rest.row.length), new Float64Array(corner.length + rest.row.length)];
  corner.forEach(([i, j, x], at) => { [row[at], column[at], value[at]] = [i, j, x!]; });
  row.set(rest.row, corner.length);
  column.set(rest.column, corner.length);
  value.set(rest.value, corner.length);
  return { row, column, value };
}

/** Whether every cell is shown. */
export function isWhole({ rows, columns, cells }: EditedTable): boolean {
  return rows.length === cells.length && columns.length === (cells[0]?.length ?? 0);
}

/** A table that is whole with one row or column more (empty), or the last one less. */
export function resized({ rows, columns, cells, rest }: EditedTable, side: "row" | "column", by: 1 | -1): EditedTable {
  const [height, width] = [rows.length + (side === "row" ? by : 0), columns.length + (side === "column" ? by : 0)];
  return {
    rows: Array.from({ length: height }, (_, i) => rows[i] ?? `Row ${i + 1}`),
    columns: Array.from({ length: width }, (_, j) => columns[j] ?? `Column ${j + 1}`),
    cells: Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => cells[i]?.[j] ?? "")),
    rest,
  };
}

/** A small table as one line of an address; undefined for one that is too long for it. */
export function packed({ rows, columns, cells, rest }: EditedTable): string | undefined {
  if (rest.value.length > 0) return undefined;
  const line = (name: string, texts: readonly string[]) => [name, ...texts].map((text) => text.replace(/[~*%]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)).join("~");
  const text = [line("", columns), ...cells.map((row, i) => line(rows[i]!, row))].join("*");
  return text.length <= LONGEST ? text : undefined;
}

const LONGEST = 1500;

export function unpacked(text: string | undefined): EditedTable | undefined {
  if (!text) return undefined;
  const [head, ...body] = text.slice(0, LONGEST).split("*").map((line) => line.split("~").map((cell) => cell.replace(/%(7e|2a|25)/g, (mark) => String.fromCharCode(parseInt(mark.slice(1), 16)))));
  const columns = head!.slice(1, 1 + CORNER.columns);
  if (columns.length === 0 || body.length === 0 || body.length > CORNER.rows) return undefined;
  return { rows: body.map(([name]) => name!), columns, cells: body.map(([, ...row]) => columns.map((_, j) => row[j] ?? "")), rest: NO_ENTRIES };
}
