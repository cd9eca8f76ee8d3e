/** A table as it is edited: texts, so that what is half typed stays. */
export interface EditedTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

const HOLES = new Set(["", "?", "-", "–", ".", "na", "n/a", "nan", "null"]);

/** The number of a cell, null for a hole, undefined for what is neither. */
export function valueOf(text: string): number | null | undefined {
  const plain = text.trim().replace(/^−/, "-");
  if (HOLES.has(plain.toLowerCase())) return null;
  const value = Number(/^-?\d+,\d+$/.test(plain) ? plain.replace(",", ".") : plain);
  return Number.isFinite(value) ? value : undefined;
}

export function tableOf(rows: readonly string[], columns: readonly string[], values: readonly (readonly (number | null)[])[]): EditedTable {
  return { rows, columns, cells: values.map((row) => row.map((value) => (value === null ? "" : String(value)))) };
}

export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name} ${i + 1}`);
}

/** A table from text: cells between tabs, semicolons or commas; a first row or column of names if it is one. Undefined for a single cell. */
export function readText(text: string): EditedTable | undefined {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const separator = ["\t", ";", ","].find((mark) => text.includes(mark)) ?? "\t";
  let cells = lines.map((line) => line.split(separator).map((cell) => cell.trim()));
  if (cells.length === 1 && cells[0]!.length === 1) return undefined;
  const width = Math.max(...cells.map((row) => row.length));
  cells = cells.map((row) => [...row, ...Array<string>(width - row.length).fill("")]);
  const isName = (cell: string) => valueOf(cell) === undefined;
  const hasHeader = cells.length > 1 && cells[0]!.slice(1).some(isName);
  const hasNames = width > 1 && cells.slice(hasHeader ? 1 : 0).every((row) => isName(row[0]!));
  const body = cells.slice(hasHeader ? 1 : 0).map((row) => row.slice(hasNames ? 1 : 0));
  return {
    rows: hasNames ? cells.slice(hasHeader ? 1 : 0).map((row) => row[0]!) : numbered("Row", body.length),
    columns: hasHeader ? cells[0]!.slice(hasNames ? 1 : 0) : numbered("Column", width - (hasNames ? 1 : 0)),
    cells: body,
  };
}

/** The table with one row or column more (empty), or the last one less. */
export function resized({ rows, columns, cells }: EditedTable, side: "row" | "column", by: 1 | -1): EditedTable {
  const [height, width] = [rows.length + (side === "row" ? by : 0), columns.length + (side === "column" ? by : 0)];
  return {
    rows: Array.from({ length: height }, (_, i) => rows[i] ?? `Row ${i + 1}`),
    columns: Array.from({ length: width }, (_, j) => columns[j] ?? `Column ${j + 1}`),
    cells: Array.from({ length: height }, (_, i) => Array.from({ length: width }, (_, j) => cells[i]?.[j] ?? "")),
  };
}
