/** Tables of other formats than text, and the text that has the same cells. */
import { DataError } from "../../failure";
import { formatNames } from "../text/format";

/** A table by its columns, in groups of rows. */
export interface ColumnTable {
  readonly path: string;
  readonly format: string;
  readonly names: readonly string[];
  readonly isNumeric: readonly boolean[];
  readonly rows: number;
  /** Rows of each group. */
  readonly groups: readonly number[];
  /** Values of a column in a group. */
  column(group: number, j: number): ArrayLike<unknown>;
  close(): void;
}

/** Lines of a text that are joined at a time. */
const LINES = 1 << 14;

export function refuseWrongLength(found: number, rows: number, path: string): void {
  if (found !== rows) throw new DataError(`${path}: is damaged: a column has ${found} values, expected ${rows}`);
}

/** The same table as text, a line of names first: whatever reads texts reads it. */
export function textOfColumns(table: ColumnTable): Buffer {
  const text = new Lines();
  text.push(formatNames(table.names, ",").slice(0, -1));
  table.groups.forEach((rows, group) => {
    const columns = table.names.map((_, j) => table.column(group, j));
    for (let i = 0; i < rows; i++) text.push(columns.map((column) => cellOf(column[i])).join(","));
  });
  return text.bytes();
}

/** Lines of text as bytes. */
export class Lines {
  private readonly parts: Buffer[] = [];
  private lines: string[] = [];

  push(line: string): void {
    if (this.lines.push(line) === LINES) this.flush();
  }

  bytes(): Buffer {
    this.flush();
    return Buffer.concat(this.parts);
  }

  private flush(): void {
    if (this.lines.length > 0) this.parts.push(Buffer.from(`${this.lines.join("\n")}\n`));
    this.lines = [];
  }
}

/** A value as a cell: words in quotes, so that they are words; nothing where there is none. */
export function cellOf(value: unknown): string {
  switch (typeof value) {
    case "number": case "bigint": return String(value);
    case "boolean": return value ? "1" : "0";
    case "string": return `"${value.replaceAll('"', '""')}"`;
    default:
      if (value === null || value === undefined) return "";
      return value instanceof Date ? `"${Number.isNaN(value.getTime()) ? "" : value.toISOString()}"` : '"(a list or an object)"';
  }
}

/** A value as a number; NaN where there is none. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "bigint") return NaN;
  const number = Number(value);
  if (BigInt(number) !== value) throw new DataError(`${value} is a whole number that no float64 holds exactly: it is a name, or has lost its last digits`);
  return number;
}
